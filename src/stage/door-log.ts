/**
 * What people change at the doors of components, from the components' own logs: a JSON line with
 * `"change":{"what","fact","before","after"}`, and if it likes `target` (the component that it is
 * about), `automatic` and, beside it, `ts`. Any program may write such lines, on processes and in
 * containers alike.
 */
import { open, stat } from "node:fs/promises";
import type { Doors, Reported } from "../engine/change-watch.ts";
import type { StackView } from "../engine/ports.ts";
import type { Change, ChangeOf } from "../event/change.ts";
import { baseOf } from "../plan/reach.ts";

/** Follows the logs of these components from now on. */
export function doorLogs(stack: StackView, components: readonly string[]): Doors {
  const logs = components.flatMap((component) =>
    stack
      .instances(component)
      .flatMap(({ id, logFile }) =>
        logFile === undefined ? [] : [{ id, lines: linesFrom(logFile) }],
      ),
  );
  return {
    read: async () => {
      const read = await Promise.all(
        logs.map(async ({ id, lines }) =>
          (await lines().catch(() => [])).flatMap((line) => changeIn(line, id) ?? []),
        ),
      );
      return read.flat().toSorted((a, b) => (a.wallMs ?? 0) - (b.wallMs ?? 0));
    },
    close: async () => {},
  };
}

/** How much of a log one read takes at most; the rest is read the next time. Bytes. */
const mostAtOnce = 1_048_576;

/** Whole lines that were added since the last call; from the file's end at the first. */
function linesFrom(file: string): () => Promise<readonly string[]> {
  let at = -1;
  let rest = "";
  return async () => {
    const { size } = await stat(file);
    if (at < 0 || size < at) [at, rest] = [size, ""];
    if (size === at) return [];
    const handle = await open(file, "r");
    try {
      const { buffer, bytesRead } = await handle.read({
        buffer: Buffer.alloc(Math.min(size - at, mostAtOnce)),
        position: at,
      });
      at += bytesRead;
      const lines = `${rest}${buffer.toString("utf8", 0, bytesRead)}`.split("\n");
      rest = lines.pop() ?? "";
      return lines;
    } finally {
      await handle.close();
    }
  };
}

const kinds: ReadonlySet<string> = new Set<ChangeOf>([
  "power",
  "configuration",
  "route",
  "limit",
  "account",
  "variable",
  "schema",
  "session",
  "request",
  "file",
]);
const longest = 200;

/** The change that a log line of a component reports; undefined when it reports none. */
export function changeIn(line: string, id: string): Reported | undefined {
  if (!line.startsWith("{") || !line.includes('"change":{')) return undefined;
  const fields = recordIn(line);
  const change = fields?.["change"];
  if (typeof change !== "object" || change === null) return undefined;
  const { what, fact, before, after, target, automatic } = change as Readonly<
    Record<string, unknown>
  >;
  if (typeof what !== "string" || !kinds.has(what) || typeof fact !== "string") return undefined;
  const wallMs = typeof fields?.["ts"] === "string" ? Date.parse(fields["ts"]) : Number.NaN;
  const about = typeof target === "string" ? target : id;
  return {
    target: about,
    what: what as ChangeOf,
    fact: fact.slice(0, longest),
    before: scalar(before),
    after: scalar(after),
    ...(about === id ? {} : { via: baseOf(id) }),
    ...(automatic === true && { automatic: true }),
    ...(Number.isFinite(wallMs) && { wallMs }),
  };
}

function recordIn(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function scalar(value: unknown): Change["before"] {
  if (typeof value === "number" || typeof value === "boolean") return value;
  return value === undefined || value === null
    ? null
    : (typeof value === "string" ? value : JSON.stringify(value)).slice(0, longest);
}
