import { fail, pass, type Check } from "../finding.ts";
import { whenText } from "../when.ts";

/** A kill loop that stops too early brings users back for a minute only. */
export const stayedBack: Check = {
  name: "stayed-back",
  title: "users stayed back",
  role: "aside",
  run: (plan, { truth, moments }) => {
    if (plan.scenario.kind !== "Drill" || !truth.steps.some(({ state }) => state === "contained"))
      return undefined;
    const again = truth.steps
      .filter(({ state }) => state === "recurred")
      .map(({ atMs }) => whenText(atMs, moments.fault));
    if (again.length === 0) return pass("once back, users stayed back");
    return truth.contained === null
      ? fail(`users were hurt again ${again.join(", ")} and were not back at the end`)
      : pass(`users were hurt again ${again.join(", ")}, and were brought back again`);
  },
};
