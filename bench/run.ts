/** `npm run bench [-- <name> …] [-- --json]`: measures us against a peer or a floor and says whether each goal is met. */
import { availableParallelism, loadavg } from "node:os";
import { GamedayError } from "../src/kernel/error.ts";
import { benchmarks } from "./index.ts";
import type { Bar, BenchResult } from "./result.ts";

const words = process.argv.slice(2).filter((word) => word !== "--");
const json = words.includes("--json");
const wanted = words.filter((word) => !word.startsWith("--"));
const unknown = wanted.filter((name) => benchmarks[name] === undefined);
if (unknown.length > 0 || words.some((word) => word.startsWith("--") && word !== "--json")) {
  process.stderr.write(`npm run bench [-- <name> …] [-- --json]\n${Object.entries(benchmarks).map(([name, { about }]) => `  ${name.padEnd(12)} ${about}`).join("\n")}\n`);
  process.exit(64);
}

const results: BenchResult[] = [];
for (const [name, benchmark] of Object.entries(benchmarks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stderr.write(`measure  ${name}: ${benchmark.about}\n`);
  try {
    const { measure } = await benchmark.load();
    results.push(...(await measure()));
  } catch (error) {
    // A peer that is not installed here is no failure of ours, unless this benchmark was asked for by name.
    if (!(error instanceof GamedayError) || wanted.includes(name)) throw error;
    process.stderr.write(`skip     ${name}: ${error.message}\n`);
  }
}
if (json) process.stdout.write(`${JSON.stringify(results, null, 1)}\n`);
else process.stdout.write(`${table(results)}\n`);
const busy = (loadavg()[0] ?? 0) / availableParallelism();
if (busy > 1.2) process.stderr.write(`note  this machine was busy: ${busy.toFixed(1)} runnable processes for each processor in the last minute\n`);

function table(all: readonly BenchResult[]): string {
  const rows = [["", "ours", "peer", "ratio", "goal", "", "spread of ours"], ...all.map(row)];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))) ?? [];
  return rows.map((cells) => cells.map((cell, column) => (column === 1 || column === 3 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join("  ").trimEnd()).join("\n");
}

function row({ name, unit, ours, peer, peerName, ratio, goal, holds, runs }: BenchResult): string[] {
  const against = peer === null ? "" : `${figure(peer)} ${unit} (${peerName ?? ""})`;
  const spread = `${figure(Math.min(...runs.ours))}-${figure(Math.max(...runs.ours))} in ${runs.ours.length} runs`;
  return [name, `${figure(ours)} ${unit}`, against, ratio === null ? "" : `${ratio.toFixed(2)}x`, barText(goal, unit), holds ? "met" : "MISSED", spread];
}

function barText({ of, atMost, atLeast }: Bar, unit: string): string {
  const bound = atMost === undefined ? `>= ${figure(atLeast ?? 0)}` : `<= ${figure(atMost)}`;
  return of === "ratio" ? `${bound}x` : of === "difference" ? `${bound} ${unit} more` : `${bound} ${unit}`;
}

function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3).replace(/\.?0+$/, "");
}
