/**
 * How a Redis of the stack is configured, and how its health is checked. The same for every
 * adapter.
 */
import { connect } from "node:net";
import { GamedayError } from "../kernel/error.ts";
import type { Endpoint, RedisSpec } from "./runtime.ts";

/**
 * All that a scenario may set, by exact name: memory, clients, times. A scenario is data and
 * chooses no file, no address, no module and no replica.
 */
export const redisSettings: ReadonlySet<string> = new Set(
  `active-defrag-cycle-max active-defrag-cycle-min active-defrag-ignore-bytes active-expire-effort activedefrag activerehashing
  client-query-buffer-limit databases dynamic-hz
  hash-max-listpack-entries hash-max-listpack-value hash-max-ziplist-entries hash-max-ziplist-value hz
  latency-monitor-threshold lazyfree-lazy-eviction lazyfree-lazy-expire lazyfree-lazy-server-del lazyfree-lazy-user-del lazyfree-lazy-user-flush
  lfu-decay-time lfu-log-factor list-compress-depth list-max-listpack-size list-max-ziplist-size lua-time-limit busy-reply-threshold
  maxclients maxmemory maxmemory-clients maxmemory-eviction-tenacity maxmemory-policy maxmemory-samples
  notify-keyspace-events proto-max-bulk-len set-max-intset-entries set-max-listpack-entries slowlog-log-slower-than slowlog-max-len
  stop-writes-on-bgsave-error stream-node-max-bytes stream-node-max-entries tcp-backlog tcp-keepalive timeout tracking-table-max-keys
  zset-max-listpack-entries zset-max-listpack-value zset-max-ziplist-entries zset-max-ziplist-value`.split(
    /\s+/,
  ),
);
/**
 * One word. Redis takes an argument that begins with two dashes for the next setting, with all that
 * follows it.
 */
const oneWord = /^-?[A-Za-z0-9]([A-Za-z0-9_.%-]*[A-Za-z0-9%])?$/;

/** Why a scenario may not set this; undefined when it may. */
export function refusedSetting(name: string, value: string | number | boolean): string | undefined {
  if (!redisSettings.has(name)) return `the Redis setting ${name} cannot be set by a scenario`;
  return oneWord.test(String(value)) || value === ""
    ? undefined
    : `the Redis setting ${name} cannot be set to ${JSON.stringify(value)} by a scenario`;
}

/** What to say with a refusal. */
export const settingHint =
  "a scenario may set memory, clients and times, each by its full name; files, addresses, modules and replication are set by Gameday";

/**
 * Arguments of a Redis that keeps everything in memory and nothing on disk; `place` holds the
 * adapter's own settings.
 */
export function redisArguments(
  { settings }: RedisSpec,
  place: Readonly<Record<string, string>>,
): readonly string[] {
  for (const [name, value] of Object.entries(settings)) {
    const refused = refusedSetting(name, value);
    if (refused !== undefined) throw new GamedayError("GD-S003", refused, { hint: settingHint });
  }
  const own = { save: "", appendonly: "no", "protected-mode": "no", ...settings, ...place };
  return Object.entries(own).flatMap(([name, value]) => [`--${name}`, settingText(value)]);
}

const settingText = (value: string | number | boolean): string => {
  if (typeof value !== "boolean") return String(value);
  return value ? "yes" : "no";
};

/** What goes only into its configuration file: every user of the machine could read an argument. */
export function redisSecrets({ password }: RedisSpec): string {
  return `requirepass ${password}\n`;
}

/**
 * True when it takes our password, and PING is answered within a second. Redis takes commands as
 * plain lines too.
 */
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
