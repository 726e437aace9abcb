import { randomBytes } from "node:crypto";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { thisOrigin, type Origin } from "../journal/origin.ts";
import type { DrillMark } from "../runtime/drill-mark.ts";
import { realClock } from "./real-clock.ts";

interface Leased {
  readonly origin: Origin;
  readonly startedMono: number;
  readonly mark: Pick<DrillMark, "lastsS">;
}

/**
 * Has a drill that runs elsewhere reached the time after which it cannot be running? Read from a
 * clock that both share, never from our calendar: in another pid namespace of this boot, the
 * kernel's monotonic clock; on another host, the clock of the disk that the register is on.
 */
export function leaseOver(
  { origin, startedMono, mark: { lastsS } }: Leased,
  file: string,
): boolean {
  if (origin.boot === thisOrigin().boot) return realClock.monoMs() - startedMono > lastsS * 1_000;
  try {
    return diskTimeMs(file) - statSync(file).mtimeMs > lastsS * 1_000;
  } catch {
    // If nothing can be read or written, we cannot know.
    return false;
  }
}

/** The time by the clock of the disk that the file is on. Milliseconds since 1970. */
function diskTimeMs(file: string): number {
  const aside = `${file}.${randomBytes(4).toString("hex")}.time`;
  try {
    writeFileSync(aside, "", { flag: "wx", mode: 0o600 });
    return statSync(aside).mtimeMs;
  } finally {
    rmSync(aside, { force: true });
  }
}
