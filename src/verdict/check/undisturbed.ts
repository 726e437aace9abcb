import type { ChangeRecord } from "../../metrics/changes.ts";
import type { DeathRecord } from "../../metrics/deaths.ts";
import { baseOf } from "../../plan/reach.ts";
import { pass, unknown, type Check } from "../finding.ts";
import { whenText } from "../when.ts";

/**
 * What the scenario did not plan and the engine did not do decides nothing about the system, nor
 * about people.
 */
export const undisturbed: Check = {
  name: "undisturbed",
  title: "nothing but the drill changed the stack",
  role: "ground",
  run: (plan, { deaths, changes, moments }) => {
    if (moments.fault === null) return undefined;
    const all = allAtOnce(deaths, Object.keys(plan.scenario.stack).length);
    if (all !== undefined)
      return unknown(
        `${all.count} of ${all.of} components died within ${togetherMs / 1_000} s, ${whenText(all.atMs, moments.fault)}, and no fault explains it`,
      );
    const again = deaths.find(({ component }, index) =>
      deaths.slice(0, index).some((earlier) => earlier.component === component),
    );
    if (again !== undefined)
      return unknown(
        `${again.component} died more than once, the last time ` +
          `${whenText(deaths.findLast(({ component }) => component === again.component)?.atMs ?? 0, moments.fault)}, ` +
          "and no fault explains it",
      );
    const meddling =
      plan.scenario.kind === "Test"
        ? changes.find((change) =>
            isMeddling(change, moments.fault ?? 0, moments.playEnd ?? Number.POSITIVE_INFINITY),
          )
        : undefined;
    if (meddling !== undefined)
      return unknown(
        `${meddling.actor.id} changed ${meddling.fact} of ${meddling.target} ${whenText(meddling.atMs, moments.fault)}, while the system had to hold by itself`,
      );
    return pass("no component died without a fault that explains it");
  },
};

const togetherMs = 5_000;

/** Half of a stack and more, two components at least. */
function allAtOnce(
  deaths: readonly DeathRecord[],
  of: number,
): { readonly count: number; readonly of: number; readonly atMs: number } | undefined {
  for (const { atMs } of deaths) {
    const count = new Set(
      deaths
        .filter((death) => death.atMs >= atMs && death.atMs <= atMs + togetherMs)
        .map(({ component }) => baseOf(component)),
    ).size;
    if (count >= 2 && 2 * count >= of) return { count, of, atMs };
  }
  return undefined;
}

/** In a Test no one may help. What only the facts show may be the system's own reaction. */
function isMeddling({ source, automatic, atMs }: ChangeRecord, from: number, to: number): boolean {
  return source !== "facts" && automatic !== true && atMs >= from && atMs <= to;
}
