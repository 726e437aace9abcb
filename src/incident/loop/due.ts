/** What time leads to in the commander's loop: polls close, boxes run out, changes are judged. */
import type { EventInput } from "../../event/event.ts";
import { formatClock, formatDuration } from "../../kernel/duration.ts";
import { plural } from "../../kernel/plural.ts";
import { post, type Due } from "../clockwork/due.ts";
import type { IncidentState } from "../incident.ts";
import { flagOf, modeOf, type Breach } from "../practice.ts";
import { openStates } from "../transition.ts";
import { roleTitle } from "../wording.ts";
import { pollClosed } from "./actions.ts";
import type { Run } from "./changes.ts";
import { nextMissEx, type Task } from "./state.ts";

/** What is due now and not yet recorded. */
export function loopDue(state: IncidentState, exMs: number): readonly EventInput[] {
  if (!openStates.has(state.state)) return changesFlagged(state);
  return [...pollsClosed(state, exMs), ...boxesOver(state, exMs), ...changesFlagged(state)];
}

function pollsClosed({ loop }: IncidentState, exMs: number): readonly EventInput[] {
  return loop.proposals
    .filter(({ poll }) => poll !== undefined && poll.open && poll.untilEx <= exMs)
    .map(pollClosed);
}

function boxesOver(state: IncidentState, exMs: number): readonly EventInput[] {
  return state.loop.tasks.flatMap((task) => {
    if (!isWatched(state, task) || nextMissEx(task) > exMs) return [];
    const { id, to, missed, text } = task;
    const over: EventInput = { type: "task.expired", data: { task: id, to, times: missed + 1 } };
    return [
      over,
      ...flagOf(state, to, {
        rule: "expired-box",
        text: `The time box of ${id} is over, and it is neither done nor extended: ${text}`,
      }),
    ];
  });
}

/** A box that is missed again and again is announced so often, and no more. */
function isWatched({ profile }: IncidentState, { doneEx, missedNow }: Task): boolean {
  return doneEx === undefined && missedNow < profile.timers.missedBoxes;
}

/** What is said to the owner of a task and to who commands, as its box goes by. */
export function boxNudges(state: IncidentState): readonly Due[] {
  if (!openStates.has(state.state)) return [];
  return state.loop.tasks
    .filter(({ doneEx }) => doneEx === undefined)
    .flatMap((task) => [...halfway(task), ...whenMissed(state, task)]);
}

function halfway({ id, to, text, untilEx, boxMs, missedNow }: Task): readonly Due[] {
  if (missedNow > 0) return [];
  return [
    post(
      untilEx - boxMs / 2,
      to,
      `${id}: half of your time is over; ${formatDuration(boxMs / 2)} left, until ${formatClock(untilEx)}: ${text}`,
    ),
  ];
}

function whenMissed(state: IncidentState, task: Task): readonly Due[] {
  const { id, to, text, missed, missedNow } = task;
  if (missedNow === 0) return [];
  const lead = state.roles["imoc"];
  const sinceEx = nextMissEx({ ...task, missedNow: missedNow - 1 });
  const over = `${formatClock(sinceEx)} the time of ${id} is over: ${text}`;
  const ask = `Is it done? gameday done ${id} "…", or: gameday more-time ${id} 10m`;
  const told = [to, ...(lead === undefined || lead === to ? [] : [lead])];
  return [
    ...told.map((channel) => post(sinceEx, channel, `${over}. ${ask}`)),
    ...(missed >= state.profile.timers.missedBoxes
      ? [
          post(
            sinceEx,
            lead ?? to,
            `${id} has missed ${missed} time ${plural(missed, "box", "boxes")}: page someone who knows more.`,
          ),
        ]
      : []),
  ];
}

/** Changes to the system that nothing decided covers, and those that two people made at a time. */
function changesFlagged(state: IncidentState): readonly EventInput[] {
  return state.loop.changes.flatMap((run) =>
    breachesOf(state, run)
      .filter(({ rule }) => !run.flagged.includes(rule) && modeOf(state, rule) !== "off")
      .flatMap((breach) => flagOf(state, run.person, breach, run.seq)),
  );
}

function breachesOf(state: IncidentState, run: Run): readonly Pick<Breach, "rule" | "text">[] {
  const { crossedMs } = state.profile.timers;
  const crossed =
    run.crossed !== undefined && run.crossed.gapMs < crossedMs / state.timeScale
      ? [
          {
            rule: "crossed-changes" as const,
            text: `${run.person} changed ${run.text}, ${formatDuration(run.crossed.gapMs)} after ${run.crossed.person} changed ${run.crossed.text}`,
          },
        ]
      : [];
  const undecided = [run.firstAt, run.lastAt].every((at) => isCovered(state, run, at))
    ? []
    : [
        {
          rule: "undecided-change" as const,
          text: `${run.person} changed ${run.text}; ${roleTitle(state, "imoc")} had decided nothing that covers it`,
        },
      ];
  return [...undecided, ...crossed];
}

/** A decision of the last minutes, or an open task of that person; of anyone, where it is unknown. */
function isCovered({ loop, profile, timeScale }: IncidentState, run: Run, at: number): boolean {
  const sinceMs = profile.timers.decidedMs / timeScale;
  return (
    loop.decisions.some(({ ex }) => ex <= at && at - ex <= sinceMs) ||
    loop.tasks.some(
      ({ fromEx, doneEx, to }) =>
        fromEx <= at && (doneEx === undefined || doneEx >= at) && (!run.known || to === run.person),
    )
  );
}
