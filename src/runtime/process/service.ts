import { get } from "node:http";
import type { ComponentSpec } from "../runtime.ts";
import type { ComponentKind, Doors } from "./component.ts";
import { listensItself } from "./listener.ts";

export interface ServiceOptions {
  /** Absolute path of the program's file, which Node runs. */
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
}

/** A program of the stack: it gets its place as JSON in GAMEDAY_COMPONENT and answers GET on its health path. */
export function serviceKind(spec: ComponentSpec, { file, env, logFile }: ServiceOptions): ComponentKind {
  const { id, component, at, config } = spec;
  // Addresses alone: a database's instance also holds the password of our own account.
  const needs = Object.fromEntries(Object.entries(spec.needs).map(([name, replicas]) => [name, replicas.map(({ host, port }) => ({ host, port }))]));
  const place = ({ host, port }: Doors): string => JSON.stringify({ id, component, replica: replicaOf(id), at, host, port, config, needs, logFile });
  return {
    prepare: async () => {},
    program: (doors) => ({ program: process.execPath, args: [file], env: { ...env, GAMEDAY_COMPONENT: place(doors) } }),
    healthy: async ({ host, port }, pid) => (await answers(host, port, spec.health.path)) && listensItself(pid, host, port),
    settle: async () => ({ detail: `${spec.program ?? spec.component}; log ${logFile}` }),
    discard: async () => {},
    needsAdminPort: false,
    endsWithinMs: 5_000,
  };
}

/** `api/2` → 2; a component of its own is its first replica. */
function replicaOf(id: string): number {
  return Number(id.split("/")[1] ?? 1);
}

async function answers(host: string, port: number, path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const request = get({ host, port, path, agent: false, timeout: 1_000 }, (response) => {
    response.resume();
    resolve((response.statusCode ?? 500) < 400);
  });
  request.on("timeout", () => request.destroy(new Error("no answer")));
  request.on("error", () => resolve(false));
  return promise;
}
