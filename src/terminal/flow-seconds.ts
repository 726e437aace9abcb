import type { LoadBin } from "../event/load.ts";

/** One second of several flows together; `p99` is that of the slowest. */
export interface FlowSecond {
  readonly flows: number;
  readonly offered: number;
  readonly good: number;
  readonly rejected: number;
  readonly p99: number;
}

/** Seconds that not all flows have reported yet. */
export type PendingSeconds = Map<number, FlowSecond>;

const nothing: FlowSecond = { flows: 0, offered: 0, good: 0, rejected: 0, p99: 0 };
/** A second that a flow never delivers is given up. */
const mostPending = 240;

/** Takes in a flow's second; returns the whole once all `flows` have reported theirs. */
export function addFlow(
  pending: PendingSeconds,
  bin: LoadBin,
  flows: number,
): FlowSecond | undefined {
  const sum = pending.get(bin.second) ?? nothing;
  const next = {
    flows: sum.flows + 1,
    offered: sum.offered + bin.offered,
    good: sum.good + bin.good,
    rejected: sum.rejected + bin.rejected,
    p99: Math.max(sum.p99, bin.p99),
  };
  if (next.flows >= flows) {
    pending.delete(bin.second);
    return next;
  }
  pending.set(bin.second, next);
  if (pending.size > mostPending) pending.delete(Math.min(...pending.keys()));
  return undefined;
}
