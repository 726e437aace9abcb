/**
 * The users' requests as the components that they talk to wrote them down: by SLI and exercise
 * second, good and not.
 */
import type { Plan } from "../plan/plan.ts";
import type { Access } from "./access-log.ts";
import type { Offset } from "./books.ts";
import { fits, type Shape } from "./shape.ts";

export interface SliLog {
  readonly good: number[];
  readonly bad: number[];
  /** Lines that may be requests from elsewhere. */
  unclear: number;
  lines: number;
}

export interface LogCounts {
  readonly slis: ReadonlyMap<string, SliLog>;
  /** Lines whose second is unknown, because the wall clock was changed. */
  unplaced: number;
  lines: number;
}

/** Counts lines as they come. */
export function countLog(
  plan: Plan,
  shapes: readonly Shape[],
  offsets: readonly Offset[],
): { take(component: string, access: Access): void; readonly counts: LogCounts } {
  const slis = new Map(
    Object.keys(plan.scenario.slis).map((sli): [string, SliLog] => [
      sli,
      { good: [], bad: [], unclear: 0, lines: 0 },
    ]),
  );
  const counts: LogCounts = { slis, unplaced: 0, lines: 0 };
  const countedBy = new Map<string, readonly string[]>(
    Object.keys(plan.scenario.load.flows).map((flow) => [
      flow,
      Object.entries(plan.scenario.slis).flatMap(([sli, each]) =>
        each.counts.includes(flow) ? [sli] : [],
      ),
    ]),
  );
  const take = (component: string, access: Access): void => {
    const fitting = shapes.filter((shape) => shape.component === component && fits(shape, access));
    const mine = fitting.map(({ flow }) => (flow === undefined ? [] : (countedBy.get(flow) ?? [])));
    if (mine.every((names) => names.length === 0)) return;
    counts.lines += 1;
    const second = secondOf(access.wallMs, offsets);
    if (second === undefined) return void (counts.unplaced += 1);
    for (const sli of new Set(mine.flat())) {
      const log = slis.get(sli);
      if (log === undefined || second < 0) continue;
      log.lines += 1;
      if (!mine.every((names) => names.includes(sli))) log.unclear += 1;
      const isGood = fitting.some(
        ({ status, underMs }) => access.status === status && (access.ms ?? 0) <= underMs,
      );
      const column = isGood ? log.good : log.bad;
      column[second] = (column[second] ?? 0) + 1;
    }
  };
  return { take, counts };
}

/**
 * An event is written once a second at least: so far a line may lie beyond the events that know its
 * offset.
 */
const slackMs = 1_500;

function secondOf(wallMs: number, offsets: readonly Offset[]): number | undefined {
  const seconds = new Set<number>();
  for (const [index, { fromMs, zeroWallMs }] of offsets.entries()) {
    const ex = wallMs - zeroWallMs;
    const next = offsets[index + 1];
    if (
      ex >= fromMs - slackMs &&
      ex < (next?.fromMs ?? Number.POSITIVE_INFINITY) + (next === undefined ? 0 : slackMs)
    )
      seconds.add(Math.floor(ex / 1_000));
  }
  const [only, other] = seconds;
  return other === undefined ? only : undefined;
}
