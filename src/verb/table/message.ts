/** What is written, approved and posted, and where. */
import type { Verb } from "../verb.ts";
import { openIncident } from "./shape.ts";

const draft = { is: "text", required: true, about: "the draft: m1", names: "draft" } as const;

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
    effect: "sends a status update to everyone inside; no approval is needed",
  },
  draft: {
    ...openIncident,
    args: {
      audience: {
        is: "text",
        required: true,
        about: "who reads it: internal, executive, customer or status-page",
      },
      text: { is: "text", required: true, about: "the message" },
      impact: { is: "text", about: "what is affected, in the users' words", typed: "flag" },
      components: { is: "text", about: "affected services, with commas", typed: "flag" },
      regions: { is: "text", about: "affected regions, with commas", typed: "flag" },
      "next-update": { is: "duration", about: "when the next message comes: 20m", typed: "flag" },
      "data-loss": { is: "text", about: "none, or what is lost", typed: "flag" },
    },
    rights: ["liaison", "deputy", "imoc"],
    command: {
      summary: "Write a message. It becomes a draft, such as m1.",
      description:
        "It is checked for what experienced people would not write; that never stops it. What " +
        "the flags say is compared with the truth after the drill.",
      examples: [
        'draft customer "Some exports fail. We are looking into it." --next-update 20m',
        'draft status-page "All exports work again." --data-loss none',
      ],
    },
    effect: "writes a message for an audience; it is not sent yet",
  },
  approve: {
    ...openIncident,
    args: { draft },
    rights: ["imoc"],
    command: { summary: "Approve a draft.", examples: ["approve m1"] },
    effect: "lets a draft be posted",
  },
  reject: {
    ...openIncident,
    args: { draft, why: { is: "text", required: true, about: "what must change" } },
    rights: ["imoc"],
    command: { summary: "Reject a draft.", examples: ['reject m1 "no host names"'] },
    effect: "sends a draft back, with the reason",
  },
  post: {
    ...openIncident,
    args: { draft },
    rights: ["liaison", "deputy", "imoc"],
    command: { summary: "Post a draft.", examples: ["post m1"] },
    effect: "sends a draft to its audience; except inside, the commander approves it first",
  },
  mail: {
    when: "always",
    inTests: true,
    args: { mailbox: { is: "text", about: "which one (default: list all)" } },
    command: {
      ownFile: true,
      summary: "Show the drill's mailboxes, or what is in one.",
      description: "Works also after the end, from the journal.",
      examples: ["mail", 'mail "#sevs"', "mail status-page --json"],
    },
    effect: "lists the drill's mailboxes, or shows one; works at any time",
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
