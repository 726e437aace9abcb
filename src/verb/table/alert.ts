/** What monitoring says, and who has heard it. */
import type { Verb } from "../verb.ts";

const what = {
  is: "text",
  required: true,
  about: "a group (a1), a service, or one alert by its name",
} as const;
const response = { when: "response", inTests: false } as const;

export const alertVerbs = {
  "alert.list": {
    when: "always",
    inTests: true,
    args: {},
    command: {
      summary: "List alerts by service: how often, since when, acknowledged or silent.",
      examples: ["alert list", "alert list --json"],
    },
    effect: "lists the groups of alerts",
  },
  "alert.ack": {
    ...response,
    args: { what },
    rights: "anyone",
    command: {
      summary: "Acknowledge an alert, or all of a group.",
      description:
        "Name the alert that points at the cause: the report says which of those were picked out.",
      examples: ["alert ack pool-exhausted", "alert ack a1"],
    },
    effect: "acknowledges one alert, or all of a group",
  },
  "alert.ack-all": {
    ...response,
    args: {
      into: {
        is: "text",
        about: "the incident that they belong to (default: the declared one)",
        typed: "flag",
      },
    },
    rights: "anyone",
    command: {
      summary: "Acknowledge every alert.",
      examples: ["alert ack-all --into fast-frog", "alert ack-all"],
    },
    effect: "acknowledges every alert, as part of the incident",
  },
  "alert.silence": {
    ...response,
    args: {
      what,
      for: { is: "duration", required: true, about: "how long", typed: "flag" },
    },
    rights: "anyone",
    command: {
      summary: "Silence a group of alerts for a while.",
      examples: ["alert silence a1 --for 10m"],
    },
    effect: "silences a group until a time; if it still fires then, that is posted",
  },
} as const satisfies Readonly<Record<string, Verb>>;
