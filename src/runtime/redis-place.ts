/** What a Redis of the stack is told, and how one sees that it lives. The same for every adapter. */
import { connect } from "node:net";
import type { Endpoint, RedisSpec } from "./runtime.ts";

/** Arguments of a Redis that keeps everything in memory and nothing on disk; `place` holds the adapter's own settings. */
export function redisArguments({ settings }: RedisSpec, place: Readonly<Record<string, string>>): readonly string[] {
  const own = { save: "", appendonly: "no", "protected-mode": "no", ...place, ...settings };
  return Object.entries(own).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

/** What stands in its configuration file alone: an argument could be read by every user of the machine. */
export function redisSecrets({ password }: RedisSpec): string {
  return `requirepass ${password}\n`;
}

/** True when it takes our password, and PING is answered within a second. Redis takes commands as plain lines too. */
export function answersPing({ host, port }: Endpoint, { password }: RedisSpec): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port, timeout: 1_000 });
  socket.once("connect", () => socket.write(`AUTH ${password}\r\nPING\r\n`));
  let answer = "";
  socket.on("data", (data) => {
    answer += data.toString();
    if (answer.split("\r\n").length <= 2) return;
    resolve(answer === "+OK\r\n+PONG\r\n");
    socket.destroy();
  });
  socket.once("timeout", () => (resolve(false), socket.destroy()));
  socket.once("error", () => resolve(false));
  socket.once("close", () => resolve(false));
  return promise;
}
