import type { EventInput } from "../../event/event.ts";
import { formatClock } from "../../kernel/duration.ts";
import type { CommandContext, Decision } from "../command.ts";
import { accept, refuse, whenOpen, type Asked, type Decisions } from "../decision.ts";
import type { IncidentState } from "../incident.ts";
import { practised, type Breach } from "../practice.ts";
import { rolesOf } from "../rights.ts";
import { roleTitle, scaledText } from "../wording.ts";
import { addressee, nextId, withOne } from "./find.ts";
import type { Task } from "./state.ts";

/** Who does what, and until when. */
export const taskDecisions: Decisions<"task" | "understood" | "done" | "more-time"> = {
  task: assign,
  understood: (state, asked, context) =>
    theirs(state, asked.task, context, (task) =>
      task.understood
        ? refuse(`${task.id} is already understood.`, `gameday done ${task.id} "what came of it"`)
        : accept(
            [{ type: "task.understood", data: { task: task.id } }],
            `${task.id} is understood; until ${formatClock(task.untilEx)}.`,
          ),
    ),
  done: (state, { task: word, text }, context) =>
    theirs(state, word, context, ({ id }) =>
      accept([{ type: "task.done", data: { task: id, text } }], `${id} is done.`),
    ),
  "more-time": (state, asked, context) =>
    theirs(state, asked.task, context, (task) => moreTime(state, task, asked.by, context)),
};

function moreTime(
  { timeScale }: IncidentState,
  { id, untilEx: before }: Task,
  by: number,
  { exMs }: CommandContext,
): Decision {
  const untilEx = exMs + by / timeScale;
  return untilEx <= before
    ? refuse(
        `${id} has until ${formatClock(before)} anyway.`,
        `from now, more than ${scaledText((before - exMs) * timeScale, timeScale)}: gameday more-time ${id} …`,
      )
    : accept(
        [{ type: "task.extended", data: { task: id, untilEx } }],
        `${id} has until ${formatClock(untilEx)}.`,
      );
}

function assign(state: IncidentState, asked: Asked<"task">, context: CommandContext): Decision {
  return whenOpen(state, () => {
    const whom = addressee(state, asked.who);
    switch (whom.is) {
      case "person":
        return given(state, asked, context, { to: whom.id });
      case "everyone":
        return given(state, asked, context, { to: context.by.id, unowned: true });
      case "empty-role":
        return refuse(
          `No one is ${roleTitle(state, whom.role)}.`,
          `first: gameday sev assign ${whom.role} <who>`,
        );
      case "unknown":
        return whom.near === undefined
          ? given(state, asked, context, {
              to: whom.id,
              doubt: `no one called ${whom.id} has done anything here yet`,
            })
          : refuse(`No one called "${whom.id}" is here.`, `did you mean "${whom.near}"?`);
      default:
        return whom satisfies never;
    }
  });
}

function given(
  state: IncidentState,
  { text, within }: Asked<"task">,
  { by, exMs }: CommandContext,
  { to, unowned = false, doubt }: { to: string; unowned?: boolean; doubt?: string },
): Decision {
  const boxMs = within ?? state.profile.timers.taskMs;
  const untilEx = exMs + boxMs / state.timeScale;
  const breaches: readonly Breach[] = [
    ...(unowned ? [noOwner(text)] : []),
    ...(within === undefined ? [noBox(to, text)] : []),
  ];
  return practised(state, by, breaches, () => {
    const id = nextId("t", state.loop.tasks);
    const event: EventInput = { type: "task.assigned", data: { id, to, text, untilEx } };
    const owner = unowned ? `yours, ${to}, until you name a person` : `for ${to}`;
    return accept(
      [event],
      `${id} is ${owner}: ${text}, within ${scaledText(boxMs, state.timeScale)}.`,
      doubt === undefined ? [] : [doubt],
    );
  });
}

function noOwner(text: string): Breach {
  return {
    rule: "unowned-task",
    text: `The task "${text}" names no one.`,
    instead: "Name one person: gameday task <who> …",
  };
}

function noBox(to: string, text: string): Breach {
  return {
    rule: "unboxed-task",
    text: `The task "${text}" has no time box.`,
    instead: `With one: gameday task ${to} "…" --within 20m`,
  };
}

/** For a task that is not done: its owner says so, or who commands. */
function theirs(
  state: IncidentState,
  word: string,
  context: CommandContext,
  then: (task: Task) => Decision,
): Decision {
  return whenOpen(state, () =>
    withOne("t", state.loop.tasks, word, (task) => {
      if (task.doneEx !== undefined) return refuse(`${task.id} is already done.`, "gameday board");
      const decision = then(task);
      if (!decision.ok || mayAnswerFor(state, task, context)) return decision;
      const why = `${task.id} is for ${task.to}: ${task.to} or who commands says so.`;
      return state.profile.rights.mode === "block"
        ? refuse(why, `ask ${task.to}`)
        : { ...decision, warnings: [...decision.warnings, why] };
    }),
  );
}

function mayAnswerFor(state: IncidentState, task: Task, { by }: CommandContext): boolean {
  return (
    state.profile.rights.mode === "off" ||
    by.id === task.to ||
    !state.loop.people.includes(task.to) ||
    rolesOf(state, by).some((role) => role === "imoc" || role === "deputy")
  );
}
