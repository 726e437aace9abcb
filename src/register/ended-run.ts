import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Entry } from "./registry.ts";

type Ended = Pick<Entry, "drill" | "runFolder" | "kind">;

/**
 * What there is to read of a run that has ended: healing a dead drill makes no report of it, and a
 * single fault has none.
 */
function readEnded({ drill, runFolder, kind }: Ended): {
  readonly label: "report" | "folder";
  readonly text: string;
} {
  if (!existsSync(runFolder)) return { label: "folder", text: `${runFolder} is gone` };
  if (existsSync(join(runFolder, "postmortem.html")))
    return { label: "report", text: `gameday report open ${drill}` };
  if (kind === "fault" || !existsSync(join(runFolder, "events.jsonl")))
    return { label: "folder", text: runFolder };
  return { label: "report", text: `gameday report build ${drill}` };
}

/** The same as a line. */
export function readEndedLine(entry: Ended): string {
  const { label, text } = readEnded(entry);
  return `${label}  ${text}`;
}

/** The same as a hint. */
export function readEndedHint(entry: Ended): string {
  const { label, text } = readEnded(entry);
  return label === "report" ? `read it: ${text}` : `its run folder: ${text}`;
}
