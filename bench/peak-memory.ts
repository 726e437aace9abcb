/**
 * Preloaded into a measured process: writes its peak resident memory, in KiB, to file descriptor 3
 * when it exits.
 */
import { writeSync } from "node:fs";

process.on("exit", () => writeSync(3, `${process.resourceUsage().maxRSS}\n`));
