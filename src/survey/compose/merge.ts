import { isRecord, Override, reset } from "./read.ts";

/** What is one thing in compose: the later file has the word. */
const whole: ReadonlySet<string> = new Set(["command", "entrypoint", "test"]);
/** Lists that are maps in another spelling: `KEY=value`, or names. */
const pairs: ReadonlySet<string> = new Set([
  "environment",
  "labels",
  "annotations",
  "extra_hosts",
  "sysctls",
  "args",
]);

/**
 * Lays one compose model over another as compose does: maps by key, lists one after the other, each
 * item once. Marks stay, for they hold against whatever this is laid over in its turn; `settled`
 * takes them away.
 */
export function laidOver(base: unknown, over: unknown, key = ""): unknown {
  if (over === reset || over instanceof Override) return over;
  if (over === undefined || over === null) return base ?? over;
  if (base === reset) return new Override(over);
  if (base instanceof Override) return new Override(laidOver(base.value, over, key));
  const [low, high] = [asMap(base, key), asMap(over, key)];
  if (isRecord(low) && isRecord(high)) {
    const merged = new Map(Object.entries(low));
    for (const [name, value] of Object.entries(high))
      merged.set(name, laidOver(merged.get(name), value, name));
    return Object.fromEntries(merged);
  }
  if (Array.isArray(low) && Array.isArray(high) && !whole.has(key))
    return unique([...low, ...high], key);
  return high;
}

/** A model without marks, where nothing is left to lay it over. */
export function settled(value: unknown): unknown {
  if (value instanceof Override) return settled(value.value);
  if (Array.isArray(value)) return value.filter((each) => each !== reset).map(settled);
  if (!isRecord(value)) return value === reset ? undefined : value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      inner === reset ? [] : [[key, settled(inner)]],
    ),
  );
}

/** Volumes are identified by their mount point, everything else by its whole content. */
function unique(items: readonly unknown[], key: string): readonly unknown[] {
  const byName = new Map(
    items.map((item) => [key === "volumes" ? mountedAt(item) : JSON.stringify(item), item]),
  );
  return [...byName.values()];
}

function mountedAt(volume: unknown): string {
  if (isRecord(volume)) return String(volume["target"]);
  const parts = String(volume).split(":");
  return parts[1] ?? parts[0] ?? "";
}

/** `depends_on: [db]` is `{db: {condition: service_started}}`, `environment: [A=b]` is `{A: b}`. */
function asMap(value: unknown, key: string): unknown {
  if (!Array.isArray(value)) return value;
  if (key === "depends_on")
    return Object.fromEntries(
      value.map((name) => [String(name), { condition: "service_started" }]),
    );
  if (!pairs.has(key)) return value;
  return Object.fromEntries(
    value.map((pair) => {
      const [name = "", ...rest] = String(pair).split("=");
      return [name, rest.length === 0 ? null : rest.join("=")];
    }),
  );
}
