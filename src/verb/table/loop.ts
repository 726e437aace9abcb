/** The commander's loop: size up, suspect, propose, decide, assign, check. */
import type { Verb } from "../verb.ts";
import { openIncident } from "./shape.ts";

const lead = ["imoc", "deputy"] as const;
const thinking = ["imoc", "deputy", "tloc"] as const;
const hypothesis = { is: "text", required: true, about: "the hypothesis: h1" } as const;
const evidence = {
  is: "text",
  about: "the evidence in the backpack that shows it",
  typed: "flag",
} as const;
const task = { is: "text", required: true, about: "the task: t1" } as const;

const findingVerbs = {
  "size-up": {
    ...openIncident,
    args: {
      text: {
        is: "text",
        required: true,
        about: "symptoms and scope: what is affected, since when",
      },
    },
    rights: thinking,
    command: {
      summary: "Sum up what is known: symptoms and scope.",
      examples: ['size-up "api errors in both regions for 2 m, www is fine, no deploy today"'],
    },
    effect: "puts the current picture into the timeline and on the board",
  },
  suspect: {
    ...openIncident,
    args: { text: { is: "text", required: true, about: "what may be the cause" } },
    rights: thinking,
    command: {
      summary: "Name a possible cause. It becomes a hypothesis, such as h1.",
      examples: ['suspect "one customer floods the database"'],
    },
    effect: "adds a hypothesis; the first one means that the incident is being investigated",
  },
  confirm: {
    ...openIncident,
    args: { hypothesis, evidence },
    rights: thinking,
    command: {
      summary: "Confirm a hypothesis.",
      examples: ["confirm h1 --evidence one-user", "confirm h1"],
    },
    effect: "marks a hypothesis as confirmed, best by evidence from the backpack",
  },
  refute: {
    ...openIncident,
    args: { hypothesis, evidence },
    rights: thinking,
    command: {
      summary: "Refute a hypothesis.",
      examples: ["refute h2", "refute h2 --evidence its-the-api"],
    },
    effect: "marks a hypothesis as refuted: no one needs to follow it any more",
  },
  can: {
    ...openIncident,
    args: {
      condition: { is: "text", required: true, about: "what is the case" },
      actions: { is: "text", required: true, about: "what is being done" },
      needs: { is: "text", required: true, about: "what is needed" },
    },
    rights: "anyone",
    command: {
      summary: "Report conditions, actions and needs.",
      examples: [
        'can "db at its connection limit" "killing the exports" "someone who knows billing"',
      ],
    },
    effect: "puts a report of conditions, actions and needs into the timeline",
  },
} as const satisfies Readonly<Record<string, Verb>>;

const decisionVerbs = {
  propose: {
    ...openIncident,
    args: {
      text: { is: "text", required: true, about: "what to do" },
      risk: { is: "text", about: "low, medium or high (default: medium)", typed: "flag" },
    },
    rights: thinking,
    command: {
      summary: "Propose an action. It becomes a proposal, such as p1.",
      examples: ['propose "block customer 9007 at the gateway" --risk low'],
    },
    effect: "adds a proposal with its risk",
  },
  poll: {
    ...openIncident,
    args: {
      proposal: { is: "text", required: true, about: "the proposal: p1" },
      within: {
        is: "duration",
        about: "how long (default: the profile's poll time)",
        typed: "flag",
      },
    },
    rights: lead,
    command: {
      summary: "Ask for strong objections to a proposal.",
      description: "Silence is consent. The poll closes by itself at the end of its time.",
      examples: ["poll p1", "poll p1 --within 30s"],
    },
    effect: "asks everyone for strong objections; it closes by itself",
  },
  object: {
    ...openIncident,
    args: {
      proposal: { is: "text", required: true, about: "the proposal: p1" },
      text: { is: "text", required: true, about: "why it must not be done" },
    },
    rights: "anyone",
    command: {
      summary: "Raise a strong objection to a proposal.",
      examples: ['object p1 "it is our largest customer, call them first"'],
    },
    effect: "records a strong objection; the commander still decides",
  },
  decide: {
    ...openIncident,
    args: {
      what: { is: "text", required: true, about: "a proposal, p1, or the decision in words" },
    },
    rights: ["imoc"],
    command: {
      summary: "Decide: on a proposal, or in words of your own.",
      examples: ["decide p1", 'decide "we fail over to eu-west"'],
    },
    effect:
      "records a decision; for a while, changes to the system count as decided. Deciding on a " +
      "proposal means that a mitigation is in progress",
  },
} as const satisfies Readonly<Record<string, Verb>>;

const taskVerbs = {
  task: {
    ...openIncident,
    args: {
      who: { is: "text", required: true, about: "one person, or a role" },
      text: { is: "text", required: true, about: "what to do" },
      within: {
        is: "duration",
        about: "its time box (default: the profile's task time)",
        typed: "flag",
      },
    },
    rights: lead,
    command: {
      summary: "Give a task to one person, with a time box. It becomes a task, such as t1.",
      examples: ['task ana "find out which customer it is" --within 20m'],
    },
    effect: "gives one person a task with a time box; half of it and its end are announced",
  },
  understood: {
    ...openIncident,
    args: { task },
    rights: "anyone",
    command: {
      summary: "Confirm that you have understood a task of yours.",
      examples: ["understood t1"],
    },
    effect: "the owner confirms the task",
  },
  done: {
    ...openIncident,
    args: { task, text: { is: "text", required: true, about: "what came of it" } },
    rights: "anyone",
    command: {
      summary: "Report a task as done.",
      examples: ['done t1 "it is customer 9007"'],
    },
    effect: "ends a task and reports its result",
  },
  "more-time": {
    ...openIncident,
    args: {
      task,
      by: { is: "duration", required: true, about: "how much longer, from now" },
    },
    rights: "anyone",
    command: {
      summary: "Give a task more time.",
      examples: ["more-time t1 10m"],
    },
    effect: "starts a new time box for a task, from now",
  },
} as const satisfies Readonly<Record<string, Verb>>;

export const loopVerbs = {
  ...findingVerbs,
  ...decisionVerbs,
  ...taskVerbs,
  board: {
    when: "always",
    inTests: false,
    args: {},
    command: {
      summary: "Show hypotheses, proposals, decisions and tasks.",
      examples: ["board", "board --json"],
    },
    effect: "lists hypotheses, proposals, decisions, and tasks with the time left in their boxes",
  },
} as const satisfies Readonly<Record<string, Verb>>;
