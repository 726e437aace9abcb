/**
 * A Test: in each fault's window and over the whole, users must have been there, have been
 * measured, and have lost no more than was promised.
 */
import { plural } from "../kernel/plural.ts";
import type { Plan } from "../plan/plan.ts";
import type { Books } from "./books.ts";
import { cannotTell, not, type Objection } from "./finding.ts";
import { generatorOf } from "./generator.ts";
import { rounding } from "./ground.ts";
import { promisedBy, type Promised } from "./promise.ts";
import { over, type Stretch } from "./seconds.ts";
import { windowsOf, type Window } from "./windows.ts";

/** What a Test's windows hold against a pass, and the stretch that was judged. */
export function testRules(
  plan: Plan,
  books: Books,
  endMs: number,
): { readonly objections: readonly Objection[]; readonly judged: Stretch | undefined } {
  const promised = promisedBy(plan);
  const windows = windowsOf(books, plan.scenario.mustHold?.for ?? 0, endMs);
  const whole = windows.at(-1);
  if (whole === undefined) return { objections: [], judged: undefined };
  const unseen =
    promised.length === 0
      ? [cannotTell("what the Test promises is not about its SLIs; the audit counts requests only")]
      : [];
  const kept = windows.flatMap((window) =>
    promised.flatMap((sli) => windowKept(books, window, sli)),
  );
  return {
    objections: [...unseen, ...kept, ...generatorOf(plan, books, whole, new Set())],
    judged: whole,
  };
}

function windowKept(
  { flows }: Books,
  window: Window,
  { sli, counts, least }: Promised,
): readonly Objection[] {
  const bins = counts.map((flow) => flows.get(flow));
  const name = window.fault === null ? "over the whole" : `in the window of "${window.fault}"`;
  const { offered, good, missing } = over(bins, window);
  const [blind] = missing;
  if (blind !== undefined)
    return [
      not(`${sli} was not measured in ${missing.length} of ${window.to - window.from} s ${name}`, {
        sli,
        second: blind,
      }),
    ];
  if (over(bins, window.acting).offered === 0)
    return [
      not(`no requests to ${sli} while the fault was active ${name}`, { sli, second: window.from }),
    ];
  if (good >= (least / 100) * offered - rounding) return [];
  return [
    not(
      `${sli} lost ${offered - good} of ${offered} ${plural(offered, "request")} ${name}; ${least} % were to be good`,
      { sli, second: firstLoss(bins, window) },
    ),
  ];
}

function firstLoss(bins: Parameters<typeof over>[0], { from, to }: Stretch): number {
  for (let second = from; second < to; second += 1) {
    const { offered, good } = over(bins, { from: second, to: second + 1 });
    if (good < offered) return second;
  }
  return from;
}
