import type { CommandRecord, TaskRecord } from "../../metrics/command.ts";
import type { NeedleRecord } from "../../metrics/needles.ts";
import { duration } from "../../wording/duration.ts";
import { counted } from "../../wording/figure.ts";
import { practiceWords } from "../../wording/practice.ts";
import type { Context } from "../context.ts";
import type { Section } from "./section.ts";

/** What was known, suspected, decided and assigned; only where there was something of it. */
export const command: Section = {
  id: "command",
  title: "Command",
  view: (context) => {
    const { command: said, needles } = context.summary;
    const record = said ?? nothing;
    return said === null && needles === null
      ? undefined
      : {
          note: [note(record), needleNote(needles)].filter((text) => text !== "").join(" "),
          sizeUps: record.sizeUps.map(
            ({ atMs, by, text }) => `${context.clock(atMs)} ${by}: ${text}`,
          ),
          hypotheses: hypotheses(record, context),
          decisions: decisions(record, context),
          tasks: tasks(record, context),
          flags: flags(record, context),
        };
  },
};

const nothing: CommandRecord = {
  sizeUps: [],
  hypotheses: [],
  proposals: [],
  decisions: [],
  tasks: [],
  reports: [],
  flags: [],
  counts: { confirmed: 0, refuted: 0, done: 0, doneInBox: 0, flags: {} },
  toDecideMs: null,
};

function needleNote(record: NeedleRecord | null): string {
  if (record === null) return "";
  const { needles, fired } = record;
  const picked = needles.filter(({ pickedMs }) => pickedMs !== null).length;
  const were = picked === 1 ? "was" : "were";
  return `${picked} of ${counted(needles.length, "alert")} that pointed at the cause ${were} picked out of ${fired}.`;
}

function note({ counts, hypotheses: suspected, tasks: all, toDecideMs }: CommandRecord): string {
  const { confirmed, refuted, done, doneInBox } = counts;
  const parts = [
    suspected.length === 0
      ? []
      : [
          `${counted(suspected.length, "hypothesis", "hypotheses")}: ${confirmed} confirmed, ${refuted} refuted.`,
        ],
    all.length === 0
      ? []
      : [`${counted(all.length, "task")}: ${done} done, ${doneInBox} of them inside the time box.`],
    toDecideMs === null
      ? []
      : [`From the hypothesis to the first decision: ${duration(toDecideMs)}.`],
  ];
  return parts.flat().join(" ");
}

interface Table {
  readonly label: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function hypotheses(record: CommandRecord, { clock }: Context): Table {
  return {
    label: "Hypotheses",
    head: ["id", "at", "by", "hypothesis", "verdict"],
    rows: record.hypotheses.map(({ id, atMs, by, text, verdict, judgedMs, evidence }) => [
      id,
      clock(atMs),
      by,
      text,
      verdict === null || judgedMs === null
        ? "open"
        : `${verdict} at ${clock(judgedMs)}${evidence === null ? "" : `, by ${evidence}`}`,
    ]),
  };
}

function decisions(record: CommandRecord, { clock }: Context): Table {
  return {
    label: "Decisions",
    head: ["id", "at", "by", "decision", "asked before"],
    rows: record.decisions.map(({ id, atMs, by, text, proposal }) => {
      const proposed = record.proposals.find((one) => one.id === proposal);
      const asked =
        proposed === undefined
          ? "–"
          : `${proposed.id}, ${proposed.risk} risk, ${proposed.polled ? "polled" : "no poll"}, ` +
            counted(proposed.objections.length, "strong objection");
      return [id, clock(atMs), by, text, asked];
    }),
  };
}

function tasks(record: CommandRecord, context: Context): Table {
  return {
    label: "Tasks",
    head: ["id", "at", "owner", "task", "until", "what came of it"],
    rows: record.tasks.map((task) => [
      task.id,
      context.clock(task.atMs),
      task.to,
      task.text,
      context.clock(task.untilMs),
      ending(task, context),
    ]),
  };
}

function ending({ doneMs, result, missed, extended }: TaskRecord, { clock }: Context): string {
  const boxes = [
    ...(extended > 0 ? [`extended ${counted(extended, "time")}`] : []),
    ...(missed > 0 ? [`missed ${counted(missed, "box", "boxes")}`] : []),
  ].join(", ");
  const more = boxes === "" ? "" : ` (${boxes})`;
  return doneMs === null ? `open${more}` : `${clock(doneMs)}: ${result ?? ""}${more}`;
}

function flags(record: CommandRecord, { clock }: Context): Table {
  return {
    label: "Flagged",
    head: ["at", "rule", "what happened"],
    rows: record.flags.map(({ atMs, rule, text }) => [clock(atMs), practiceWords[rule], text]),
  };
}
