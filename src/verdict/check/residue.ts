import { fail, pass, unknown, type Check } from "../finding.ts";

/** What a drill leaves behind hurts the next one, or the machine. */
export const residue: Check = {
  name: "residue",
  title: "nothing was left behind",
  role: "aside",
  run: (_plan, { heal, residue: left }) => {
    if (left.length > 0)
      return fail(`left behind: ${left.map(({ what, detail }) => `${what} ${detail}`).join("; ")}`);
    if (heal === null || heal.tookMs === null) return unknown("cleanup did not complete");
    const step = heal.failed[0];
    return step === undefined
      ? pass("all faults undone, nothing left behind")
      : fail(`cleanup failed: ${step.what}${step.detail === "" ? "" : `: ${step.detail}`}`);
  },
};
