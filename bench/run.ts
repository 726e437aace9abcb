/**
 * `npm run bench [-- <name> …] [-- --json]`: measures us against a peer or a floor and says whether
 * each goal is met.
 */
import { GamedayError } from "../src/kernel/error.ts";
import { benchmarks } from "./index.ts";
import { noiseText, watchNoise, type Noise } from "./noise.ts";
import { keeps, type Bar, type BenchResult } from "./result.ts";

const words = process.argv.slice(2).filter((word) => word !== "--");
const json = words.includes("--json");
const wanted = words.filter((word) => !word.startsWith("--"));
const unknown = wanted.filter((name) => benchmarks[name] === undefined);
if (unknown.length > 0 || words.some((word) => word.startsWith("--") && word !== "--json")) {
  process.stderr.write(
    `npm run bench [-- <name> …] [-- --json]\n${Object.entries(benchmarks)
      .map(([name, { about }]) => `  ${name.padEnd(12)} ${about}`)
      .join("\n")}\n`,
  );
  process.exit(64);
}

const results: (BenchResult & { readonly noise: Noise })[] = [];
for (const [name, benchmark] of Object.entries(benchmarks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stderr.write(`measure  ${name}: ${benchmark.about}\n`);
  const noiseOf = watchNoise();
  try {
    const { measure } = await benchmark.load();
    const measured = await measure();
    const noise = noiseOf();
    results.push(...measured.map((result) => ({ ...result, noise })));
    process.stderr.write(`noise    ${name}: ${noiseText(noise)}\n`);
  } catch (error) {
    // A peer that is not installed here is no failure of ours, unless this benchmark was asked for
    // by name.
    if (!(error instanceof GamedayError) || wanted.includes(name)) throw error;
    process.stderr.write(`skip     ${name}: ${error.message}\n`);
  }
}
if (json) process.stdout.write(`${JSON.stringify(results, null, 1)}\n`);
else process.stdout.write(`${table(results)}\n`);
for (const { name, unknown: why } of results)
  if (why !== null) process.stderr.write(`unknown  ${name}: ${why}\n`);

function table(all: readonly BenchResult[]): string {
  const rows = [
    ["", "ours", "peer", "ratio", "bare", "goal", "", "spread of ours", "spread of bare"],
    ...all.map(row),
  ];
  const widths =
    rows[0]?.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))) ?? [];
  return rows
    .map((cells) =>
      cells
        .map((cell, column) =>
          column === 1 || column === 3
            ? cell.padStart(widths[column] ?? 0)
            : cell.padEnd(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function row({
  name,
  unit,
  ours,
  peer,
  peerName,
  ratio,
  bare,
  goal,
  floor,
  holds,
  unknown: why,
  runs,
}: BenchResult): string[] {
  const against = peer === null ? "" : `${figure(peer)} ${unit} (${peerName ?? ""})`;
  const missed =
    floor === null || keeps(floor, { ours, peer, ratio }) ? "MISSED" : "MISSED, and its floor";
  const known = holds ? "met" : missed;
  const outcome = why === null ? known : "unknown";
  return [
    name,
    `${figure(ours)} ${unit}`,
    against,
    ratio === null ? "" : `${ratio.toFixed(2)}x`,
    bare === null ? "" : figure(bare),
    barText(goal, unit),
    outcome,
    spread(runs.ours),
    spread(runs.bare ?? []),
  ];
}

function spread(values: readonly number[]): string {
  return values.length === 0
    ? ""
    : `${figure(Math.min(...values))}-${figure(Math.max(...values))} in ${values.length} runs`;
}

function barText({ of, atMost, atLeast }: Bar, unit: string): string {
  const bound = atMost === undefined ? `>= ${figure(atLeast ?? 0)}` : `<= ${figure(atMost)}`;
  if (of === "ratio") return `${bound}x`;
  return of === "difference" ? `${bound} ${unit} more` : `${bound} ${unit}`;
}

function figure(value: number): string {
  return value >= 100
    ? Math.round(value).toLocaleString("en")
    : value.toPrecision(3).replace(/\.?0+$/, "");
}
