/** Who is here and in which role. */
import type { Verb } from "../verb.ts";
import { openIncident } from "./shape.ts";

const role = {
  is: "text",
  required: true,
  names: "role",
  about: "IMOC, TLOC, scribe, liaison, deputy, executive, facilitator, evaluator or observer",
} as const;

const service = {
  is: "text",
  about: "the service that this TLOC is for (default: all)",
  typed: "flag",
} as const;

const offered = {
  is: "text",
  names: "role",
  about: "which role, if several are offered",
} as const;

const assign = {
  ...openIncident,
  args: { role, to: { is: "text", required: true, names: "person", about: "who" }, service },
  rights: ["imoc", "deputy"],
} as const;

export const teamVerbs = {
  "sev.assign": {
    ...assign,
    command: { summary: "Assign a role to a person.", examples: ["sev assign scribe ana"] },
  },
  join: {
    when: "always",
    inTests: false,
    args: {
      name: { is: "text", required: true, about: "your name", typed: "flag" },
      role: { is: "text", names: "role", about: "the role to claim", typed: "flag" },
    },
    command: {
      ownFile: true,
      summary: "Join a running drill as a person of your own.",
      description:
        "It prints the secret of your seat as a line for your shell. Every command of that shell " +
        "then acts as you; other shells go on as the user of this machine. In a script: " +
        'eval "$(gameday join --name ana)"',
      examples: ["join --name ana", "join --name ana --role tloc", "join --name ana --json"],
    },
    effect: "gives you a seat: what you do is recorded under your name",
  },
  leave: {
    when: "always",
    inTests: false,
    args: { person: { is: "text", names: "person", about: "who leaves (default: you)" } },
    command: {
      summary: "Leave a drill, and give up your seat and your roles.",
      description: "The facilitator or the commander may say it of a person who is gone.",
      examples: ["leave", "leave ana"],
    },
    effect: "gives up your seat and your roles",
  },
  roster: {
    when: "always",
    inTests: true,
    args: {},
    command: {
      summary: "Show who is here, in which roles, who is away, and which roles are bots.",
      examples: ["roster", "roster --json"],
    },
    effect: "lists everyone: roles, who is away, the last act, bots",
  },
  "role.claim": {
    ...openIncident,
    args: { role, service },
    rights: "anyone",
    command: {
      summary: "Take a role that is free, or that a bot has.",
      examples: ["role claim scribe", "role claim tloc --service api"],
    },
    effect: "takes a role that is free, that a bot has, or whose holder is away",
  },
  "role.release": {
    ...openIncident,
    args: { role, service },
    rights: "anyone",
    command: { summary: "Give up a role of yours.", examples: ["role release scribe"] },
    effect: "gives up a role",
  },
  "role.assign": {
    ...assign,
    command: { summary: "Assign a role to a person.", examples: ["role assign scribe ana"] },
    effect:
      "assigns a role: `imoc`, `tloc`, `scribe`, `liaison`, `deputy`, or the profile's title (also: `gameday sev assign`)",
  },
  handoff: {
    ...openIncident,
    args: {
      role,
      to: { is: "text", required: true, names: "person", about: "who takes over" },
      service,
    },
    rights: "anyone",
    command: {
      summary: "Offer a role of yours to someone, with a brief of the incident.",
      description:
        "The brief is written from the journal: severity, impact, hypotheses, evidence, what was " +
        "tried, running boxes, what is to decide, the next update, the roster. You have the role " +
        "until it is accepted.",
      examples: ["handoff imoc ben"],
    },
    effect: "offers your role with the brief; the role moves when it is accepted",
  },
  "handoff.brief": {
    when: "always",
    inTests: false,
    args: {},
    command: {
      summary: "Read the brief of the role that is offered to you, or of the incident now.",
      examples: ["handoff brief", "handoff brief --json"],
    },
    effect: "shows the brief that came with an offer, or the brief as of now",
  },
  "handoff.accept": {
    ...openIncident,
    args: { role: offered },
    rights: "anyone",
    command: { summary: "Accept the role that is offered to you.", examples: ["handoff accept"] },
    effect: "accepts an offered role: it is yours from this moment",
  },
  "handoff.decline": {
    ...openIncident,
    args: { role: offered, why: { is: "text", about: "why", typed: "flag" } },
    rights: "anyone",
    command: { summary: "Decline the role that is offered to you.", examples: ["handoff decline"] },
    effect: "declines an offered role: it stays where it is",
  },
  away: {
    ...openIncident,
    args: {
      person: { is: "text", required: true, names: "person", about: "who: your name, or `me`" },
      why: { is: "text", about: "why" },
    },
    rights: "anyone",
    command: {
      summary: "Say that you are away, so that your roles count as unfilled.",
      description: "The facilitator may say it of anyone.",
      examples: ['away me "the train is in a tunnel"', "away ana"],
    },
    effect: "someone is away: until they are back, their roles count as unfilled",
  },
  back: {
    ...openIncident,
    args: {
      person: { is: "text", required: true, names: "person", about: "who: your name, or `me`" },
    },
    rights: "anyone",
    command: { summary: "Say that you are back.", examples: ["back me", "back ana"] },
    effect: "someone is back, with the roles that they had and that are still free",
  },
} as const satisfies Readonly<Record<string, Verb>>;
