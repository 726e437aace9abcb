import { execFileSync } from "node:child_process";
import { readlinkSync } from "node:fs";
import { setPriority } from "node:os";

/** The niceness where the real thing is not to be had. */
const ahead = -5;

/**
 * Lets the calling thread go before others on a busy machine, where the system allows it: root on
 * Linux. The thread sends on a schedule and needs little of a CPU, so nothing starves; niceness
 * alone would count only among the programs of one terminal session. Fails silently where it is not
 * allowed: then the generator is as late as the machine makes it, and that is measured.
 */
export function goAhead(): void {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return;
  try {
    const thread = Number(readlinkSync("/proc/thread-self").split("/").at(-1));
    try {
      execFileSync("chrt", ["--reset-on-fork", "--rr", "--pid", "1", String(thread)], {
        stdio: "ignore",
        timeout: 2_000,
      });
    } catch {
      setPriority(thread, ahead);
    }
  } catch {
    // Not allowed here, or no such thing.
  }
}
