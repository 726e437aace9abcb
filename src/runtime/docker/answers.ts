import { request as http, type IncomingMessage } from "node:http";
import { request as https } from "node:https";

/**
 * Does a URL answer, and not by a fault of its own? By https with `tls`, whatever its certificate is: that is for those to say who use it;
 * under a name where there is one, for there are servers that speak with nobody who asks for none.
 */
export function answers(url: string, tls?: { readonly servername?: string | undefined }): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { agent: false, signal: AbortSignal.timeout(1_000) };
    const take = (answer: IncomingMessage): void => (answer.resume().on("error", () => undefined), resolve((answer.statusCode ?? 599) < 500));
    const named = tls?.servername === undefined ? {} : { servername: tls.servername, headers: { host: `${tls.servername}:${new URL(url).port}` } };
    const asked = tls === undefined ? http(url, options, take) : https(url.replace(/^http:/, "https:"), { ...options, ...named, rejectUnauthorized: false }, take);
    asked.on("error", () => resolve(false)).end();
  });
}
