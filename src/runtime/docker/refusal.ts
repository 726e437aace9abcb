/** How the engine refuses a request. */
import { messageOf } from "../../kernel/message-of.ts";

/** The HTTP status of its response; undefined when there was none. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && "statusCode" in error && typeof error.statusCode === "number"
    ? error.statusCode
    : undefined;
}

/** True when there is no such container, network or image (any more). */
export function isMissing(error: unknown): boolean {
  return statusOf(error) === 404;
}

/** True when the engine itself does not respond: there is no status. */
export function isEngineGone(error: unknown): boolean {
  return (
    statusOf(error) === undefined &&
    error instanceof Error &&
    "code" in error &&
    /^(ECONNREFUSED|ENOENT|ECONNRESET|EPIPE|EACCES|ENOTFOUND|ETIMEDOUT)$/.test(String(error.code))
  );
}

/** True when a port that was to be published is already in use. */
export function isPortTaken(error: unknown): boolean {
  return (
    error instanceof Error &&
    /port is already allocated|address already in use|failed to bind/i.test(error.message)
  );
}

/** The engine's own words, without the client's frame around them. */
export function engineText(error: unknown): string {
  if (
    error instanceof Error &&
    "json" in error &&
    typeof error.json === "object" &&
    error.json !== null &&
    "message" in error.json
  )
    return String(error.json.message);
  if (isEngineGone(error))
    return `the engine does not respond (${error instanceof Error ? error.message : ""})`;
  return messageOf(error);
}

/**
 * Waits for work whose end is already there when the engine answers with one of these: 304 it is
 * so, 404 it is gone, 409 not in this state.
 */
export async function unless(statuses: readonly number[], work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!statuses.includes(statusOf(error) ?? 0)) throw error;
  });
}
