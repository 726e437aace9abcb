import type { Names } from "./names.ts";
import type { Reference } from "./reference.ts";
import { injectEvents } from "./schema/inject.ts";
import type { Scenario } from "./schema.ts";

/** The names in injects: what they count from, and the faults that come with them. */
export function injectReferences({ injects }: Scenario, names: Names): readonly Reference[] {
  const marks = ["start", "fault", ...names.keys("injects"), ...injectEvents];
  return Object.entries(injects).flatMap(([id, { at, when, fault }]) => [
    ...(typeof at?.after === "string"
      ? [{ path: ["injects", id, "at", "after"], name: at.after, what, among: marks }]
      : []),
    ...(typeof when?.after === "string"
      ? [{ path: ["injects", id, "when", "after"], name: when.after, what, among: marks }]
      : []),
    ...(fault === undefined
      ? []
      : [
          {
            path: ["injects", id, "fault"],
            name: fault,
            what: "faults",
            among: names.keys("faults"),
          },
        ]),
  ]);
}

const what = "moments";
