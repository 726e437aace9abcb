import { request as http, type IncomingMessage } from "node:http";
import { request as https } from "node:https";

/** Does a URL answer, and not by a fault of its own? By https with `tls`, whatever its certificate is: that is for those to say who use it. */
export function answers(url: string, tls: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { agent: false, signal: AbortSignal.timeout(1_000) };
    const take = (answer: IncomingMessage): void => (answer.resume().on("error", () => undefined), resolve((answer.statusCode ?? 599) < 500));
    const asked = tls ? https(url.replace(/^http:/, "https:"), { ...options, rejectUnauthorized: false }, take) : http(url, options, take);
    asked.on("error", () => resolve(false)).end();
  });
}
