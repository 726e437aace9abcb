import { noRequests, outcomes, type LoadBin, type Requests } from "../event/load.ts";
import { formatDuration } from "../kernel/duration.ts";
import { plural } from "../kernel/plural.ts";
import { predicateWords } from "../wording/predicate.ts";
import type { Scenario } from "../plan/plan.ts";
import type { Recorder } from "./recorder.ts";

/** What the requests of one flow came to. */
interface Total extends Requests {
  readonly causes: Readonly<Record<string, number>>;
}

export interface Health {
  /**
   * Why the stack counts as not healthy, from what was measured since an exercise second. Ends the
   * watching.
   */
  whyNot(fromSecond: number): string;
}

/**
 * Records what users get before the first fault, so that a stack that is not healthy can be
 * reported with the reason.
 */
export function watchHealth(
  recorder: Pick<Recorder, "listen">,
  scenario: Pick<Scenario, "slis" | "baseline">,
): Health {
  const bins: LoadBin[] = [];
  const end = recorder.listen((event) => void (event.type === "load.bin" && bins.push(event.data)));
  return {
    whyNot: (fromSecond) => {
      end();
      return reasons(
        bins.filter(({ second }) => second >= fromSecond),
        scenario,
      ).join("; ");
    },
  };
}

function reasons(
  bins: readonly LoadBin[],
  { slis, baseline }: Pick<Scenario, "slis" | "baseline">,
): readonly string[] {
  const sick = Object.entries(slis).flatMap(([id, { counts, objective }]) => {
    const total = bins.filter(({ flow }) => counts.includes(flow)).reduce(added, none);
    if (total.offered === 0) return [`no request of ${id} was measured`];
    const percent = (100 * total.good) / total.offered;
    return percent >= objective
      ? []
      : [
          `${id} got ${shortPercent(percent)}, its objective is ${objective} %: ${failedText(total)}`,
        ];
  });
  return sick.length > 0
    ? sick
    : [`"${predicateWords(baseline.expect)}" never held for ${formatDuration(baseline.for)}`];
}

const none: Total = { ...noRequests, causes: {} };

function added(sum: Total, bin: LoadBin): Total {
  const causes = { ...sum.causes };
  for (const [cause, times] of Object.entries(bin.causes ?? {}))
    causes[cause] = (causes[cause] ?? 0) + times;
  const total = { ...sum, causes };
  for (const outcome of outcomes) total[outcome] += bin[outcome];
  return total;
}

/** What failed requests met, most frequent first. */
function failedText(total: Total): string {
  const known = Object.entries(total.causes).map(([cause, times]): [string, number] => [
    causeText(cause),
    times,
  ]);
  const unnamed = total.error + total.rejected - known.reduce((sum, [, times]) => sum + times, 0);
  const parts: readonly [string, number][] = [
    ...known,
    ["no response in time", total.timeout],
    ["a response that was too slow", total.slow],
    ["not sent, because the load generator was full", total.unsent],
    ["an error", unnamed],
  ];
  const shown = parts
    .filter(([, times]) => times > 0)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 3);
  return `${total.offered - total.good} of ${total.offered} ${plural(total.offered, "request")} failed (${shown.map(([text, times]) => `${times}: ${text}`).join(", ")})`;
}

function causeText(cause: string): string {
  if (cause.startsWith("tls ")) return `no TLS connection came about: ${cause.slice(4)}`;
  if (cause === "broken") return "the connection broke";
  return cause === "body" ? "the response lacks what the next step needs" : `status ${cause}`;
}

/** Never rounded up to an objective that was missed. */
function shortPercent(percent: number): string {
  return percent === 0 ? "0 %" : `${(Math.floor(percent * 100) / 100).toFixed(2)} %`;
}
