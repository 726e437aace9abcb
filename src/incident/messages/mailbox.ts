/** The drill's own mailboxes: whatever is posted arrives there, real receivers or not. */
import type { GamedayEvent, Sees } from "../../event/event.ts";
import { marked } from "../../event/message.ts";
import { formatClock } from "../../kernel/duration.ts";
import { counted } from "../../wording/figure.ts";
import { pageBox } from "../mailboxes.ts";

/** A text that has arrived. */
export interface Mail {
  /** Undefined: where everyone follows incidents. */
  readonly mailbox: string | undefined;
  /** Begins with the drill marker. */
  readonly text: string;
  readonly ex: number;
  readonly by: string;
  readonly sees: Sees;
}

/** What arrives with this event. */
export function mailOf(event: GamedayEvent): Mail | undefined {
  const { ex, by, sees } = event;
  const arrives = (mailbox: string | undefined, text: string): Mail => ({
    mailbox,
    text: marked(text),
    ex,
    by: by.id,
    sees,
  });
  switch (event.type) {
    case "message.posted":
      return arrives(event.data.channel, event.data.text);
    case "incident.updated":
      return arrives(undefined, event.data.text);
    case "page.sent":
      return arrives(pageBox, `${marked(event.data.text)} (page to ${event.data.to})`);
    default:
      return undefined;
  }
}

export interface MailView {
  readonly text: string;
  readonly data: { readonly mailboxes: readonly Mailbox[] };
}

export interface Mailbox {
  readonly mailbox: string;
  readonly texts: readonly { readonly ex: number; readonly by: string; readonly text: string }[];
}

/**
 * All mailboxes, or one of them with its texts, as a person in these roles may see them; undefined
 * when there is none of that name.
 */
export function mailView(
  mail: readonly Mail[],
  room: string,
  {
    wanted,
    roles,
  }: { readonly wanted: string | undefined; readonly roles: readonly string[] | "all" },
): MailView | undefined {
  const boxes = mailboxes(
    mail.filter(({ sees }) => maySee(sees, roles)),
    room,
  );
  if (wanted === undefined) return { text: listText(boxes), data: { mailboxes: boxes } };
  const box = boxes.find(({ mailbox }) => mailbox === wanted);
  return box === undefined ? undefined : { text: boxText(box), data: { mailboxes: [box] } };
}

function maySee(sees: Sees, roles: readonly string[] | "all"): boolean {
  if (sees === "all" || roles === "all") return true;
  return sees !== "truth" && sees.some((role) => roles.includes(role));
}

function mailboxes(mail: readonly Mail[], room: string): readonly Mailbox[] {
  const byName = Map.groupBy(mail, ({ mailbox }) => mailbox ?? room);
  return [...byName]
    .map(([mailbox, texts]) => ({
      mailbox,
      texts: texts.map(({ ex, by, text }) => ({ ex: Math.round(ex), by, text })),
    }))
    .toSorted((a, b) => (a.mailbox < b.mailbox ? -1 : 1));
}

function listText(boxes: readonly Mailbox[]): string {
  if (boxes.length === 0) return "Nothing has been posted yet.";
  const width = Math.max(...boxes.map(({ mailbox }) => mailbox.length));
  return boxes
    .map(({ mailbox, texts }) => {
      const last = texts.at(-1);
      const when = last === undefined ? "" : `, last at ${formatClock(last.ex)}`;
      return `${mailbox.padEnd(width)}  ${counted(texts.length, "text")}${when}`;
    })
    .join("\n");
}

function boxText({ mailbox, texts }: Mailbox): string {
  return [mailbox, ...texts.map(({ ex, by, text }) => `  ${formatClock(ex)}  ${by}  ${text}`)].join(
    "\n",
  );
}
