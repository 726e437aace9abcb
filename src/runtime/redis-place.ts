/** What a Redis of the stack is told, and how one sees that it lives. The same for every adapter. */
import { connect } from "node:net";
import type { Endpoint, RedisSpec } from "./runtime.ts";

/** Arguments of a Redis that keeps everything in memory and nothing on disk; `place` holds the adapter's own settings. */
export function redisArguments({ settings }: RedisSpec, place: Readonly<Record<string, string>>): readonly string[] {
  const own = { save: "", appendonly: "no", "protected-mode": "no", ...place, ...settings };
  return Object.entries(own).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

/** True when PING is answered within a second. Redis takes commands as plain lines too. */
export function answersPing({ host, port }: Endpoint): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port, timeout: 1_000 });
  socket.once("connect", () => socket.write("PING\r\n"));
  socket.once("data", (data) => (resolve(data.toString().startsWith("+PONG")), socket.destroy()));
  socket.once("timeout", () => (resolve(false), socket.destroy()));
  socket.once("error", () => resolve(false));
  socket.once("close", () => resolve(false));
  return promise;
}
