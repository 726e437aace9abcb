/**
 * Many runs together: which can be compared with each other, and how they went from one to the
 * next.
 */
import { obstacles, type RunLine } from "./run-line.ts";

/** How one figure went over the runs of a group, oldest first; null where a run has none. */
export interface Trend {
  readonly of: "backMs" | "impactTotal" | "score";
  readonly values: readonly (number | null)[];
  readonly last: number | null;
  readonly median: number | null;
  readonly best: number | null;
}

/** Runs of one scenario, version, variant, scale and parameters by one kind of player. */
export interface Group {
  readonly scenario: string;
  readonly version: number;
  readonly variant: string | null;
  readonly timeScale: number;
  readonly kind: "Drill" | "Test";
  readonly player: string;
  /** The corrective action that its Tests have in place. */
  readonly corrective: string | null;
  /** Parameters that are not what the group's scenario has most often. */
  readonly params: RunLine["params"];
  readonly drills: readonly string[];
  readonly passed: number;
  readonly failed: number;
  readonly unknown: number;
  readonly trends: readonly Trend[];
}

/** All groups, in the order of their newest run, the newest last. Runs come oldest first. */
export function groupsOf(runs: readonly RunLine[]): readonly Group[] {
  const groups: RunLine[][] = [];
  for (const run of runs) {
    const own = groups.findIndex(([first]) => first !== undefined && together(first, run));
    const members = own < 0 ? [] : (groups.splice(own, 1)[0] ?? []);
    groups.push([...members, run]);
  }
  const usual = mostUsual(runs);
  return groups.flatMap((members) => group(members, usual));
}

function together(a: RunLine, b: RunLine): boolean {
  return (
    a.player === b.player &&
    a.kind === b.kind &&
    a.rerunOf?.corrective === b.rerunOf?.corrective &&
    obstacles(a, b).length === 0
  );
}

function group(members: readonly RunLine[], usual: ReadonlyMap<string, string>): Group[] {
  const first = members.at(-1);
  if (first === undefined) return [];
  const count = (verdict: RunLine["verdict"]): number =>
    members.filter((run) => run.verdict === verdict).length;
  return [
    {
      scenario: first.scenario,
      version: first.version,
      variant: first.variant,
      timeScale: first.timeScale,
      kind: first.kind,
      player: first.player,
      corrective: first.rerunOf?.corrective ?? null,
      params: Object.fromEntries(
        Object.entries(first.params).filter(
          ([name, value]) => usual.get(`${first.scenario} ${name}`) !== String(value),
        ),
      ),
      drills: members.map(({ drill }) => drill),
      passed: count("pass"),
      failed: count("fail"),
      unknown: count("unknown"),
      trends: [
        trend("backMs", members, Math.min),
        trend("impactTotal", members, Math.min),
        trend("score", members, Math.max),
      ],
    },
  ];
}

/** A run that says nothing has no figures. */
function trend(
  of: Trend["of"],
  members: readonly RunLine[],
  better: (...values: number[]) => number,
): Trend {
  const values = members.map((run) => (run.verdict === "unknown" ? null : run[of]));
  const known = values.filter((value) => value !== null);
  return {
    of,
    values,
    last: known.at(-1) ?? null,
    median: median(known),
    best: known.length === 0 ? null : better(...known),
  };
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[middle - 1], sorted[middle]];
  if (high === undefined) return null;
  return sorted.length % 2 === 1 || low === undefined ? high : (low + high) / 2;
}

/** By scenario and parameter, the value that most runs have. */
function mostUsual(runs: readonly RunLine[]): ReadonlyMap<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const { scenario, params } of runs) {
    for (const [name, value] of Object.entries(params)) {
      const key = `${scenario} ${name}`;
      const of = counts.get(key) ?? new Map<string, number>();
      of.set(String(value), (of.get(String(value)) ?? 0) + 1);
      counts.set(key, of);
    }
  }
  return new Map(
    [...counts].map(([key, of]) => [key, [...of].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? ""]),
  );
}
