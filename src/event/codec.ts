import type { Actor } from "./actor.ts";
import type { GamedayEvent, Sees } from "./event.ts";
import { asWrittenToday, type Line } from "./legacy.ts";

/**
 * One journal line without its newline. Key order is the envelope's, so that a line reads from the
 * left.
 */
export function encodeEvent(event: GamedayEvent): string {
  return JSON.stringify(event);
}

/**
 * Reads one journal line: the event, or a sentence saying what is wrong with it. The envelope is
 * checked by hand, because reports read a million of these. `data` is trusted to fit `type` (the
 * hash chain shows whether it was changed), and types that this version does not know pass: a fold
 * skips them. An earlier version's form comes out as today's.
 */
export function decodeEvent(line: string): GamedayEvent | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "is not JSON";
  }
  if (!isRecord(value)) return "is not a JSON object";
  return envelopeMistake(value) ?? asWrittenToday(value as unknown as Line);
}

function envelopeMistake(value: Record<string, unknown>): string | undefined {
  if (value["v"] !== 1)
    return `has version ${JSON.stringify(value["v"]) ?? "missing"}, this build reads version 1`;
  if (!isCount(value["seq"])) return "has no sequence number";
  if (typeof value["type"] !== "string" || value["type"] === "") return "has no type";
  if (!isRecord(value["data"])) return "has no data";
  if (typeof value["wall"] !== "string") return "has no wall time";
  if (
    !Number.isFinite(value["mono"]) ||
    !Number.isFinite(value["ex"]) ||
    !Number.isFinite(value["at"])
  )
    return "has a time that is no number";
  if (!isActor(value["by"])) return "does not say who wrote it";
  if (!isSees(value["sees"])) return "does not say who may see it";
  if (typeof value["prev"] !== "string" || value["prev"].length !== 64)
    return "has no hash of the line before";
  if (value["cause"] !== undefined && !isCount(value["cause"]))
    return "has a cause that is no sequence number";
  if (value["incident"] !== undefined && typeof value["incident"] !== "string")
    return "has an incident that is no name";
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isActor(value: unknown): value is Actor {
  if (!isRecord(value) || typeof value["id"] !== "string" || !isStrings(value["roles"]))
    return false;
  const kind = value["kind"];
  return kind === "engine" || kind === "monitor" || kind === "bot" || kind === "person";
}

function isSees(value: unknown): value is Sees {
  return value === "truth" || value === "all" || isStrings(value);
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
