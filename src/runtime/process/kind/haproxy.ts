import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { haproxyConfig } from "../../haproxy-config.ts";
import type { ComponentSpec, HaproxySpec } from "../../runtime.ts";
import { answersGet } from "../../service-place.ts";
import { fileName, type ComponentKind, type MakeKind, type StackFolders } from "../component.ts";
import { haproxyProgram } from "../distro/index.ts";
import { programEnvironment, type FoundProgram } from "../distro/program.ts";
import { listensItself } from "../listener.ts";

interface HaproxyOptions {
  readonly server: FoundProgram;
  readonly env: NodeJS.ProcessEnv;
  readonly folders: StackFolders;
}

/** A real HAProxy in the foreground, with a configuration file of its own. */
function haproxyKind(
  spec: ComponentSpec,
  haproxy: HaproxySpec,
  { server, env, folders }: HaproxyOptions,
): ComponentKind {
  const home = join(folders.data, fileName(spec.id));
  const file = join(home, "haproxy.cfg");
  return {
    prepare: async () => {
      await mkdir(home, { recursive: true });
      await writeFile(file, haproxyConfig(spec, haproxy, { bind: '"${GAMEDAY_BIND}"' }));
    },
    program: ({ host, port }) => ({
      program: server.program,
      args: ["-db", "-f", file],
      env: { ...programEnvironment(server, env), GAMEDAY_BIND: `${host}:${port}` },
    }),
    healthy: async ({ host, port }, pid) =>
      (await answersGet({ host, port }, spec.health.path)) && listensItself(pid, host, port),
    settle: async () => ({
      detail: `HAProxy ${server.version} (${server.program})`,
    }),
    discard: async () => rm(home, { recursive: true, force: true }),
    needsAdminPort: false,
    endsWithinMs: 5_000,
  };
}

export const haproxy: MakeKind = async (spec, site) => {
  if (spec.haproxy === undefined)
    throw new Error(`process runtime: the balancer ${spec.id} has no routes`);
  return haproxyKind(spec, spec.haproxy, { ...site, server: await site.program(haproxyProgram) });
};
