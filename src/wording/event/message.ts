import type { Audience } from "../../event/message.ts";
import type { Happening, Words } from "./words.ts";

const readers: Readonly<Record<Audience, string>> = {
  internal: "the company",
  executive: "executives",
  customer: "customers",
  "status-page": "the status page",
};

/** Who reads it: "executives". */
export function readersOf(audience: Audience): string {
  return readers[audience];
}

/** What was written, approved, posted, and what came of sending it for real. */
export function messageLine(event: Happening): Words | undefined {
  switch (event.type) {
    case "message.drafted": {
      const { id, audience, text } = event.data;
      return { kind: "act", tag: "draft", text: `${id} for ${readersOf(audience)}: ${text}` };
    }
    case "message.approved":
      return { kind: "act", tag: "approved", text: `draft ${event.data.id}` };
    case "message.rejected":
      return { kind: "act", tag: "rejected", text: `draft ${event.data.id}: ${event.data.why}` };
    case "message.posted":
      return { kind: "act", tag: "message", text: `${event.data.text} (to ${event.data.channel})` };
    case "notify.sent": {
      const { target, mailbox } = event.data;
      return { kind: "frame", tag: "notify", text: `a text to ${mailbox} reached ${target}` };
    }
    case "notify.failed": {
      const { target, mailbox, as, why } = event.data;
      const what = as === "unclear" ? "may have reached" : "did not reach";
      return {
        kind: "frame",
        tag: "notify",
        text: `a text to ${mailbox} ${what} ${target}: ${why}`,
        good: false,
      };
    }
    default:
      return undefined;
  }
}
