/** What verbs about the exercise do that are no decisions about the incident. */
import type { PlannedInject } from "../event/inject.ts";
import { standingOf } from "../incident/exercise/due.ts";
import { isFacilitator, maySteer } from "../incident/exercise/steer.ts";
import { dueAt } from "../kernel/timetable.ts";
import { formatClock } from "../kernel/duration.ts";
import { GamedayError } from "../kernel/error.ts";
import { injectTitle } from "../wording/event/inject.ts";
import { control } from "../incident/exercise/due.ts";
import { nextOf, signed } from "./next.ts";
import type { ControlPort } from "./port.ts";
import type { Answer, Request } from "./protocol.ts";

/** The injects with what is expected: for the facilitator, or for all where there is none. */
export async function injectList(port: ControlPort, request: Request): Promise<Answer> {
  const incident = port.incident();
  if (!maySteer(incident, request.by))
    throw new GamedayError("GD-C005", "Only the facilitator may see what is to come.", {
      hint: "ask the facilitator",
    });
  const { exercise } = incident;
  const ids = Object.keys(exercise.injects);
  if (ids.length > 0 && !isFacilitator(incident, request.by))
    await port.record([
      signed(port, request, {
        type: "drill.note",
        data: { text: `policy: ${request.by.id} read the injects, and there is no facilitator` },
        sees: control,
      }),
    ]);
  const injects = ids.flatMap((id) => {
    const plan = exercise.injects[id];
    const dueEx = dueAt(exercise.timetable, id);
    return plan === undefined
      ? []
      : [{ id, standing: standingOf(exercise, id), dueEx: dueEx ?? null, ...plan }];
  });
  return {
    ok: true,
    text: injects.map((one) => listed(one)).join("\n") || "This drill has no injects.",
    next: nextOf(port, request.by),
    data: { injects },
  };
}

function listed({
  id,
  standing,
  dueEx,
  ...plan
}: PlannedInject & { id: string; standing: string; dueEx: number | null }): string {
  const due = dueEx === null ? "" : ` for ${formatClock(dueEx)}`;
  return [
    `${id}  ${standing}${due}: ${injectTitle(plan)}: ${plan.text}`,
    ...(plan.answer === undefined ? [] : [`    answer  ${plan.answer}`]),
    ...(plan.note === undefined ? [] : [`    note    ${plan.note}`]),
  ].join("\n");
}
