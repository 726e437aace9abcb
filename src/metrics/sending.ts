import type { EventData } from "../event/event.ts";
import type { MonitorState } from "../monitor/monitor.ts";
import { isComplete, sumOf, type Seconds } from "../monitor/seconds.ts";
import type { SentFlow } from "../monitor/sending.ts";

/**
 * Did the generator of a flow send what it should, from the first fault on? Seconds are exercise
 * seconds.
 */
export interface SentRecord {
  readonly flow: string;
  /** Some SLI counts it. */
  readonly counted: boolean;
  /** A user's own k6 script, whose schedule only it knows. */
  readonly script: boolean;
  /** What is judged: the seconds [from, to). */
  readonly from: number;
  readonly to: number;
  /** Requests that are in the bins of these seconds. */
  readonly offered: number;
  /**
   * Requests that the generator did not send: of seconds that never came, and those that its
   * schedule had more. Estimated by the rate.
   */
  readonly missing: number;
  /**
   * Of a script: what it asked for less than by its own rate before the fault, in seconds that are
   * known. Its users may have waited. Null where that does not compare.
   */
  readonly waiting: number | null;
  /** Requests per second of a script before the fault. */
  readonly ownPerSecond: number | null;
  readonly stalledSecond: number | null;
  /** With how long it had run, milliseconds. */
  readonly ended:
    | (Omit<EventData["load.ended"], "flow" | "ranMs"> & { readonly ranMs: number })
    | null;
}

/**
 * An SLI over the same seconds, if every request that its scripts' waiting users did not make had
 * been lost.
 */
export interface AtWorst {
  readonly sli: string;
  readonly objective: number;
  readonly success: number;
  readonly worst: number;
}

export interface SendingRecord {
  readonly flows: readonly SentRecord[];
  readonly slis: readonly AtWorst[];
}

/** How the load was sent from second `from` on until `to`, as the monitor has it. */
export function sendingOf(monitor: MonitorState, from: number, to: number): SendingRecord {
  const counted = new Set(monitor.slis.flatMap(({ counts }) => counts));
  const flows = [...monitor.sending.flows.values()]
    .filter(({ next }) => next !== undefined)
    .map((flow) => recordOf(flow, counted.has(flow.id), from, to));
  const waiting = new Map(flows.map(({ flow, waiting: count }) => [flow, count ?? 0]));
  const slis = monitor.slis.flatMap(({ id, objective, counts, seconds }) => {
    const last = Math.min(to, seconds.next);
    const [offered, good] = [
      sumOf(seconds, "offered", from, last),
      sumOf(seconds, "good", from, last),
    ];
    const more = counts.reduce((sum, flow) => sum + (waiting.get(flow) ?? 0), 0);
    return offered === 0
      ? []
      : [
          {
            sli: id,
            objective,
            success: (100 * good) / offered,
            worst: (100 * good) / (offered + more),
          },
        ];
  });
  return { flows, slis };
}

function recordOf(flow: SentFlow, counted: boolean, from: number, to: number): SentRecord {
  const { id, script, ended, own } = flow;
  const next = flow.next ?? 0;
  const before = script ? ownRate(flow, from) : undefined;
  const perSecond = script ? (before?.perSecond ?? flow.perSecond) : flow.perSecond;
  const gaps = flow.short.filter(({ second }) => second >= from && second < to);
  // Of a script only whole seconds are known to lack, and they are worth what it asked for by
  // itself.
  const known = gaps.reduce((sum, { missing }) => sum + (script ? perSecond : missing), 0);
  const stalledAt = flow.stalled ? next : undefined;
  const lastsTo = ended === undefined ? stalledAt : Math.min(ended.second, next);
  const tail = lastsTo === undefined ? 0 : Math.max(0, to - Math.max(from, lastsTo)) * perSecond;
  const offered = sumOf(own, "offered", from, Math.min(to, next));
  return {
    flow: id,
    counted,
    script,
    from,
    to,
    offered,
    missing: known + tail,
    waiting:
      before === undefined
        ? null
        : Math.max(
            0,
            before.perMeasure * sumOf(own, "scripted", from, Math.min(to, next)) - offered,
          ),
    ownPerSecond: before?.perSecond ?? null,
    stalledSecond: flow.stalled ? next : null,
    ended:
      ended === undefined
        ? null
        : {
            second: ended.second,
            how: ended.how,
            why: ended.why,
            ranMs: ended.ranMs ?? Math.max(0, ended.second - (flow.first ?? ended.second)) * 1_000,
          },
  };
}

/**
 * What a script asked for before the fault, per second and per measure of its own plan. The first
 * second is rarely whole.
 */
function ownRate(
  { own, first, comparable }: SentFlow,
  from: number,
): { perSecond: number; perMeasure: number } | undefined {
  const start = (first ?? from) + 1;
  const [offered, scripted, seconds] = [
    sumOf(own, "offered", start, from),
    sumOf(own, "scripted", start, from),
    knownSeconds(own, start, from),
  ];
  return !comparable || scripted <= 0
    ? undefined
    : { perSecond: offered / seconds, perMeasure: offered / scripted };
}

function knownSeconds(own: Seconds<"offered" | "scripted">, from: number, to: number): number {
  let count = 0;
  for (let second = from; second < Math.min(to, own.next); second += 1)
    if (isComplete(own, second, second + 1)) count += 1;
  return count;
}
