/**
 * The access log of a component that users talk to: a JSON line for each request, with `ts` (when
 * it came, ISO 8601), `path`, `status`, and if it likes `method`, `ms` (how long it took), and
 * headers by their names in lower case without `x-`. Anything else in the file is none of it.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { linesOf } from "./read-lines.ts";

export interface Access {
  /** Milliseconds since 1970. */
  readonly wallMs: number;
  readonly path: string;
  readonly status: number;
  /** Undefined where the log does not say. */
  readonly ms: number | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What a log file's line says of a request; undefined when it is about something else, or torn. */
export function accessOf(line: string): Access | undefined {
  if (!line.startsWith("{") || !line.includes('"status"')) return undefined;
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  const { ts, path, status, ms } = fields;
  if (typeof ts !== "string" || typeof path !== "string" || typeof status !== "number")
    return undefined;
  const wallMs = Date.parse(ts);
  return Number.isNaN(wallMs)
    ? undefined
    : { wallMs, path, status, ms: typeof ms === "number" ? ms : undefined, fields };
}

/** Replicas write a file each. */
const mostReplicas = 99;

/** All requests that a component's logs in a run folder tell of. */
export async function* accessesOf(
  runFolder: string,
  component: string,
): AsyncGenerator<Access, void, undefined> {
  const names = [
    component,
    ...Array.from({ length: mostReplicas }, (_, index) => `${component}-${index + 1}`),
  ];
  for (const file of names
    .map((name) => join(runFolder, "logs", `${name}.log`))
    .filter((each) => existsSync(each))) {
    for await (const line of linesOf(file)) {
      const access = accessOf(line);
      if (access !== undefined) yield access;
    }
  }
}
