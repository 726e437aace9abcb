/**
 * The thread that does the constant work and times it by its own CPU time. Started by
 * `constant-work.ts` alone.
 */
import { pbkdf2Sync } from "node:crypto";
import { readFileSync } from "node:fs";
import { parentPort } from "node:worker_threads";

/** A few of them, and the quickest counts: an interrupt only makes a piece slower. */
const pieces = 5;

const still = new Int32Array(new SharedArrayBuffer(4));

/**
 * Always the same native code on the same bytes, in registers and the first cache: no compiler of
 * ours makes it faster with time.
 */
const piece = (): unknown => pbkdf2Sync("gameday", "constant work", 4_000, 32, "sha256");

/** CPU time of this thread, microseconds; null where no way is known. */
function ownCpuUs(): number | null {
  // The kernel books the time of a running thread in coarse steps, and exactly when it stops
  // running.
  Atomics.wait(still, 0, 0, 1);
  // Not in the oldest Node that we run on.
  const usage = (process as { threadCpuUsage?: () => NodeJS.CpuUsage }).threadCpuUsage?.();
  if (usage !== undefined) return usage.user + usage.system;
  try {
    return Number(readFileSync("/proc/thread-self/schedstat", "utf8").split(" ", 1)[0]) / 1_000;
  } catch {
    return null;
  }
}

function measure(): number | null {
  let best: number | null = null;
  for (let count = 0; count < pieces; count += 1) {
    const before = ownCpuUs();
    piece();
    const after = ownCpuUs();
    if (before === null || after === null) return null;
    best = Math.min(best ?? Number.POSITIVE_INFINITY, after - before);
  }
  return best;
}

piece();
parentPort?.on("message", () => parentPort?.postMessage(measure()));
