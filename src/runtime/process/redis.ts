import { connect } from "node:net";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { RedisSpec } from "../runtime.ts";
import { fileName, type ComponentKind, type StackFolders } from "./component.ts";
import { programEnvironment, type FoundProgram } from "./distro/program.ts";
import { listensItself } from "./listener.ts";

export interface RedisOptions {
  readonly server: FoundProgram;
  readonly env: NodeJS.ProcessEnv;
  readonly folders: StackFolders;
  readonly logFile: string;
}

/** A real Redis that keeps everything in memory and nothing on disk. */
export function redisKind(id: string, { settings }: RedisSpec, { server, env, folders, logFile }: RedisOptions): ComponentKind {
  const home = join(folders.data, fileName(id));
  const own = { save: "", appendonly: "no", daemonize: "no", "protected-mode": "no", dir: home, ...settings };
  return {
    prepare: async () => void (await mkdir(home, { recursive: true })),
    program: ({ host, port }) => ({ program: server.program, args: ["--bind", host, "--port", String(port), ...Object.entries(own).flatMap(([name, value]) => [`--${name}`, String(value)])], env: programEnvironment(server, env) }),
    healthy: async ({ host, port }, pid) => (await answersPing(host, port)) && listensItself(pid, host, port),
    settle: async () => ({ detail: `Redis ${server.version} (${server.program}); log ${logFile}` }),
    discard: async () => rm(home, { recursive: true, force: true }),
    needsAdminPort: false,
    endsWithinMs: 5_000,
  };
}

/** Redis takes commands as plain lines too. */
function answersPing(host: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port, timeout: 1_000 });
  socket.once("connect", () => socket.write("PING\r\n"));
  socket.once("data", (data) => (resolve(data.toString().startsWith("+PONG")), socket.destroy()));
  socket.once("timeout", () => (resolve(false), socket.destroy()));
  socket.once("error", () => resolve(false));
  socket.once("close", () => resolve(false));
  return promise;
}
