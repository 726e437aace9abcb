import {
  accountSql,
  asksForLogin,
  contentSql,
  hostRules,
  initdbArguments,
  postgresArguments,
  singleUser,
} from "../../postgres-place.ts";
import type { PostgresSpec } from "../../runtime.ts";
import type { ContainerPlan, PlanKind } from "../container-plan.ts";

const MiB = 2 ** 20;

const data = "/var/lib/postgresql/data";
const files = "usr/local/share/gameday";
const alone = `postgres ${singleUser.join(" ")} -D ${data}`;

/** Fills the data folder at the first start; a later start keeps what was written. */
const script = (database: string): string => `set -e
if [ ! -e ${data}/gameday-filled ]; then
  initdb ${initdbArguments.join(" ")} --pgdata=${data} >/dev/null
  ${alone} postgres </${files}/accounts.sql >/dev/null
  ${alone} ${database} </${files}/content.sql >/dev/null
  cp /${files}/hosts.conf ${data}/pg_hba.conf
  touch ${data}/gameday-filled
fi
exec postgres -D ${data} "$@"
`;

/** A PostgreSQL in a container that keeps its data for the drill's time. */
function postgresPlan(spec: PostgresSpec, image: string): ContainerPlan {
  // Readable by all, because the server's user number depends on the image; there are no other
  // users in the container.
  const file = (name: string, text: string): ContainerPlan["files"][number] => ({
    name: `${files}/${name}`,
    data: text,
    mode: 0o644,
  });
  return {
    image,
    entrypoint: ["sh", `/${files}/start.sh`],
    command: () => postgresArguments(spec, { listen_addresses: "*" }),
    env: {},
    user: "postgres",
    unprivileged: true,
    port: 5432,
    files: [
      file("start.sh", script(spec.database)),
      file("accounts.sql", accountSql(spec)),
      file("content.sql", contentSql(spec)),
      file("hosts.conf", hostRules(spec)),
    ],
    bounded: { "/tmp": 64 * MiB },
    memoryBytes: 512 * MiB,
    healthy: (doors) => asksForLogin(doors, spec),
    settle: async () => ({ detail: `PostgreSQL (${image})` }),
    endsWithinMs: 15_000,
  };
}

export const postgres: PlanKind = async ({ id, postgres: spec }, { image }) => {
  if (spec === undefined) throw new Error(`docker runtime: the PostgreSQL ${id} has no settings`);
  return postgresPlan(spec, image("postgres"));
};
