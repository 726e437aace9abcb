/**
 * `gameday report build` on a journal of a million events: a simulated drill of 26 hours. Its time
 * has the goal; next to it stands the least that any reader must do, to read the file and parse
 * each line. Memory is held against that of a tenth of the events: what is kept of a second is a
 * few numbers, and what grows beside that is the garbage that V8 lets lie.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { simulateInto } from "../src/app/run/simulate.ts";
import { openJournal } from "../src/journal/file-journal.ts";
import { hotMysql } from "./hot-mysql.ts";
import { alternate, resultOf, type BenchResult } from "./result.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const hourMs = 3_600_000;

export async function measure(): Promise<readonly BenchResult[]> {
  await spent(["scripts/build.ts"]);
  const temp = mkdtempSync(join(tmpdir(), "gameday-bench-"));
  try {
    const million = await runFolder(join(temp, "million"), 1_000_000);
    const tenth = await runFolder(join(temp, "tenth"), 100_000);
    const memory = { ours: [] as number[], peer: [] as number[] };
    const time = await alternate(
      5,
      async () => {
        const large = await spent(["bin/run.js", "report", "build", million]);
        const small = await spent(["bin/run.js", "report", "build", tenth]);
        memory.ours.push(large.mib);
        memory.peer.push(small.mib);
        return large.ms;
      },
      async () => (await spent(["-e", parseAll, join(million, "events.jsonl")])).ms,
    );
    return [
      resultOf({
        name: "report",
        unit: "ms",
        peerName: "JSON.parse of each line",
        goal: { of: "ours", atMost: 5_000 },
        runs: time,
      }),
      resultOf({
        name: "report memory",
        unit: "MiB",
        peerName: "100,000 events",
        goal: { of: "ratio", atMost: 1.5 },
        runs: memory,
      }),
    ];
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}

const parseAll = `let n = 0; require("node:readline").createInterface({ input: require("node:fs").createReadStream(process.argv[1]) }).on("line", (line) => { n += JSON.parse(line).seq; });`;

/** A run folder with a journal of at least so many events, and its plan. */
async function runFolder(folder: string, events: number): Promise<string> {
  mkdirSync(folder);
  const plan = hotMysql(Math.ceil(events / eventsPerHour) * hourMs);
  let written = 0;
  await simulateInto(
    async (time) => {
      const journal = await openJournal(join(folder, "events.jsonl"), { ...time, fsync: false });
      return { ...journal, append: (input) => ((written += 1), journal.append(input)) };
    },
    plan,
    { player: "idle", wallMs: Date.UTC(2026, 0, 1) },
  );
  if (written < events) throw new Error(`bench: the journal has only ${written} events`);
  writeFileSync(join(folder, "plan.json"), JSON.stringify(plan));
  return folder;
}

/** Of hot-mysql's bins and samples alone. */
const eventsPerHour = 38_500;

/** Wall time and peak memory of a Node that runs this. */
function spent(args: readonly string[]): Promise<{ ms: number; mib: number }> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(
      process.execPath,
      ["--import", join(root, "bench", "peak-memory.ts"), ...args],
      { cwd: root, stdio: ["ignore", "ignore", "inherit", "pipe"] },
    );
    let kib = "";
    child.stdio[3]?.on("data", (chunk: Buffer) => (kib += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0
        ? resolve({ ms: performance.now() - start, mib: Number(kib) / 1_024 })
        : reject(new Error(`bench: node ${args.join(" ")} ended with ${code}`)),
    );
  });
}
