/**
 * The users' view of a drill, worked out again from the gateway's own access log: nothing of the
 * load generator's books is used.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { GamedayEvent } from "../../src/event/event.ts";

interface Access {
  readonly ts: string;
  readonly path: string;
  readonly status: number;
}

/**
 * Percent-minutes lost by service over exercise seconds [from, to): the sum over the seconds of the
 * share that was not answered with 200.
 */
export function impactFromLog(
  runFolder: string,
  events: readonly GamedayEvent[],
  from: number,
  to: number,
): Readonly<Record<string, number>> {
  const [first] = events;
  if (first === undefined) throw new Error("an empty journal");
  const zeroMs = Date.parse(first.wall) - first.ex;
  const bins = new Map<string, { offered: number; good: number }>();
  for (const line of readFileSync(join(runFolder, "logs", "gateway.log"), "utf8").split("\n")) {
    const access = accessOf(line);
    const service = access === undefined ? undefined : serviceOf(access.path);
    if (access === undefined || service === undefined) continue;
    const second = Math.floor((Date.parse(access.ts) - zeroMs) / 1_000);
    if (second < from || second >= to) continue;
    const key = `${service} ${second}`;
    const bin = bins.get(key) ?? { offered: 0, good: 0 };
    bins.set(key, { offered: bin.offered + 1, good: bin.good + (access.status === 200 ? 1 : 0) });
  }
  const lost: Record<string, number> = {};
  for (const [key, { offered, good }] of bins) {
    const [service = ""] = key.split(" ");
    lost[service] = (lost[service] ?? 0) + (100 * (offered - good)) / offered / 60;
  }
  return lost;
}

function accessOf(line: string): Access | undefined {
  if (!line.includes('"request"')) return undefined;
  const entry = JSON.parse(line) as Partial<Access>;
  return entry.ts !== undefined && entry.path !== undefined && entry.status !== undefined
    ? (entry as Access)
    : undefined;
}

/** Pages are www's, orders of the API are api's; the offender's exports are nobody's. */
function serviceOf(path: string): string | undefined {
  if (path.startsWith("/v1/orders")) return "api";
  return path.startsWith("/orders") ? "www" : undefined;
}
