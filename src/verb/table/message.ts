/** What is posted, and where. */
import type { Verb } from "../verb.ts";
import { openIncident } from "./shape.ts";

export const messageVerbs = {
  "sev.update": {
    ...openIncident,
    args: {
      text: { is: "text", required: true, about: "what changed" },
      audience: { is: "text", about: "who it is for (default: all)", typed: "flag" },
    },
    rights: "anyone",
    command: {
      summary: "Post an update: what is known and what comes next.",
      examples: ['sev update "It is the API. Looking at which customer."'],
    },
    effect: "sends a status update",
  },
  say: {
    when: "response",
    inTests: false,
    args: {
      text: { is: "text", required: true, about: "the message" },
      channel: { is: "text", about: "where it is posted (default: the profile's first channel)" },
    },
  },
} as const satisfies Readonly<Record<string, Verb>>;
