/** What the exercise brings in, and who runs it. */
import type { Verb } from "../verb.ts";

const ofInject = { when: "response", inTests: false, rights: ["facilitator"] } as const;
const inject = { is: "text", required: true, about: "the inject's id" } as const;

export const exerciseVerbs = {
  "inject.list": {
    when: "always",
    inTests: false,
    args: {},
    command: {
      summary: "List the injects of a drill, with what is expected of its players.",
      description: `For the facilitator: it shows what is to come, and the right answers.
In a drill without a facilitator anyone may, and it is recorded.`,
      examples: ["inject list"],
    },
    effect: "shows what is planned, what was delivered, and what is expected of the players",
  },
  "inject.hold": {
    ...ofInject,
    args: { inject },
    command: {
      summary: "Hold an inject back until it is released.",
      examples: ["inject hold customer-call"],
    },
    effect: "the inject waits until it is released",
  },
  "inject.release": {
    ...ofInject,
    args: { inject },
    command: {
      summary: "Release an inject that is held: its time counts again.",
      examples: ["inject release customer-call"],
    },
    effect: "the inject's time counts again; if it has passed, it is delivered now",
  },
  "inject.skip": {
    ...ofInject,
    args: { inject, why: { is: "text", about: "the reason, for the report" } },
    command: {
      summary: "Leave an inject out.",
      examples: ['inject skip journalist "the team is ahead of it"'],
    },
    effect: "the inject is left out, unless it is delivered by hand after all",
  },
  "inject.now": {
    ...ofInject,
    args: { inject },
    command: {
      summary: "Deliver an inject now, whatever its time.",
      examples: ["inject now executive-swoop"],
    },
    effect: "the inject is delivered now",
  },
  "inject.delay": {
    ...ofInject,
    args: {
      inject,
      by: { is: "duration", about: "how much later (default: the profile's, 1m)", typed: "flag" },
    },
    command: {
      summary: "Deliver an inject later than planned.",
      examples: ["inject delay customer-call", "inject delay customer-call --by 5m"],
    },
    effect: "the inject comes later; what counts from it does too",
  },
  answer: {
    when: "response",
    inTests: false,
    args: {
      to: { is: "text", required: true, about: "the inject that it answers" },
      text: { is: "text", required: true, about: "what you say" },
    },
    rights: "anyone",
    command: {
      summary: "Answer a customer, an executive, a journalist: anyone who asked.",
      examples: ['answer customer-call "We see errors since 19:04 and are working on it."'],
    },
    effect: "answers a message or a phone call of the exercise",
  },
} as const satisfies Readonly<Record<string, Verb>>;
