/** What is found out, written down and used. */
import type { Verb } from "../verb.ts";

export const evidenceVerbs = {
  note: {
    when: "response",
    inTests: true,
    args: { text: { is: "text", required: true, about: "what you want to remember" } },
    rights: "anyone",
    command: {
      summary: "Write a line into the timeline.",
      examples: ['note "the dashboard for db is empty"'],
    },
    effect: "adds a line to the timeline",
  },
  prove: {
    when: "response",
    inTests: false,
    args: {
      evidence: { is: "text", names: "evidence", about: "which question" },
      ask: { is: "data", about: "only ask for the question", typed: "never" },
      words: { is: "data", about: "the command, word by word", typed: "never" },
      artefact: { is: "data", about: "what ran, what it printed, how it ended", typed: "never" },
    },
    command: {
      ownFile: true,
      summary: "Put evidence into the backpack: run a command whose output proves it.",
      description:
        "Without arguments it lists the open questions. What counts is what the command " +
        "prints, not how it is written; one that only prints text given to it proves " +
        "nothing. It runs here, on your machine, never on the server.",
      examples: [
        'prove source -- gameday sql -e "SHOW FULL PROCESSLIST"',
        "prove",
        "prove who -- grep export reports/runs/2026-11-21-hot-mysql-7f3a/logs/api-1.log",
      ],
    },
    effect:
      "runs the command on your machine and judges its output; a command that only prints " +
      "text given to it is refused. Without arguments it lists the open questions and your " +
      "evidence",
  },
  hint: {
    when: "response",
    inTests: false,
    args: {
      about: {
        is: "text",
        names: "evidence",
        about: "an evidence item (default: the next open one)",
      },
    },
    command: {
      summary: "Ask for a hint. It costs points.",
      examples: ["hint", "hint who"],
    },
    effect: "prints the next hint; each costs points",
  },
  "tool.used": {
    when: "response",
    inTests: true,
    args: {
      tool: { is: "text", required: true, about: "sql, http, kill-loop or log" },
      summary: { is: "text", required: true, about: "what was done with it" },
      statement: { is: "text", about: "the statement, where it was one" },
      target: { is: "text", about: "the component" },
      detail: { is: "text", about: "more about it" },
    },
  },
} as const satisfies Readonly<Record<string, Verb>>;
