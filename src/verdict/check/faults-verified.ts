import { formatDuration } from "../../kernel/duration.ts";
import type { FaultRecord } from "../../metrics/faults.ts";
import { pass, unknown, type Check } from "../finding.ts";

/** A fault counts only when it was seen to work at its target. */
export const faultsVerified: Check = {
  name: "faults-verified",
  title: "every fault took effect at its target",
  role: "ground",
  run: (plan, { faults, moments }) => {
    if (faults.length === 0) return undefined;
    // People may end a drill before a later fault was due; a Test needs all of them.
    const due =
      plan.scenario.kind === "Test" ? faults : faults.filter(({ armedMs }) => armedMs !== null);
    if (due.length === 0) return unknown("no fault was ever applied");
    for (const fault of due) {
      const why =
        doubt(fault) ??
        lapse(
          fault,
          plan.scenario.kind === "Test"
            ? Number.POSITIVE_INFINITY
            : (moments.impact ?? Number.POSITIVE_INFINITY),
        );
      if (why !== undefined) return unknown(`the fault "${fault.id}" ${why}`);
    }
    return pass(due.map(({ id, verified }) => `${id}: ${verified?.evidence ?? ""}`).join("; "));
  },
};

function doubt({ appliedMs, verified, failures }: FaultRecord): string | undefined {
  const failed = failures.find(({ doing }) => doing !== "undo");
  if (appliedMs === null)
    return failed === undefined ? "was not applied" : `could not be applied: ${failed.message}`;
  if (verified === null)
    return failed === undefined
      ? "was never verified at its target"
      : `could not be verified: ${failed.message}`;
  return verified.ok ? undefined : `had no effect at its target: ${verified.evidence}`;
}

/**
 * In a Drill, a fault that people take away once users are affected is what they are there for;
 * before that, and in a Test, it is missing.
 */
function lapse({ lapsed }: FaultRecord, beforeMs: number): string | undefined {
  if (lapsed === undefined || lapsed.atMs >= beforeMs) return undefined;
  return `stopped working ${formatDuration(lapsed.workedMs)} after it was applied, although Gameday did not undo it: ${lapsed.evidence}`;
}
