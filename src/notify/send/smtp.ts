import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import MailComposer from "nodemailer/lib/mail-composer";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import { messageOf } from "../../kernel/message-of.ts";
import { valueOf, type Environment } from "../secrets.ts";
import type { MailTarget, Outcome, Text } from "../target.ts";
import { isCertificate } from "./http.ts";

/**
 * Sends one mail on a connection of its own. The message is a stream: once it is read from, the
 * server may have taken the mail even if it never says so.
 */
export async function sendMail(
  target: MailTarget,
  text: Text,
  env: Environment,
  withinMs: number,
): Promise<Outcome> {
  const mail = await compose(target, text);
  const connection = new SMTPConnection({
    host: target.host,
    port: target.port,
    secure: target.tls === "implicit",
    requireTLS: target.tls === "starttls",
    ignoreTLS: target.tls === "none",
    connectionTimeout: withinMs,
    greetingTimeout: withinMs,
    socketTimeout: withinMs,
    dnsTimeout: withinMs,
  });
  const deadline = setTimeout(
    () => connection.emit("error", new Error(`no response within ${withinMs / 1_000} s`)),
    withinMs,
  );
  let handedOver = false;
  try {
    const how = await new Promise<string>((resolve, reject) => {
      connection.on("error", reject);
      connection.once("end", () => reject(new Error("the server closed the connection")));
      const deliver = (): void =>
        connection.send(
          { from: target.from, to: [...target.to] },
          Readable.from(read(mail, () => (handedOver = true))),
          (error, info) => (error ? reject(error) : resolve(saidOf(info))),
        );
      connection.connect((error) => {
        if (error) reject(error);
        else if (target.login === undefined) deliver();
        else
          connection.login(credentials(target.login, env), (refusal) =>
            refusal ? reject(refusal) : deliver(),
          );
      });
    });
    connection.quit();
    return { is: "sent", how };
  } catch (error) {
    return outcomeOf(error, handedOver);
  } finally {
    clearTimeout(deadline);
    connection.close();
  }
}

/** Also whom the server would not take it for; the others have it, and it is not sent again. */
function saidOf(info: { response?: string; rejected?: readonly string[] } | undefined): string {
  const { response = "accepted", rejected = [] } = info ?? {};
  return rejected.length === 0 ? response : `${response}; refused for ${rejected.join(", ")}`;
}

function credentials(
  { user, password }: NonNullable<MailTarget["login"]>,
  env: Environment,
): { credentials: { user: string; pass: string } } {
  return { credentials: { user: valueOf(user, env), pass: valueOf(password, env) } };
}

function* read(mail: Buffer, begun: () => void): Generator<Buffer> {
  begun();
  yield mail;
}

async function compose(target: MailTarget, text: Text): Promise<Buffer> {
  const composer = new MailComposer({
    from: target.from,
    to: [...target.to],
    subject: text.subject,
    text: text.text,
    date: new Date(text.at),
    messageId: messageId(text.id),
    headers: {
      "Auto-Submitted": "auto-generated",
      "X-Gameday-Drill": text.drill,
      "X-Gameday-Mailbox": text.mailbox,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

/** The same text has the same Message-ID, by which a mailbox can drop a second delivery. */
export function messageId(id: string): string {
  return `<${createHash("sha256").update(id).digest("hex").slice(0, 32)}@gameday.invalid>`;
}

function outcomeOf(error: unknown, handedOver: boolean): Outcome {
  const why = messageOf(error);
  const code = responseCodeOf(error);
  if (isCertificate(error)) return { is: "refused", why: `its certificate is not trusted: ${why}` };
  // A reply of 5xx is for good, and 4xx for now; both say that nothing was taken.
  if (code !== undefined) return code >= 500 ? { is: "refused", why } : { is: "later", why };
  return handedOver ? { is: "unclear", why } : { is: "later", why };
}

function responseCodeOf(error: unknown): number | undefined {
  const code = error instanceof Error && "responseCode" in error ? error.responseCode : undefined;
  return typeof code === "number" ? code : undefined;
}
