/**
 * Did the load generator send what it was to send, when it was to? One that did not has measured
 * itself.
 */
import { plural } from "../kernel/plural.ts";
import type { Plan } from "../plan/plan.ts";
import type { Books } from "./books.ts";
import { not, type Objection } from "./finding.ts";
import type { FlowBins, Stretch } from "./seconds.ts";

/** Of the judged requests so many may be missing or late before nothing is certain: 1 in 100. */
const allowed = 0.01;

/**
 * A schedule that does not begin with a second may have one request fewer in a stretch at each of
 * its ends.
 */
const atTheEnds = 2;

/** What is wrong with the generator over a stretch of time, by flow. */
export function generatorOf(
  plan: Plan,
  books: Books,
  stretch: Stretch,
  leftOut: ReadonlySet<number>,
): readonly Objection[] {
  const counted = new Set(Object.values(plan.scenario.slis).flatMap(({ counts }) => counts));
  return [...counted].flatMap((flow) => {
    const bins = books.flows.get(flow);
    if (bins === undefined)
      return [not(`nothing was measured of the flow ${flow}`, { second: stretch.from })];
    const silent = books.silences
      .filter((one) => one.flow === flow && one.second >= stretch.from && one.second < stretch.to)
      .map(({ second, why }) =>
        not(`from second ${second} on nothing is known of ${flow}: ${why}`, { second }),
      );
    return [
      ...silent,
      ...complete({ plan, books, flow, bins }, stretch, leftOut),
      ...punctual(plan, books, flow, bins),
    ];
  });
}

interface Flow {
  readonly plan: Plan;
  readonly books: Books;
  readonly flow: string;
  readonly bins: FlowBins;
}

/** An open model asks for what its rate says, whatever the answers do. */
function complete(
  { plan, books, flow, bins }: Flow,
  { from, to }: Stretch,
  leftOut: ReadonlySet<number>,
): readonly Objection[] {
  const planned = plan.scenario.load.flows[flow];
  const rates = books.rates.get(flow);
  if (
    planned === undefined ||
    rates === undefined ||
    plan.scenario.load.journeys[planned.journey]?.script !== undefined
  )
    return [];
  const steadyMs = (rates[0]?.atMs ?? 0) + (planned.ramp ?? 0);
  let [due, offered] = [0, 0];
  for (let second = from; second < to; second += 1) {
    if (leftOut.has(second) || second * 1_000 < steadyMs) continue;
    due += lowestIn(rates, second);
    offered += bins.offered[second] ?? 0;
  }
  if (offered >= due * (1 - allowed) - atTheEnds) return [];
  return [
    not(`${flow} was to ask for ${Math.round(due)} requests and asked for ${offered}`, {
      second: firstShort({ plan, books, flow, bins }, { from, to }),
    }),
  ];
}

/** The lowest rate that was in force in a second. */
function lowestIn(
  rates: readonly { readonly atMs: number; readonly perSecond: number }[],
  second: number,
): number {
  let lowest = rates[0]?.perSecond ?? 0;
  for (const { atMs, perSecond } of rates) {
    if (atMs >= (second + 1) * 1_000) break;
    lowest = atMs <= second * 1_000 ? perSecond : Math.min(lowest, perSecond);
  }
  return lowest;
}

function firstShort({ books, flow, bins }: Flow, { from, to }: Stretch): number {
  const rates = books.rates.get(flow) ?? [];
  for (let second = from; second < to; second += 1)
    if ((bins.offered[second] ?? 0) < lowestIn(rates, second) - 1) return second;
  return from;
}

/**
 * Late: a second whose 99th percentile of lateness was above a tenth of what the shortest step may
 * take; in three seconds at least.
 */
function punctual(
  plan: Plan,
  { healMs = Number.POSITIVE_INFINITY }: Books,
  flow: string,
  bins: FlowBins,
): readonly Objection[] {
  const steps =
    plan.scenario.load.journeys[plan.scenario.load.flows[flow]?.journey ?? ""]?.steps ?? [];
  if (steps.length === 0) return [];
  const limit = Math.min(...steps.map(({ timeout }) => timeout)) / 10;
  let [offered, late] = [0, 0];
  const seconds: number[] = [];
  for (const [second, asked] of bins.offered.entries()) {
    if (asked === undefined || second * 1_000 >= healMs) continue;
    offered += asked;
    if ((bins.lateP99[second] ?? 0) <= limit) continue;
    late += asked;
    seconds.push(second);
  }
  if (seconds.length < 3 || late <= offered * allowed) return [];
  return [
    not(
      `${late} of ${offered} ${plural(offered, "request")} of ${flow} left more than ${Math.round(limit)} ms late`,
      { second: seconds[0] ?? 0 },
    ),
  ];
}
