import type { EventData, EventInput } from "../../event/event.ts";
import { drillMarker } from "../../event/message.ts";

/** A text that the process sends when its time comes, unless the incident moves on before. */
export interface Due {
  /** Exercise milliseconds. */
  readonly ex: number;
  readonly event: Extract<EventInput, { type: "message.posted" | "page.sent" }>;
}

/** A message to a channel or mailbox. */
export function post(ex: number, channel: string, text: string): Due {
  return {
    ex,
    event: { type: "message.posted", data: { channel, text: `${drillMarker}${text}` } },
  };
}

/** A page to those on call. */
export function page(ex: number, data: Omit<EventData["page.sent"], "text">, text: string): Due {
  return { ex, event: { type: "page.sent", data: { ...data, text: `${drillMarker}${text}` } } };
}
