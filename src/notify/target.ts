/** Where texts of a drill go for real, as data: the organisation's file says it. */

/** A value that stays in the environment; only the variable's name is ever written down. */
export interface FromEnv {
  readonly env: string;
}

interface Common {
  readonly name: string;
  /** Which of the drill's mailboxes are also sent here. */
  readonly mailboxes: readonly string[];
  /**
   * The receiver ignores a second message with the same key, so what may have arrived is sent
   * again.
   */
  readonly deduplicates: boolean;
}

/** A webhook that takes `{text, blocks}`. */
export interface SlackTarget extends Common {
  readonly kind: "slack";
  readonly url: FromEnv;
}

/** A webhook of any form: the body is a Handlebars template. */
export interface WebhookTarget extends Common {
  readonly kind: "webhook";
  readonly url: FromEnv;
  readonly headers: Readonly<Record<string, string | FromEnv>>;
  readonly body: string;
}

export interface MailTarget extends Common {
  readonly kind: "smtp";
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte, by STARTTLS, or none. */
  readonly tls: "implicit" | "starttls" | "none";
  readonly login?: { readonly user: string | FromEnv; readonly password: FromEnv };
  readonly from: string;
  readonly to: readonly string[];
}

export type Target = SlackTarget | WebhookTarget | MailTarget;

/** How patient the sender is; milliseconds of real time. */
export interface Pace {
  /** How often one text is tried. */
  readonly tries: number;
  /** The wait after the first try; it doubles with each. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** How long one try may take. */
  readonly tryMs: number;
  /** How long the end of a drill waits for what is not sent yet. */
  readonly drainMs: number;
  /** How many texts may wait for one target; more are not taken. */
  readonly mostWaiting: number;
}

/** What an organisation says about sending for real. */
export interface NotifySettings {
  readonly targets: readonly Target[];
  readonly pace: Pace;
}

/** One text on its way to one target. */
export interface Text {
  /** Unique for ever: the key by which a receiver can tell a second delivery. */
  readonly id: string;
  readonly target: string;
  readonly drill: string;
  readonly mailbox: string;
  readonly subject: string;
  /** Begins with the drill marker. */
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** What came of one try. */
export type Outcome =
  | { readonly is: "sent"; readonly how: string }
  /** Not accepted for now. */
  | { readonly is: "later"; readonly why: string; readonly afterMs?: number }
  /** Will never be accepted. */
  | { readonly is: "refused"; readonly why: string }
  /** Handed over, and no one said what became of it. */
  | { readonly is: "unclear"; readonly why: string };
