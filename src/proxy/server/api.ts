import { createHash, timingSafeEqual } from "node:crypto";
import { emptyAnswer, errorAnswer, textAnswer, type Answer } from "./answer.ts";
import type { Faults } from "./faults.ts";
import { requestId } from "./request-id.ts";
import { parsePath } from "./route.ts";
import { createRoutes, describe, type ApiRequest } from "./routes.ts";
import type { ProxyTable } from "./table.ts";

export interface ApiOptions {
  /** Shown on `/metrics`; without it that page does not exist. */
  readonly metrics: boolean;
  /** Every request must carry it as `Authorization: Bearer …`. */
  readonly token?: string;
  /**
   * The first part of every path, so that a client that can send no header still needs to know a
   * secret.
   */
  readonly pathSecret?: string;
  readonly wallMs: () => number;
}

/**
 * The HTTP API for a table of proxies, without HTTP: it takes one request, returns one response,
 * and never throws.
 */
export function createApi(
  table: ProxyTable,
  options: ApiOptions,
): (request: ApiRequest) => Promise<Answer> {
  const routes = createRoutes(table, options);
  return async (request) => {
    const path = parsePath(request.target);
    if (path.kind === "bad")
      return {
        status: 400,
        headers: { "Content-Type": "text/plain; charset=utf-8" },
        body: "400 Bad Request",
      };
    if (path.kind === "redirect") return { status: 301, headers: { Location: path.to }, body: "" };
    const segments = withoutSecret(path.segments, options.pathSecret);
    const methods = segments === undefined ? undefined : routes(segments);
    if (segments === undefined || methods === undefined)
      return textAnswer(404, "404 page not found");
    const handler = methods[request.method] ?? methods["*"];
    if (handler === undefined) return emptyAnswer(405);
    const answer = await guarded(request, options, table.faults, () => handler(request, segments));
    return {
      ...answer,
      headers: { ...answer.headers, "X-Toxiproxy-Request-Id": requestId(options.wallMs()) },
    };
  };
}

async function guarded(
  request: ApiRequest,
  options: ApiOptions,
  faults: Faults,
  handle: () => Answer | Promise<Answer>,
): Promise<Answer> {
  if (request.userAgent.startsWith("Mozilla/")) return textAnswer(403, "User agent not allowed");
  if (
    options.token !== undefined &&
    !sameSecret(request.authorization, `Bearer ${options.token}`)
  ) {
    const answer = errorAnswer({ status: 401, message: "unauthorized" });
    return { ...answer, headers: { ...answer.headers, "WWW-Authenticate": "Bearer" } };
  }
  try {
    return await handle();
  } catch (error) {
    return errorAnswer(describe(error, faults));
  }
}

function withoutSecret(
  segments: readonly string[],
  secret: string | undefined,
): readonly string[] | undefined {
  if (secret === undefined) return segments;
  return sameSecret(segments[0] ?? "", secret) ? segments.slice(1) : undefined;
}

/** Compares in constant time, whatever the lengths. */
function sameSecret(given: string, wanted: string): boolean {
  const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(given), hash(wanted));
}
