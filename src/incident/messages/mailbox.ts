import type { GamedayEvent } from "../../event/event.ts";
import { marked } from "../../event/message.ts";
import type { Profile } from "../profile.ts";

/** Where every page is listed. */
export const pageBox = "pages";

/** A text in one of the drill's own mailboxes. */
export interface Delivery {
  readonly mailbox: string;
  /** Begins with the drill marker. */
  readonly text: string;
}

/** What reaches a mailbox with this event. */
export function deliveryOf(event: GamedayEvent, profile: Profile): Delivery | undefined {
  switch (event.type) {
    case "message.posted":
      return { mailbox: event.data.channel, text: marked(event.data.text) };
    case "incident.updated":
      return { mailbox: commonRoom(profile), text: marked(event.data.text) };
    case "page.sent":
      return { mailbox: pageBox, text: `${marked(event.data.text)} (page to ${event.data.to})` };

    default:
      return undefined;
  }
}

/** The channel of everyone who follows incidents. */
export function commonRoom(profile: Profile): string {
  return profile.severities[0]?.notify[0] ?? "#incident";
}
