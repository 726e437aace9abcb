/**
 * A finished run as one line: what a list of runs shows, and what decides whether two of them can
 * be compared.
 */
import type { Verdict } from "../event/drill.ts";
import { isSimulated } from "../plan/runtime-names.ts";
import { impactByService } from "./impact.ts";
import type { Summary } from "./summary.ts";

/** A summary as a run folder keeps it, with the verdict that it came to. */
export interface JudgedSummary extends Summary {
  readonly judgement: { readonly verdict: Verdict; readonly reason: string };
}

export interface RunLine {
  readonly drill: string;
  readonly scenario: string;
  readonly version: number;
  readonly variant: string | null;
  readonly kind: "Drill" | "Test";
  /** Parameters and their values, also those left at their defaults. */
  readonly params: Readonly<Record<string, string | number | boolean>>;
  readonly timeScale: number;
  readonly digest: string;
  readonly seed: string;
  readonly runtime: string;
  readonly player: string;
  readonly profile: string;
  readonly load: string | null;
  readonly cpus: number;
  /** The corrective action that a Test proves, and the drill that it proves it for. */
  readonly rerunOf: { readonly drill: string | null; readonly corrective: string } | null;
  /** ISO 8601, UTC. */
  readonly startedWall: string;
  readonly verdict: Verdict;
  readonly reason: string;
  /** Exercise milliseconds from the fault; null for what did not happen. */
  readonly backMs: number | null;
  readonly declaredMs: number | null;
  readonly diagnosedMs: number | null;
  /** How long users were affected; null when no fault was applied. */
  readonly hurtMs: number | null;
  /** Percent-minutes by service, and their sum. */
  readonly impact: Readonly<Record<string, number>>;
  readonly impactTotal: number | null;
  readonly usersHurt: number | null;
  readonly requestsLost: number;
  readonly score: number | null;
}

/** The line of a finished run. */
export function runLine(summary: JudgedSummary): RunLine {
  const { drill, judgement, durations, impact, moments } = summary;
  const broken = moments.fault !== null;
  return {
    drill: drill.drill,
    scenario: drill.scenario,
    version: drill.scenarioVersion,
    variant: drill.variant ?? null,
    kind: drill.kind,
    params: drill.params ?? given(summary),
    timeScale: drill.timeScale,
    digest: drill.digest,
    seed: drill.seed,
    runtime: drill.runtime,
    player: drill.player,
    profile: drill.profile,
    load: summary.load.driver,
    cpus: drill.host.cpus,
    rerunOf: drill.rerunOf,
    startedWall: drill.startedWall,
    verdict: judgement.verdict,
    reason: judgement.reason,
    backMs: durations.faultToContained,
    declaredMs: durations.faultToDeclared,
    diagnosedMs: durations.faultToDiagnosed,
    hurtMs: broken ? impact.ms : null,
    impact: impactByService(impact),
    impactTotal: broken ? impact.total.percentMinutes : null,
    usersHurt: impact.total.usersHurt,
    requestsLost: impact.total.lost,
    score: summary.score?.points ?? null,
  };
}

/** Summaries of older versions hold parameters and measurements in one list. */
function given({ values, calibration }: Summary): RunLine["params"] {
  const measured = new Set(calibration.map(({ name }) => name));
  return Object.fromEntries(Object.entries(values).filter(([name]) => !measured.has(name)));
}

/** What keeps two runs from being compared, a sentence each; none when they can be. */
export function obstacles(a: RunLine, b: RunLine): readonly string[] {
  const differ = (what: string, of: (run: RunLine) => string): string[] =>
    of(a) === of(b) ? [] : [`${what}: ${of(a)} and ${of(b)}`];
  if (a.scenario !== b.scenario)
    return differ("two different scenarios", ({ scenario }) => scenario);
  const params = [...new Set([...Object.keys(a.params), ...Object.keys(b.params)])].toSorted();
  return [
    ...differ("two versions of the scenario", ({ version }) => String(version)),
    ...differ("two variants", ({ variant }) => variant ?? "none"),
    ...differ("two time scales", ({ timeScale }) => `${timeScale}x`),
    ...params.flatMap((name) =>
      differ(`two values of ${name}`, (run) => String(run.params[name] ?? "none")),
    ),
    ...(isSimulated(a.runtime) === isSimulated(b.runtime) ? [] : ["one of them is simulated"]),
  ];
}

/** What differs and does not keep two runs from being compared, but should be known. */
export function differences(a: RunLine, b: RunLine): readonly string[] {
  const differ = (what: string, of: (run: RunLine) => string): string[] =>
    of(a) === of(b) ? [] : [`${what}: ${of(a)} and ${of(b)}`];
  return [
    ...(a.digest !== b.digest && a.version === b.version
      ? ["the scenario's text is not the same, although its version is"]
      : []),
    ...differ("a drill and a Test", ({ kind, rerunOf }) =>
      rerunOf === null ? kind : `${kind} with ${rerunOf.corrective} in place`,
    ),
    ...differ("different players", ({ player }) => player),
    ...differ("different runtimes", ({ runtime }) => runtime),
    ...differ("different profiles", ({ profile }) => profile),
    ...differ("different load drivers", ({ load }) => load ?? "none"),
    ...differ("different machines", ({ cpus }) => `${cpus} ${cpus === 1 ? "CPU" : "CPUs"}`),
    ...differ("different seeds", ({ seed }) => seed),
  ];
}
