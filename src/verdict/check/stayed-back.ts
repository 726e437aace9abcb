import { fail, pass, type Check } from "../finding.ts";
import { whenText } from "../when.ts";

/** A kill loop that stops too early restores service for a minute only. */
export const stayedBack: Check = {
  name: "stayed-back",
  title: "service stayed restored",
  role: "aside",
  run: (plan, { truth, moments }) => {
    if (plan.scenario.kind !== "Drill" || !truth.steps.some(({ state }) => state === "contained"))
      return undefined;
    const again = truth.steps
      .filter(({ state }) => state === "recurred")
      .map(({ atMs }) => whenText(atMs, moments.fault));
    if (again.length === 0) return pass("once restored, service stayed up");
    return truth.contained === null
      ? fail(
          `users were affected again ${again.join(", ")}, and service was not restored at the end`,
        )
      : pass(`users were affected again ${again.join(", ")}, and service was restored again`);
  },
};
