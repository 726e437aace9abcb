import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { GamedayError } from "../../kernel/error.ts";
import { systemError } from "../../kernel/system-error.ts";

/**
 * Below the ranges from which Linux (32768) and macOS (49152) take ports for outgoing connections,
 * so that a stopped component's port is not taken by one.
 */
const lowest = 15_000;
const highest = 32_000;

/** A port that is free at that address now. */
export async function choosePort(host: string): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const port = randomInt(lowest, highest);
    if (await portFree(host, port)) return port;
  }
  throw new GamedayError("GD-E007", `no free port on ${host} between ${lowest} and ${highest}`);
}

/**
 * True when we could listen there. GD-E014 when this machine is out of what it takes to find out.
 */
export async function portFree(host: string, port: number): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once("error", (error) => {
    const refused = systemError(error);
    if (refused === undefined) resolve(false);
    else reject(refused);
  });
  server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  return promise;
}

/**
 * True where every 127.x.y.z can be listened on: Linux yes, macOS only after an `ifconfig lo0
 * alias` for each.
 */
export async function hasLoopbackRange(): Promise<boolean> {
  return portFree("127.3.2.1", 0);
}
