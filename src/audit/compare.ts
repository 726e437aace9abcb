/**
 * The journal's counts held against the access log's. A bin counts the second in which a request
 * was scheduled, the log the one in which it came; a good request comes no later than it may take.
 * So what was good by the journal in any stretch must be in the log between a second before it (two
 * clocks) and that long after it; and what the log has as not good must be lost by the journal.
 */
import type { Plan } from "../plan/plan.ts";
import type { Books } from "./books.ts";
import { cannotTell, type Objection } from "./finding.ts";
import type { LogCounts, SliLog } from "./log-counts.ts";
import { objectivesOf, type Promised } from "./promise.ts";
import { over, together, type Counts, type Stretch } from "./seconds.ts";
import type { Shape } from "./shape.ts";

export interface Tally extends Counts {
  readonly failed: number;
}

/** A second in which the journal and the log cannot both be right. */
export interface Disagreement {
  readonly second: number;
  readonly sli: string;
  readonly ours: Tally;
  /** What the log has in the same second. */
  readonly audit: Tally;
}

/**
 * A program that is killed may take with it the lines of what it had just answered: so many
 * requests are below notice.
 */
const tornLines = 2;
/** Of the lines so many may be unclear. */
const unclearShare = 0.01;

/** Compares a stretch, SLI by SLI. */
export function compareLog(
  plan: Plan,
  books: Books,
  {
    log,
    shapes,
    stretch,
  }: { readonly log: LogCounts; readonly shapes: readonly Shape[]; readonly stretch: Stretch },
): { readonly disagreements: readonly Disagreement[]; readonly objections: readonly Objection[] } {
  if (log.unplaced > log.lines * unclearShare)
    return {
      disagreements: [],
      objections: [
        cannotTell(
          `the wall clock was changed: ${log.unplaced} of ${log.lines} lines of the access log fit no second`,
        ),
      ],
    };
  const each = objectivesOf(plan).map((sli) => {
    const lines = log.slis.get(sli.sli);
    const own = shapes.filter(({ flow }) => flow !== undefined && sli.counts.includes(flow));
    const blind =
      lines === undefined
        ? "there is no access log of it"
        : unreadable(books, { sli, lines, own, stretch });
    if (blind !== undefined || lines === undefined)
      return {
        disagreements: [],
        objections: [cannotTell(`${sli.sli}: ${blind}`, { sli: sli.sli })],
      };
    const after = Math.max(1, Math.ceil(Math.max(...own.map(({ underMs }) => underMs)) / 1_000));
    return {
      disagreements: [
        ...unanswered(books, sli, lines, stretch, after),
        ...concealed(books, sli, lines, stretch, after),
      ],
      objections: [],
    };
  });
  return {
    disagreements: each.flatMap(({ disagreements }) => disagreements),
    objections: each.flatMap(({ objections }) => objections),
  };
}

interface Reading {
  readonly sli: Promised;
  readonly lines: SliLog;
  readonly own: readonly Shape[];
  readonly stretch: Stretch;
}

/** Why the log cannot tell of an SLI; undefined when it can. */
function unreadable(books: Books, { sli, lines, own, stretch }: Reading): string | undefined {
  const script = sli.counts.find((flow) => !own.some((shape) => shape.flow === flow));
  if (script !== undefined) return `${script} is a script, whose requests are unknown`;
  if (own.some(({ retries }) => retries))
    return "its clients try again, so one request of theirs is several lines";
  if (lines.lines === 0) return "there is no access log of it";
  if (lines.unclear > lines.lines * unclearShare)
    return "requests of several kinds look alike in the log";
  const flows = sli.counts.map((flow) => books.flows.get(flow));
  const first = Math.max(
    0,
    ...flows.map((bins) =>
      bins === undefined ? 0 : bins.offered.findIndex((count) => count !== undefined),
    ),
  );
  // Rates are steady before the fault: what comes a moment late at one end makes up for what does
  // at the other.
  const before = { from: first + 1, to: stretch.from };
  const { good } = over(flows, before);
  const logged = sum(lines.good, before.from, before.to);
  if (good === 0)
    return "it had no requests before the first fault, so it is not known whether its log is complete";
  if (logged < good * (1 - unclearShare) - tornLines)
    return `its access log is not whole: ${logged} of ${good} good requests before the first fault`;
  const { offered: due, missing } = over(flows, { from: stretch.from - 1, to: stretch.to + 1 });
  // What was sent in a second without a bin is not known.
  if (missing.some((second) => second >= stretch.from && second < stretch.to)) return undefined;
  const came = sum(lines.good, stretch.from, stretch.to) + sum(lines.bad, stretch.from, stretch.to);
  return came > due * (1 + unclearShare) + tornLines
    ? `its access log has ${came} requests where ${due} were sent: others use it too`
    : undefined;
}

/** Seconds until which the journal calls more requests good than the log has. */
function unanswered(
  { flows }: Books,
  { sli, counts }: Promised,
  { good, bad }: SliLog,
  { from, to }: Stretch,
  after: number,
): readonly Disagreement[] {
  const bins = counts.map((flow) => flows.get(flow));
  const found: Disagreement[] = [];
  // The worst surplus of any stretch that ends here: what was called good in it, less what was
  // answered a second before it to `after` seconds after it.
  let [claimed, leastBefore] = [0, Number.POSITIVE_INFINITY];
  for (let second = from; second < to; second += 1) {
    leastBefore = Math.min(leastBefore, claimed - sum(good, from - 1, second - 1));
    const ours = together(bins, second) ?? { offered: 0, good: 0 };
    claimed += ours.good;
    const surplus = claimed - sum(good, from - 1, second + 1 + after) - leastBefore;
    if (surplus <= tornLines) continue;
    found.push({ second, sli, ours: tally(ours), audit: logged(good, bad, second) });
    // What follows is looked at by itself.
    leastBefore = Number.POSITIVE_INFINITY;
  }
  return found;
}

/**
 * Seconds until which the log has more requests that failed than the journal. One that came late
 * may have been lost long before. Where the journal has no bin of a second nearby, it says nothing
 * that could be wrong: a missing second is an objection of its own.
 */
function concealed(
  { flows }: Books,
  { sli, counts }: Promised,
  { good, bad }: SliLog,
  { from, to }: Stretch,
  after: number,
): readonly Disagreement[] {
  const bins = counts.map((flow) => flows.get(flow));
  const begun = Math.max(
    0,
    ...bins.map((flow) => flow?.offered.findIndex((count) => count !== undefined) ?? 0),
  );
  const found: Disagreement[] = [];
  let open: { readonly known: number; readonly failed: number } | undefined;
  for (let second = from; second < to; second += 1) {
    const {
      offered,
      good: answered,
      missing,
    } = over(bins, {
      from: Math.max(begun, open === undefined ? second - after : second + 1),
      to: second + 2,
    });
    if (missing.some((gap) => gap < to)) {
      open = undefined;
      continue;
    }
    open = {
      known: (open?.known ?? 0) + offered - answered,
      failed: (open?.failed ?? 0) + (bad[second] ?? 0),
    };
    if (open.failed - open.known <= tornLines) continue;
    found.push({
      second,
      sli,
      ours: tally(together(bins, second) ?? { offered: 0, good: 0 }),
      audit: logged(good, bad, second),
    });
    open = { known: open.failed, failed: open.failed };
  }
  return found;
}

const tally = ({ offered, good }: Counts): Tally => ({ offered, good, failed: offered - good });

function logged(good: readonly number[], bad: readonly number[], second: number): Tally {
  const [answered, failed] = [good[second] ?? 0, bad[second] ?? 0];
  return { offered: answered + failed, good: answered, failed };
}

function sum(counts: readonly number[], from: number, to: number): number {
  let total = 0;
  for (let second = Math.max(0, from); second < to; second += 1) total += counts[second] ?? 0;
  return total;
}
