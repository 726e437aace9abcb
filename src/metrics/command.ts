import type { GamedayEvent } from "../event/event.ts";
import type { Flag, Risk } from "../event/loop.ts";

/** How the incident was commanded. Exercise milliseconds. */
export interface CommandRecord {
  readonly sizeUps: readonly Said[];
  readonly hypotheses: readonly HypothesisRecord[];
  readonly proposals: readonly ProposalRecord[];
  readonly decisions: readonly DecisionRecord[];
  readonly tasks: readonly TaskRecord[];
  readonly reports: readonly Said[];
  readonly flags: readonly FlagRecord[];
  readonly counts: {
    readonly confirmed: number;
    readonly refuted: number;
    readonly done: number;
    /** Tasks that were done before their first box was missed. */
    readonly doneInBox: number;
    readonly flags: Readonly<Partial<Record<Flag, number>>>;
  };
  /** From the first hypothesis (that was confirmed, where one was) to the first decision after it. */
  readonly toDecideMs: number | null;
}

export interface Said {
  readonly atMs: number;
  readonly by: string;
  readonly text: string;
}

export interface HypothesisRecord extends Said {
  readonly id: string;
  readonly verdict: "confirmed" | "refuted" | null;
  readonly evidence: string | null;
  readonly judgedMs: number | null;
}

export interface ProposalRecord extends Said {
  readonly id: string;
  readonly risk: Risk;
  readonly polled: boolean;
  readonly objections: readonly Said[];
}

export interface DecisionRecord extends Said {
  readonly id: string;
  readonly proposal: string | null;
}

export interface TaskRecord extends Said {
  readonly id: string;
  readonly to: string;
  readonly untilMs: number;
  readonly missed: number;
  readonly extended: number;
  readonly understoodMs: number | null;
  readonly doneMs: number | null;
  readonly result: string | null;
}

export interface FlagRecord extends Said {
  readonly rule: Flag;
}

type Open<T> = { -readonly [K in keyof T]: T[K] };

interface Lists {
  readonly sizeUps: Said[];
  readonly hypotheses: Open<HypothesisRecord>[];
  readonly proposals: (Open<ProposalRecord> & { objections: Said[] })[];
  readonly decisions: DecisionRecord[];
  readonly tasks: Open<TaskRecord>[];
  readonly reports: Said[];
  readonly flags: FlagRecord[];
}

/** Collects what was said, decided and done under command; null when there was nothing of it. */
export function commandRecord(): {
  take(event: GamedayEvent): void;
  done(): CommandRecord | null;
} {
  const lists: Lists = {
    sizeUps: [],
    hypotheses: [],
    proposals: [],
    decisions: [],
    tasks: [],
    reports: [],
    flags: [],
  };
  return {
    take: (event) => {
      takeFinding(lists, event);
      takeAction(lists, event);
      takeTask(lists, event);
    },
    done: () =>
      Object.values(lists).every((list: readonly unknown[]) => list.length === 0)
        ? null
        : { ...lists, counts: countsOf(lists), toDecideMs: toDecide(lists) },
  };
}

function said({ at, by }: GamedayEvent, text: string): Said {
  return { atMs: at, by: by.id, text };
}

function takeFinding({ sizeUps, hypotheses, reports, flags }: Lists, event: GamedayEvent): void {
  if (event.type === "sizeup.given") sizeUps.push(said(event, event.data.text));
  if (event.type === "hypothesis.suspected") {
    const { id, text } = event.data;
    hypotheses.push({
      ...said(event, text),
      id,
      verdict: null,
      evidence: null,
      judgedMs: null,
    });
  }
  if (event.type === "hypothesis.judged") {
    const { hypothesis, verdict, evidence = null } = event.data;
    const one = hypotheses.find(({ id }) => id === hypothesis);
    if (one !== undefined) Object.assign(one, { verdict, evidence, judgedMs: event.at });
  }
  if (event.type === "can.reported") {
    const { condition, actions, needs } = event.data;
    reports.push(said(event, `${condition}; actions: ${actions}; needs: ${needs}`));
  }
  if (event.type === "practice.flagged") {
    const { rule, person, text } = event.data;
    flags.push({ ...said(event, text), by: person, rule });
  }
}

function takeAction({ proposals, decisions }: Lists, event: GamedayEvent): void {
  if (event.type === "action.proposed") {
    const { id, text, risk } = event.data;
    proposals.push({ ...said(event, text), id, risk, polled: false, objections: [] });
  }
  if (event.type === "poll.opened") {
    const one = proposals.find(({ id }) => id === event.data.proposal);
    if (one !== undefined) one.polled = true;
  }
  if (event.type === "objection.raised")
    proposals
      .find(({ id }) => id === event.data.proposal)
      ?.objections.push(said(event, event.data.text));
  if (event.type === "decision.made") {
    const { id, text, proposal = null } = event.data;
    decisions.push({ ...said(event, text), id, proposal });
  }
}

function takeTask({ tasks }: Lists, event: GamedayEvent): void {
  if (event.type === "task.assigned") {
    const { id, to, text, untilEx } = event.data;
    tasks.push({
      ...said(event, text),
      id,
      to,
      untilMs: untilEx,
      missed: 0,
      extended: 0,
      understoodMs: null,
      doneMs: null,
      result: null,
    });
    return;
  }
  if (
    event.type !== "task.understood" &&
    event.type !== "task.done" &&
    event.type !== "task.extended" &&
    event.type !== "task.expired"
  )
    return;
  const task = tasks.find(({ id }) => id === event.data.task);
  if (task === undefined) return;
  if (event.type === "task.understood") task.understoodMs = event.at;
  if (event.type === "task.done")
    Object.assign(task, { doneMs: event.at, result: event.data.text });
  if (event.type === "task.expired") task.missed = event.data.times;
  if (event.type === "task.extended")
    Object.assign(task, { untilMs: event.data.untilEx, extended: task.extended + 1 });
}

function countsOf({ hypotheses, tasks, flags }: Lists): CommandRecord["counts"] {
  const byRule: Partial<Record<Flag, number>> = {};
  for (const { rule } of flags) byRule[rule] = (byRule[rule] ?? 0) + 1;
  const done = tasks.filter(({ doneMs }) => doneMs !== null);
  return {
    confirmed: hypotheses.filter(({ verdict }) => verdict === "confirmed").length,
    refuted: hypotheses.filter(({ verdict }) => verdict === "refuted").length,
    done: done.length,
    doneInBox: done.filter(({ missed }) => missed === 0).length,
    flags: byRule,
  };
}

function toDecide({ hypotheses, decisions }: Lists): number | null {
  const chosen = hypotheses.find(({ verdict }) => verdict === "confirmed") ?? hypotheses[0];
  const decided = decisions.find(({ atMs }) => chosen !== undefined && atMs >= chosen.atMs);
  return chosen === undefined || decided === undefined ? null : decided.atMs - chosen.atMs;
}
