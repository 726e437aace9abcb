import { mkdir, realpath, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GamedayError } from "../../../kernel/error.ts";
import { lastLines, runCommand } from "../../../mysql/server/command.ts";
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
import { fileName, type ComponentKind, type MakeKind, type Site } from "../component.ts";
import { postgresServer } from "../distro/index.ts";
import { programEnvironment, type FoundProgram } from "../distro/program.ts";
import { listensItself } from "../listener.ts";

/** A real PostgreSQL on a private data folder. */
function postgresKind(
  id: string,
  spec: PostgresSpec,
  { server, env, folders }: Pick<Site, "env" | "folders"> & { readonly server: FoundProgram },
): ComponentKind {
  const home = join(folders.data, fileName(id));
  const data = join(home, "data");
  const environment = programEnvironment(server, env);
  const arrange = async (
    program: string,
    args: readonly string[],
    signal: AbortSignal,
    input = "",
  ): Promise<void> => {
    const command = notAsRoot(program, args);
    const { code, stdout, stderr } = await runCommand(command.program, command.args, {
      env: environment,
      signal,
      input,
    });
    if (code !== 0) throw refused(id, `${stdout}\n${stderr}`);
  };
  return {
    prepare: async (signal) => {
      await mkdir(home, { recursive: true, mode: 0o700 });
      // On PATH it may be a link; its other programs are in the folder that the link leads to.
      const initdb = join(dirname(await realpath(server.program)), "initdb");
      await arrange(initdb, [...initdbArguments, `--pgdata=${data}`], signal);
      const alone = [...singleUser, "-D", data];
      await arrange(server.program, [...alone, "postgres"], signal, accountSql(spec));
      await arrange(server.program, [...alone, spec.database], signal, contentSql(spec));
      await writeFile(join(data, "pg_hba.conf"), hostRules(spec));
    },
    program: ({ host, port }) => ({
      ...notAsRoot(server.program, [
        "-D",
        data,
        ...postgresArguments(spec, {
          listen_addresses: host,
          port: String(port),
          // Of a server that is killed, memory that the system keeps by name would stay behind.
          dynamic_shared_memory_type: "mmap",
        }),
      ]),
      env: environment,
      leadsGroups: true,
    }),
    healthy: async ({ host, port }, pid) =>
      (await asksForLogin({ host, port }, spec)) && listensItself(pid, host, port),
    settle: async () => ({ detail: `PostgreSQL ${server.version} (${server.program})` }),
    discard: async () => rm(home, { recursive: true, force: true }),
    needsAdminPort: false,
    // SIGTERM waits until every client has gone.
    endsBy: "SIGINT",
    endsWithinMs: 15_000,
  };
}

/**
 * PostgreSQL refuses to run as root. In a user namespace it runs as another user, who still owns
 * our files; it has shared memory of its own, which is freed when it ends.
 */
function notAsRoot(
  program: string,
  args: readonly string[],
): { readonly program: string; readonly args: readonly string[] } {
  if (process.getuid?.() !== 0) return { program, args };
  return {
    program: "unshare",
    args: ["--user", "--ipc", "--map-user=65534", "--map-group=65534", "--", program, ...args],
  };
}

function refused(id: string, said: string): GamedayError {
  return /^unshare:/m.test(said)
    ? new GamedayError(
        "GD-E004",
        `PostgreSQL does not run as root, and this machine does not allow a user namespace: ${lastLines(said, 2)}`,
        { hint: "run Gameday as another user, or with --runtime docker" },
      )
    : new GamedayError("GD-R001", `${id} cannot be set up\n${lastLines(said, 15)}`, {
        hint: "the end of the message is the server's own; a seed must be SQL of PostgreSQL",
      });
}

export const postgres: MakeKind = async ({ id, postgres: spec }, site) => {
  if (spec === undefined) throw new Error(`process runtime: the PostgreSQL ${id} has no settings`);
  return postgresKind(id, spec, { ...site, server: await site.program(postgresServer) });
};
