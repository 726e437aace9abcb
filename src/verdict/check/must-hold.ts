import { formatDuration } from "../../kernel/duration.ts";
import { fail, pass, unknown, type Check } from "../finding.ts";

/**
 * A Test's question: did the system hold by itself? A gate that was never reached is unknown; one that was and is not met
 * is what the Test is there to find, so it fails. (That every fault worked meanwhile is a ground of its own.)
 */
export const mustHold: Check = {
  name: "must-hold",
  title: "the system held while the fault worked",
  role: "question",
  run: (plan, { gates, impact, moments }) => {
    if (plan.scenario.kind !== "Test") return undefined;
    const gate = gates.find((one) => one.gate === "mustHold");
    if (gate === undefined) return unknown("it was never seen whether the system holds");
    const forMs = plan.scenario.mustHold?.for;
    const aboutUsers = plan.scenario.mustHold === undefined || "slis" in plan.scenario.mustHold.expect;
    if (gate.met) return pass(`${aboutUsers ? "every SLI kept its objective" : "what was promised held"}${forMs === undefined ? "" : ` for ${formatDuration(forMs)}`} while the fault worked`);
    // Nobody was hurt and yet the objectives are said not to hold: then they were not seen, not broken.
    if (aboutUsers && moments.impact === null) return unknown("no user was hurt, but it was not seen that every SLI kept its objective");
    const worst = impact.services.filter(({ lost }) => lost > 0).map(({ service, worstSuccess }) => `${service} down to ${Math.floor((worstSuccess ?? 0) * 100) / 100} %`);
    return fail(`the system did not hold: ${worst.length > 0 ? worst.join(", ") : gate.detail}`);
  },
};
