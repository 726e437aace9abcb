import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import type { Socket } from "node:net";
import { messageOf } from "../../kernel/message-of.ts";
import type { Outcome } from "../target.ts";

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Sends one POST on a connection of its own, so that it is known whether a failure came before
 * anything was handed over. Follows no redirect: it would carry the secret elsewhere.
 */
export function postOnce({ url, headers, body }: Post, withinMs: number): Promise<Outcome> {
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ""))
    return Promise.resolve({ is: "refused", why: "the address is not an http or https URL" });
  const secure = url.startsWith("https:");
  return new Promise((resolve) => {
    let handedOver = false;
    const failed = (why: string): void =>
      resolve(handedOver ? { is: "unclear", why } : { is: "later", why });
    const sent = (secure ? requestHttps : requestHttp)(url, {
      method: "POST",
      agent: false,
      signal: AbortSignal.timeout(withinMs),
      headers: { ...headers, "Content-Length": Buffer.byteLength(body), Connection: "close" },
    });
    sent.once("socket", (socket: Socket) =>
      socket.once(secure ? "secureConnect" : "connect", () => (handedOver = true)),
    );
    sent.once("response", (response) => resolve(outcomeOf(response)));
    sent.once("error", (error) => {
      if (isCertificate(error))
        resolve({ is: "refused", why: `its certificate is not trusted: ${messageOf(error)}` });
      else failed(isTimeout(error) ? `no response within ${withinMs / 1_000} s` : messageOf(error));
    });
    sent.end(body);
  });
}

/** The status decides; the rest of the response is not waited for. */
function outcomeOf(response: IncomingMessage): Outcome {
  const status = response.statusCode ?? 0;
  const said = `HTTP ${status}`;
  const afterMs = Number(response.headers["retry-after"]) * 1_000;
  response.once("error", () => {});
  response.destroy();
  if (status >= 200 && status < 300) return { is: "sent", how: said };
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return { is: "later", why: said, ...(afterMs > 0 ? { afterMs } : {}) };
  return { is: "refused", why: said };
}

function isTimeout(error: Error): boolean {
  return error.name === "AbortError" || error.name === "TimeoutError";
}

/** Node's and OpenSSL's names for a certificate that does not hold; nodemailer moves them aside. */
export function isCertificate(error: unknown): boolean {
  const { code, originalCode } = error as { code?: unknown; originalCode?: unknown };
  return /CERT|_LEAF_SIGNATURE|ERR_TLS_/.test(`${String(code)} ${String(originalCode)}`);
}
