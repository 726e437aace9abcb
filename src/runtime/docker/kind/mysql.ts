import { serverName } from "../../../mysql/dialect.ts";
import { replicationVariables } from "../../../mysql/replication.ts";
import { containerArguments } from "../../../mysql/server/launch.ts";
import { checkedVariables } from "../../../mysql/server/variable.ts";
import { ownAccount } from "../../database-accounts.ts";
import type { MysqlSpec } from "../../runtime.ts";
import { partName, type ContainerPlan, type PlanKind } from "../container-plan.ts";
import { databaseDir, databaseHome } from "../database-folder.ts";
import { seededImage } from "../seeded-image.ts";

const GiB = 2 ** 30;

const initFile = `${databaseHome}/init.sql`;
const slowLog = `${databaseDir}/slow.log`;
/**
 * There in every image, open to all: a folder that is made for it would belong to root alone from
 * the second start on.
 */
const tmpDir = "/tmp";

/** A database in a container, on an image that holds the seeded data already. */
function databasePlan(
  id: string,
  spec: MysqlSpec,
  { image, from }: { readonly image: string; readonly from: string },
): ContainerPlan {
  const variables = checkedVariables(spec.variables);
  const account = ownAccount(spec, variables);
  return {
    image,
    command: (address) =>
      containerArguments({
        dataDir: databaseDir,
        tmpDir,
        address,
        adminPort: 33062,
        slowLog,
        initFile,
        variables: { ...replicationVariables(spec.replication), ...variables },
      }),
    env: {},
    unprivileged: false,
    port: 3306,
    adminPort: 33062,
    // Readable by all, because the server's user number depends on the image; there are no other
    // users in the container.
    files: [{ name: initFile.slice(1), data: account.initSql, mode: 0o644 }],
    bounded: { [tmpDir]: GiB / 4 },
    memoryBytes: GiB,
    healthy: account.healthy,
    settle: async (doors) => {
      const { admin, probe, version, leftOut } = await account.settle(doors);
      return { admin, probe, detail: `${serverName(version)} (${from})${leftOut}` };
    },
    followed: { [`${partName(id)}-slow.log`]: slowLog },
    endsWithinMs: 30_000,
  };
}

export const mysql: PlanKind = async ({ id, mysql: spec }, options, signal) => {
  if (spec === undefined) throw new Error(`docker runtime: the database ${id} has no settings`);
  const { engine, mark, pickPort, onStep } = options;
  const from = options.image("mysql");
  const image = await seededImage({ engine, mark, image: from, spec, pickPort, onStep, signal });
  return databasePlan(id, spec, { from, image });
};
