/** The price of a command: `gameday scenario list` from the built clone, next to a Node that does nothing. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { alternate, resultOf, type BenchResult } from "./result.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

export async function measure(): Promise<readonly BenchResult[]> {
  await wallMs(process.execPath, ["scripts/build.ts"]);
  const runs = await alternate(15, () => wallMs("bin/gameday", ["scenario", "list"]), () => wallMs(process.execPath, ["-e", "0"]));
  return [resultOf({ name: "cli-start", unit: "ms", peerName: "node -e 0", goal: { of: "difference", atMost: 150 }, runs })];
}

/** Milliseconds from spawn to exit. */
function wallMs(command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, args, { cwd: root, stdio: "ignore" });
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve(performance.now() - start) : reject(new Error(`bench: ${command} ${args.join(" ")} ended with ${code}`))));
  });
}
