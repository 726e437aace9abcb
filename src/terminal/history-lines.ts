/**
 * Past runs for people: a table, the newest last, and how comparable ones went from one to the
 * next.
 */
import { formatDuration } from "../kernel/duration.ts";
import type { Group, Trend } from "../metrics/history.ts";
import type { RunLine } from "../metrics/run-line.ts";
import { percentMinutes } from "../wording/figure.ts";
import { spark } from "./fit.ts";
import { forPeople, type Style, type Tone } from "./style.ts";
import { tableLines, type Column } from "./table.ts";

export interface ShownHistory {
  /** Oldest first. */
  readonly runs: readonly RunLine[];
  readonly groups: readonly Group[];
  readonly skipped: readonly { readonly drill: string; readonly why: string }[];
  /** Every scenario that there are finished runs of. */
  readonly scenarios: readonly string[];
  /** The scenario that was asked for. */
  readonly asked: string | undefined;
}

const tones: Readonly<Record<RunLine["verdict"], Tone>> = {
  pass: "good",
  fail: "bad",
  unknown: "warn",
};

/** The newest `last` runs, the trends of groups that they belong to, and what was skipped. */
export function historyLines(
  { runs, groups, skipped, scenarios, asked }: ShownHistory,
  { last, width }: { last: number; width: number },
  style: Style,
): readonly string[] {
  const shown = runs.slice(-last);
  const left = runs.length - shown.length;
  const named = new Set(shown.map(({ drill }) => drill));
  const trends = groups.filter(
    ({ drills }) => drills.length > 1 && drills.some((drill) => named.has(drill)),
  );
  const lines = [
    ...(shown.length === 0
      ? [` ${noneText(asked, scenarios)}`]
      : tableLines(shown, columns(shown, style), width, style)),
    ...(left === 0
      ? []
      : [
          style.paint(
            "dim",
            ` ${left} older ${left === 1 ? "run" : "runs"}: --last ${runs.length}`,
          ),
        ]),
    ...trends.flatMap((group) => ["", ...trendLines(group, width, style)]),
    ...(skipped.length === 0
      ? []
      : [
          "",
          ...skipped.map(({ drill, why }) =>
            style.paint("warn", ` ${style.glyph.warn} ${drill} skipped: ${why}`),
          ),
        ]),
  ];
  return lines.map((line) => forPeople(style, line));
}

function noneText(asked: string | undefined, scenarios: readonly string[]): string {
  if (asked === undefined || scenarios.length === 0) return "no drill has finished yet";
  return `no drill of ${asked} has finished; finished drills: ${scenarios.join(", ")}`;
}

function columns(runs: readonly RunLine[], style: Style): readonly Column<RunLine>[] {
  const glyph = { pass: style.glyph.good, fail: style.glyph.bad, unknown: "?" } as const;
  const all: (Column<RunLine> & { readonly needed?: boolean })[] = [
    { head: "drill", cell: ({ drill }) => drill },
    {
      head: "verdict",
      cell: ({ verdict }) => style.paint(tones[verdict], `${glyph[verdict]} ${verdict}`),
    },
    { head: "restored", cell: backText, align: "right" },
    {
      head: "impact",
      cell: ({ impactTotal }) => (impactTotal === null ? "–" : percentMinutes(impactTotal)),
      align: "right",
    },
    {
      head: "score",
      cell: ({ score }) => (score === null ? "–" : String(score)),
      align: "right",
      optional: 1,
    },
    {
      head: "player",
      cell: ({ player, rerunOf, kind }) =>
        rerunOf === null ? nameOf(kind, player) : `Test: ${rerunOf.corrective}`,
      optional: 3,
    },
    {
      head: "variant",
      cell: ({ variant }) => variant ?? "",
      optional: 2,
      needed: runs.some(({ variant }) => variant !== null),
    },
    {
      head: "scale",
      cell: ({ timeScale }) => `${timeScale}x`,
      align: "right",
      optional: 4,
      needed: runs.some(({ timeScale }) => timeScale !== 1),
    },
    { head: "runtime", cell: ({ runtime }) => runtime, optional: 5 },
  ];
  return all.filter(({ needed }) => needed !== false);
}

function backText({ backMs, hurtMs, kind, verdict }: RunLine): string {
  if (hurtMs === null) return "–";
  // What had not come when a run was cut short may have come later.
  if (verdict === "unknown" && (hurtMs === 0 || backMs === null)) return "not known";
  if (hurtMs === 0) return kind === "Test" ? "no outage" : "no outage";
  return backMs === null ? "never" : formatDuration(backMs);
}

const nameOf = (kind: string, player: string): string => (kind === "Test" ? "Test" : player);

function trendLines(group: Group, width: number, style: Style): string[] {
  const {
    scenario,
    version,
    variant,
    timeScale,
    player,
    kind,
    corrective,
    params,
    drills,
    passed,
  } = group;
  const plain = kind === "Test" ? "as a Test" : `player ${player}`;
  const who = corrective === null ? plain : `Test of ${corrective}`;
  const how = [
    `version ${version}`,
    ...(variant === null ? [] : [variant]),
    ...(timeScale === 1 ? [] : [`${timeScale}x`]),
    who,
    ...Object.entries(params).map(([name, value]) => `${name} ${value}`),
  ];
  const head = ` ${style.paint("strong", scenario)}  ${how.join(", ")}: ${drills.length} runs, ${passed} passed`;
  return [
    head,
    ...group.trends
      .filter(({ values }) => values.some((value) => value !== null))
      .map((trend) => trendLine(trend, width, style)),
  ];
}

const names = {
  backMs: "time to restore",
  impactTotal: "impact",
  score: "score",
} as const satisfies Record<Trend["of"], string>;

const figures = {
  backMs: formatDuration,
  score: (value: number) => String(Math.round(value)),
  impactTotal: percentMinutes,
} as const;

function trendLine({ of, values, last, median, best }: Trend, width: number, style: Style): string {
  const recent = values.slice(-(width < 100 ? 20 : 40));
  const top = Math.max(1, ...recent.map((value) => value ?? 0));
  const curve = recent
    .map((value) => (value === null ? style.glyph.dot : spark([value], top, style)))
    .join("");
  const text = (value: number | null): string => (value === null ? "–" : figures[of](value));
  return `   ${names[of].padEnd(16)}  ${curve}  last ${text(last)}   median ${text(median)}   best ${text(best)}`;
}
