/** Every text that leaves the tool starts with this: no one may take a drill for the real thing. */
export const drillMarker = "DRILL · ";

/** The text with the marker, once. */
export function marked(text: string): string {
  return text.startsWith(drillMarker) ? text : `${drillMarker}${text}`;
}

/** Who a message is for. */
export type Audience = "internal" | "executive" | "customer" | "status-page";

/** Whether people outside the company read it. */
export function isPublic(audience: Audience): boolean {
  return audience === "customer" || audience === "status-page";
}

/** What a message says as a fact, beside its words; this is what is compared with the truth. */
export interface MessageFields {
  /** In the users' words. */
  readonly impact?: string;
  readonly components?: readonly string[];
  readonly regions?: readonly string[];
  /** When the next message comes, exercise milliseconds. */
  readonly nextUpdateEx?: number;
  /** "none", or what is lost. */
  readonly dataLoss?: string;
}

export interface MessageEvents {
  /** Ids are short and never used again: `m1`. */
  "message.drafted": {
    id: string;
    audience: Audience;
    text: string;
    fields: MessageFields;
    /** What the lint found in it: the rules. */
    lint: readonly string[];
  };
  "message.approved": { id: string };
  "message.rejected": { id: string; why: string };
  /** One for each mailbox; with an id where it was a draft. */
  "message.posted": {
    channel: string;
    text: string;
    id?: string;
    audience?: Audience;
    fields?: MessageFields;
  };
  /** A text has left this machine. */
  "notify.sent": { target: string; mailbox: string; tries: number };
  /** It has not, or no one knows: `unclear`. */
  "notify.failed": {
    target: string;
    mailbox: string;
    tries: number;
    as: "refused" | "gave-up" | "unclear";
    why: string;
  };
}
