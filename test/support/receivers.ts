import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import { createServer as createSecure } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { onTestFinished } from "vitest";

export interface ReceivedPost {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a receiver does with its n-th request, counted from 1; undefined: it never responds. */
type Status = (n: number) => number | undefined;

/** A receiver of webhooks on this machine, until the test is over. */
export async function webhookReceiver(
  status: Status = () => 200,
  tls?: { readonly key: string; readonly cert: string },
): Promise<{ readonly url: string; readonly got: readonly ReceivedPost[] }> {
  const got: ReceivedPost[] = [];
  const listener: RequestListener = (request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => (body += part));
    request.on("end", () => {
      got.push({ headers: request.headers, body });
      const code = status(got.length);
      if (code !== undefined) response.writeHead(code).end();
    });
  };
  const server = tls === undefined ? createServer(listener) : createSecure(tls, listener);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const port = await listening(server);
  return { url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}/hook/s3cret`, got };
}

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly source: string;
}

/** A mail server on this machine, until the test is over. */
export async function mailServer(
  options: SMTPServerOptions = {},
): Promise<{ readonly port: number; readonly got: readonly ReceivedMail[] }> {
  const got: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, session, done) => {
      let source = "";
      stream.on("data", (part: Buffer) => (source += part.toString()));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? "" : mailFrom.address;
        got.push({ from, to: rcptTo.map(({ address }) => address), source });
        done(null, "queued");
      });
    },
    ...options,
  });
  // A client that gives up is what some tests are about.
  server.on("error", () => {});
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: await listening(server.server), got };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
