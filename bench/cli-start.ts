/**
 * The price of a command from the built clone, next to an oclif command that does nothing: of one
 * that reads files, and of a verb of a running drill.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { alternate, resultOf, type BenchResult } from "./result.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const turns = 15;
/** Our command, and the exit code that it has where no drill runs. */
const commands = [
  { name: "cli-start", words: ["scenario", "list"], code: 0 },
  { name: "cli-start-verb", words: ["sev", "ack"], code: 64 },
] as const;

export async function measure(): Promise<readonly BenchResult[]> {
  await wallMs(process.execPath, ["scripts/build.ts"], 0);
  const state = mkdtempSync(join(tmpdir(), "gameday-bench-cli-"));
  try {
    const rows: BenchResult[] = [];
    for (const { name, words, code } of commands) {
      const ours = (): Promise<number> =>
        wallMs("bin/gameday", words, code, { XDG_STATE_HOME: state });
      const runs = await alternate(turns, ours, () =>
        wallMs(process.execPath, ["bench/empty-oclif/run.js", "nothing"], 0),
      );
      rows.push(
        resultOf({
          name,
          unit: "ms",
          peerName: "an empty oclif command",
          goal: { of: "ratio", atMost: 1.3 },
          runs,
        }),
      );
    }
    return rows;
  } finally {
    rmSync(state, { recursive: true });
  }
}

/** Milliseconds from spawn to exit. */
function wallMs(
  command: string,
  args: readonly string[],
  wanted: number,
  env: NodeJS.ProcessEnv = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, args, {
      cwd: root,
      stdio: "ignore",
      env: { ...process.env, ...env },
    });
    child.on("error", reject);
    child.on("exit", (code) =>
      code === wanted
        ? resolve(performance.now() - start)
        : reject(new Error(`bench: ${command} ${args.join(" ")} ended with ${code}`)),
    );
  });
}
