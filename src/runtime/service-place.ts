/**
 * How a program of the stack is configured, and how its health is checked. The same for every
 * adapter.
 */
import { get } from "node:http";
import type { ComponentSpec, Endpoint } from "./runtime.ts";

/**
 * The program's place in the stack as JSON, for GAMEDAY_COMPONENT; `listen` is where it shall
 * listen.
 */
export function servicePlace(
  { id, component, at, config, needs, passwords = {} }: ComponentSpec,
  { host, port }: Endpoint,
  more: Readonly<Record<string, unknown>> = {},
): string {
  // Addresses alone: a database's instance also holds the password of our own account.
  const addresses = Object.fromEntries(
    Object.entries(needs).map(([name, replicas]) => [
      name,
      replicas.map((replica) => ({ host: replica.host, port: replica.port })),
    ]),
  );
  return JSON.stringify({
    id,
    component,
    replica: replicaOf(id),
    at,
    host,
    port,
    config,
    needs: addresses,
    passwords,
    ...more,
  });
}

/** `api/2` → 2; a component of its own is its first replica. */
function replicaOf(id: string): number {
  return Number(id.split("/")[1] ?? 1);
}

/** True when GET on the path returns a status below 400 within a second. */
export async function answersGet({ host, port }: Endpoint, path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const request = get({ host, port, path, agent: false, timeout: 1_000 }, (response) => {
    response.resume();
    resolve((response.statusCode ?? 500) < 400);
  });
  request.on("timeout", () => request.destroy(new Error("no answer")));
  request.on("error", () => resolve(false));
  return promise;
}
