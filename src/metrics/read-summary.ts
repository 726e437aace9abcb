import type { JudgedSummary } from "./run-line.ts";

const shape: readonly (readonly [path: string, type: "string" | "number" | "object" | "array"])[] =
  [
    ["judgement.verdict", "string"],
    ["judgement.reason", "string"],
    ["drill.drill", "string"],
    ["drill.scenario", "string"],
    ["drill.kind", "string"],
    ["drill.scenarioVersion", "number"],
    ["drill.timeScale", "number"],
    ["drill.digest", "string"],
    ["drill.startedWall", "string"],
    ["drill.host", "object"],
    ["values", "object"],
    ["calibration", "array"],
    ["durations", "object"],
    ["moments", "object"],
    ["impact.total", "object"],
    ["impact.services", "array"],
    ["impact.windows", "array"],
    ["load", "object"],
    ["evidence", "array"],
    ["wrongTurns", "array"],
    ["hints", "array"],
    ["series.slis", "array"],
  ];

/**
 * Reads the text of a `summary.json`; throws an Error that says what is wrong with one that is cut
 * off, edited or of another version.
 */
export function readSummary(text: string): JudgedSummary {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || !("v" in value))
    throw new Error("this is no summary");
  if (value.v !== 1) throw new Error(`a summary of version ${JSON.stringify(value.v)}`);
  for (const [path, type] of shape)
    if (typeOf(at(value, path)) !== type) throw new Error(`${path} is missing or wrong`);
  return value as JudgedSummary;
}

function at(value: unknown, path: string): unknown {
  let here = value;
  for (const key of path.split("."))
    here =
      typeof here === "object" && here !== null
        ? Object.entries(here).find(([name]) => name === key)?.[1]
        : undefined;
  return here;
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return value === null ? "null" : typeof value;
}
