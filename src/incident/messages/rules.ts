import type { Audience } from "../../event/message.ts";
import type { MessageRules, Profile, Severity } from "../profile.ts";
import { commonRoom } from "./mailbox.ts";

/** Of an organisation that says nothing about messages: what leaves it is approved, no more. */
const silent: MessageRules = {
  mailboxes: {},
  approval: ["executive", "customer", "status-page"],
  scopeMs: null,
  remindAt: [1.5, 3, 4.5],
};

export function rulesOf({ messages = silent }: Profile): MessageRules {
  return messages;
}

/** Where a message to this audience arrives. */
export function mailboxesOf(profile: Profile, audience: Audience): readonly string[] {
  return (
    rulesOf(profile).mailboxes[audience] ??
    (audience === "internal" ? [commonRoom(profile)] : [audience])
  );
}

/** The longest silence that a severity allows towards an audience; undefined: nothing is promised. */
export function everyMs(severity: Severity | undefined, audience: Audience): number | undefined {
  return severity?.updateEveryMs[audience];
}
