import { join } from "node:path";
import type { EventInput, GamedayEvent } from "../../event/event.ts";
import { mailOf } from "../../incident/messages/mailbox.ts";
import { commonRoom } from "../../org/mailboxes.ts";
import type { Profile } from "../../org/profile.ts";
import { inOneLine } from "../../kernel/plain-text.ts";
import { shorten } from "../../kernel/shorten.ts";
import type { Queued } from "../../notify/queue.ts";
import { tallyText } from "../../notify/tally.ts";
import type { NotifySettings, Target, Text } from "../../notify/target.ts";
import { Notifier } from "./notifier.ts";

export interface OutgoingOptions {
  readonly drill: string;
  readonly runFolder: string;
  readonly profile: Profile;
  readonly settings: NotifySettings;
  readonly say: (text: string) => void;
}

/** Starts to send, where it is asked for, and says what goes where. */
export function sendForReal(
  { drill, runFolder }: Pick<OutgoingOptions, "drill" | "runFolder">,
  profile: Profile,
  settings: NotifySettings | undefined,
  say: (text: string) => void,
): Outgoing | undefined {
  if (settings === undefined) return undefined;
  for (const line of destinations(settings.targets)) say(`sending for real: ${line}`);
  return new Outgoing({ drill, runFolder, profile, settings, say });
}

/** The name of the queue in the run folder. */
export const queueFile = "notify.jsonl";

/** What reaches the drill's own mailboxes, sent on to the real targets of those mailboxes. */
export class Outgoing {
  readonly #options: OutgoingOptions;
  readonly #notifier: Notifier;
  #record: ((input: EventInput) => void) | undefined;

  constructor(options: OutgoingOptions) {
    this.#options = options;
    const { runFolder, settings } = options;
    this.#notifier = new Notifier({
      file: join(runFolder, queueFile),
      settings,
      ended: (queued) => this.#record?.(endOf(queued)),
    });
  }

  /** Listens to a drill, and records what became of each text until the drill ends. */
  follow(recorder: {
    listen(listener: (event: GamedayEvent) => void): void;
    record(input: EventInput): void;
  }): void {
    this.#record = (input) => recorder.record(input);
    recorder.listen((event) => {
      if (event.type === "drill.ended") this.#record = undefined;
      for (const text of textsOf(event, this.#options)) this.#notifier.post(text);
    });
  }

  /** Waits for what is not sent yet, and says in one line what became of everything. */
  async finish(): Promise<void> {
    this.#record = undefined;
    const posted = await this.#notifier.finish();
    const problem = posted.problem === undefined ? "" : `; the sender failed: ${posted.problem}`;
    this.#options.say(`notified: ${tallyText(posted)} (${posted.file})${problem}`);
  }
}

/**
 * What leaves the machine with this event. Nothing that only some roles may see does: outside, the
 * tool cannot say who reads it.
 */
export function textsOf(
  event: GamedayEvent,
  { drill, profile, settings }: Pick<OutgoingOptions, "drill" | "profile" | "settings">,
): readonly Text[] {
  const mail = event.sees === "all" ? mailOf(event) : undefined;
  if (mail === undefined) return [];
  const delivery = { mailbox: mail.mailbox ?? commonRoom(profile), text: mail.text };
  return settings.targets
    .filter(({ mailboxes }) => mailboxes.includes(delivery.mailbox))
    .map(({ name }) =>
      textFor(name, `${drill}/${event.seq}`, { ...delivery, drill, at: event.wall }),
    );
}

const longestSubject = 120;

/** The same event always gives the same id, so that no one sends it a second time. */
export function textFor(
  target: string,
  key: string,
  what: Pick<Text, "drill" | "mailbox" | "text" | "at">,
): Text {
  const subject = shorten(inOneLine(what.text), longestSubject);
  return { id: `${key}/${target}`, target, subject, ...what };
}

function endOf({ text, state, tries, why }: Queued): EventInput {
  const about = { target: text.target, mailbox: text.mailbox, tries };
  return state === "refused" || state === "gave-up" || state === "unclear"
    ? { type: "notify.failed", data: { ...about, as: state, why } }
    : { type: "notify.sent", data: about };
}

/** What will be sent where, a line for each target. */
export function destinations(targets: readonly Target[]): readonly string[] {
  return targets.map(
    (target) => `${target.mailboxes.join(", ")} → ${target.name} (${placeOf(target)})`,
  );
}

function placeOf(target: Target): string {
  return target.kind === "smtp"
    ? `mail to ${target.to.join(", ")} by ${target.host}:${target.port}`
    : `${target.kind} at $${target.url.env}`;
}
