import type { EventInput } from "../../event/event.ts";
import { formatDuration } from "../../kernel/duration.ts";
import { didYouMean } from "../../kernel/did-you-mean.ts";
import type { CommandContext, Decision } from "../command.ts";
import { accept, refuse, type Decisions } from "../decision.ts";
import type { IncidentState } from "../incident.ts";
import { control, delivery, standingOf } from "./due.ts";
import { isFacilitator, maySteer } from "./steer.ts";

type Verbs =
  | "inject.hold"
  | "inject.release"
  | "inject.skip"
  | "inject.now"
  | "inject.delay"
  | "answer";

/** Injects: the facilitator's, and what players answer. */
export const exerciseDecisions: Decisions<Verbs> = {
  "inject.hold": (state, { inject }, context) =>
    ofPending(state, context, inject, () =>
      standingOf(state.exercise, inject) === "held"
        ? refuse(`"${inject}" is held already.`, `gameday inject release ${inject}`)
        : steered({ type: "inject.held", data: { inject } }, `"${inject}" is held.`),
    ),
  "inject.release": (state, { inject }, context) =>
    ofPending(state, context, inject, () =>
      standingOf(state.exercise, inject) === "held"
        ? steered({ type: "inject.released", data: { inject } }, `"${inject}" is released.`)
        : refuse(`"${inject}" is not held.`, `gameday inject hold ${inject}`),
    ),
  "inject.skip": (state, { inject, why = "left out by the facilitator" }, context) =>
    ofPending(state, context, inject, () =>
      standingOf(state.exercise, inject) === "skipped"
        ? refuse(`"${inject}" is left out already.`, `gameday inject now ${inject}`)
        : steered({ type: "inject.skipped", data: { inject, why } }, `"${inject}" is left out.`),
    ),
  "inject.now": (state, { inject }, context) =>
    ofPending(state, context, inject, () =>
      accept(delivery(state, inject), `"${inject}" is delivered.`),
    ),
  "inject.delay": (state, { inject, by = state.profile.timers.injectDelayMs }, context) =>
    ofPending(state, context, inject, () =>
      steered(
        { type: "inject.delayed", data: { inject, byMs: by } },
        `"${inject}" comes ${formatDuration(by)} later.`,
      ),
    ),
  answer: (state, { to, text }) => {
    const { exercise } = state;
    if (exercise.timetable.entries[to]?.doneEx !== undefined)
      return accept([{ type: "inject.answered", data: { inject: to, text } }], "Answered.");
    const waiting = exercise.unanswered;
    const near = didYouMean(to, waiting);
    return refuse(
      `No one asked you anything as "${to}".`,
      near === undefined ? waitingText(waiting) : `did you mean "${near}"?`,
    );
  },
};

function waitingText(waiting: readonly string[]): string {
  return waiting.length === 0
    ? "no one is waiting for an answer"
    : `waiting for an answer: ${waiting.join(", ")}`;
}

/** An inject that is still to come, changed by a person who may. */
function ofPending(
  state: IncidentState,
  { by }: CommandContext,
  id: string,
  then: () => Decision,
): Decision {
  if (!maySteer(state, by))
    return refuse("Only the facilitator may steer the exercise.", "ask the facilitator");
  const { exercise } = state;
  if (!Object.hasOwn(exercise.injects, id)) {
    const known = Object.keys(exercise.injects);
    const near = didYouMean(id, known);
    const list = known.length === 0 ? "this drill has no injects" : "gameday inject list";
    return refuse(
      `There is no inject "${id}".`,
      near === undefined ? list : `did you mean "${near}"?`,
    );
  }
  if (standingOf(exercise, id) === "delivered")
    return refuse(`"${id}" is delivered already.`, "gameday inject list");
  const decision = then();
  return decision.ok && !isFacilitator(state, by)
    ? {
        ...decision,
        events: [...decision.events, steeredByPlayer(by.id, id)],
        warnings: [...decision.warnings, "this drill has no facilitator; recorded"],
      }
    : decision;
}

function steeredByPlayer(person: string, inject: string): EventInput {
  return {
    type: "drill.note",
    data: { text: `policy: ${person} steered the inject "${inject}", and there is no facilitator` },
    sees: control,
  };
}

function steered(event: EventInput, say: string): Decision {
  return accept([{ ...event, sees: control }], say);
}
