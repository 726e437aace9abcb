import { createServer, type IncomingMessage, type Server } from "node:http";
import { errorAnswer, type Answer } from "./answer.ts";
import type { Faults } from "./faults.ts";
import { serveRawTargets } from "./raw-target.ts";
import type { ApiRequest } from "./routes.ts";

export interface HttpOptions {
  readonly bodyBytesMax: number;
  readonly faults: Faults;
}

/**
 * Serves the API over HTTP with the original's time limits. Bodies above `bodyBytesMax` get a 413,
 * and unexpected errors a 500.
 */
export function createHttpServer(
  api: (request: ApiRequest) => Promise<Answer>,
  { bodyBytesMax, faults }: HttpOptions,
): Server {
  const options = {
    keepAliveTimeout: 60_000,
    requestTimeout: 15_000,
    headersTimeout: 15_000,
    connectionsCheckingInterval: 1_000,
  };
  const server = createServer(options, (request, response) => {
    const send = (answered: Answer | undefined): void => {
      if (answered === undefined) return;
      response.writeHead(answered.status, {
        ...answered.headers,
        ...(answered.status === 204 ? {} : { "Content-Length": Buffer.byteLength(answered.body) }),
      });
      response.end(answered.body);
    };
    answer(request, api, bodyBytesMax)
      .then(send)
      .catch((error: unknown) => {
        faults.note("api", error);
        if (response.headersSent) response.destroy();
        else send(errorAnswer({ status: 500, message: "internal error" }));
      });
  });
  serveRawTargets(server);
  return server;
}

/** The response to one request; undefined when its sender has gone. */
async function answer(
  request: IncomingMessage,
  api: (request: ApiRequest) => Promise<Answer>,
  bodyBytesMax: number,
): Promise<Answer | undefined> {
  const body = await readAll(request, bodyBytesMax);
  if (body === "gone") return undefined;
  if (body === "too-large") {
    return errorAnswer({
      status: 413,
      message: `request body is larger than ${bodyBytesMax} bytes`,
    });
  }
  return api({
    method: request.method ?? "GET",
    target: request.url ?? "/",
    userAgent: request.headers["user-agent"] ?? "",
    authorization: request.headers.authorization ?? "",
    body,
  });
}

/**
 * Reads a whole body. Bytes above the limit are read and thrown away, so that the sender can read
 * the response.
 */
async function readAll(
  request: IncomingMessage,
  bytesMax: number,
): Promise<Uint8Array | "too-large" | "gone"> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes <= bytesMax) parts.push(part);
    }
  } catch {
    return "gone";
  }
  return bytes > bytesMax ? "too-large" : Buffer.concat(parts);
}
