import type { EventInput } from "../../event/event.ts";
import type { CommandContext, Decision } from "../command.ts";
import { accept, nextText, refuse, whenOpen, type Asked, type Decisions } from "../decision.ts";
import type { IncidentState } from "../incident.ts";
import { practised, type Breach } from "../practice.ts";
import { openSteps, typeRules } from "./state.ts";

/** What depends on the type of a SEV, and what begins one that no alert has seen. */
export const responseDecisions: Decisions<"step" | "report-problem"> = {
  step: (state, asked, context) => whenOpen(state, () => step(state, asked, context)),
  "report-problem": reportProblem,
};

function step(state: IncidentState, asked: Asked<"step">, { by }: CommandContext): Decision {
  const { label, steps } = typeRules(state);
  if (steps.length === 0)
    return refuse(`A SEV of type "${label}" has no steps of its own.`, nextText(state));
  const word = asked.step.trim().toLowerCase();
  const found = steps.find(({ id, text }) => id === word || text === word);
  const open = openSteps(state);
  if (found === undefined)
    return refuse(
      `There is no step "${asked.step}".`,
      `in this order: ${steps.map(({ id }) => id).join(", ")}`,
    );
  if (!open.includes(found))
    return refuse(`"${found.text}" is already done.`, nextStepText(open) ?? nextText(state));
  const left = open.filter((one) => one !== found);
  const events: readonly EventInput[] = [
    {
      type: "response.step",
      data: { step: found.id, ...(asked.text === undefined ? {} : { text: asked.text }) },
    },
  ];
  const next = nextStepText(left);
  return practised(state, by, outOfOrder(found, open), () =>
    accept(events, `Done: ${found.text}.${next === undefined ? "" : ` Next: ${next}`}`),
  );
}

type Step = ReturnType<typeof openSteps>[number];

function nextStepText([next]: readonly Step[]): string | undefined {
  return next === undefined ? undefined : `gameday sev step ${next.id}`;
}

/** An early step can undo a later one: evidence is gone, or the attacker is warned. */
function outOfOrder(done: Step, [due]: readonly Step[]): readonly Breach[] {
  return due === undefined || due === done
    ? []
    : [
        {
          rule: "step-order",
          text: `"${done.text}" comes before "${due.text}".`,
          instead: `First: gameday sev step ${due.id}`,
        },
      ];
}

/** Before the last of what must be safe first, nothing is said in public. */
export function tooEarlyInPublic(state: IncidentState): readonly Breach[] {
  const { noPublicBefore, steps } = typeRules(state);
  const awaited = openSteps(state).find(({ id }) => id === noPublicBefore);
  return awaited === undefined || steps.length === 0
    ? []
    : [
        {
          rule: "step-order",
          text: `A public message comes before "${awaited.text}".`,
          instead: `First: gameday sev step ${awaited.id}`,
        },
      ];
}

/** Anyone may say that something is wrong: green dashboards do not prove the opposite. */
function reportProblem(state: IncidentState, { text }: Asked<"report-problem">): Decision {
  const reported: EventInput = { type: "problem.reported", data: { text } };
  if (state.state !== "none") return accept([reported], "Reported.");
  return accept(
    [reported, { type: "incident.state", data: { state: "observed" } }],
    "Reported. If users are affected, declare it: anyone can.",
  );
}
