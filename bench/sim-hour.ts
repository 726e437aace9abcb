/**
 * A simulated drill of one hour in which nobody acts: three flows, nine signals, the breach and
 * every call-out; some 39,000 events.
 */
import { simulate } from "../src/app/run/simulate.ts";
import { hotMysql } from "./hot-mysql.ts";
import { alternate, resultOf, type BenchResult } from "./result.ts";

const hourMs = 3_600_000;

export async function measure(): Promise<readonly BenchResult[]> {
  const plan = hotMysql(hourMs);
  const once = async (): Promise<number> => {
    const start = performance.now();
    const { performance: done, events } = await simulate(plan, { player: "idle" });
    const took = performance.now() - start;
    if (done.ending.why !== "limit" || (events.at(-1)?.ex ?? 0) < hourMs)
      throw new Error(`bench: the hour ended early: ${done.ending.detail}`);
    return took;
  };
  for (let warm = 0; warm < 15; warm += 1) await once();
  return [
    resultOf({
      name: "sim-hour",
      unit: "ms",
      peerName: null,
      goal: { of: "ours", atMost: 50 },
      runs: await alternate(15, once),
    }),
  ];
}
