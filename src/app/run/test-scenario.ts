/**
 * Runs the scripted players on scenarios, one after the other, and says of each variant whether it
 * is a drill to learn from.
 */
import type { Plan } from "../../plan/plan.ts";
import { randomInt } from "node:crypto";
import { GamedayError } from "../../kernel/error.ts";
import { exitCode, type ExitCode } from "../../kernel/exit-code.ts";
import { newSeed } from "../../kernel/id.ts";
import { lossByLog } from "./access-log.ts";
import { loadScenario, shippedScenarios } from "../scenario/load.ts";
import type { Paths } from "../../register/paths.ts";
import { cellsOf, type Cell, type Column, type Play } from "./player-row.ts";
import { prepareRun, type PreparedRun } from "./prepare.ts";
import { runDrill } from "./drill.ts";
import type { TrustWish } from "../scenario/trust.ts";

export { columns, type Cell, type Column } from "./player-row.ts";

export interface TestWish {
  /** A name or a file, perhaps with /VARIANT; undefined for all that come with Gameday. */
  readonly scenario: string | undefined;
  readonly variant: string | undefined;
  /** Only these players (default: all that the scenario has steps for). */
  readonly players: readonly string[] | undefined;
  readonly runtime: string;
  readonly seed: string | undefined;
  readonly load: string;
  /**
   * As for a run: the user's own containers that may be broken, images that may run, and whether
   * the engine may be another machine's.
   */
  readonly allowTargets: readonly string[];
  readonly allowImages: readonly string[];
  readonly allowRemoteEngine: boolean;
  readonly trust: TrustWish;
}

export interface TestRow {
  readonly scenario: string;
  readonly variant: string | null;
  readonly kind: "Drill" | "Test";
  readonly runtime: string;
  /** Null when it could not be run here; `why` says so. */
  readonly cells: Readonly<Record<Column, Cell>> | null;
  readonly why: string | null;
  readonly runs: readonly {
    readonly player: string;
    readonly drill: string;
    readonly verdict: string;
    readonly reason: string;
    readonly seconds: number;
    readonly runFolder: string;
  }[];
  readonly seconds: number;
}

/** Called with the progress, in the shape of a step list. */
export type TestWatcher = (step: {
  readonly title: string;
  readonly state: "start" | "progress" | "done" | "skip";
  readonly detail?: string;
}) => void;

export interface TestResult {
  readonly rows: readonly TestRow[];
  readonly exit: ExitCode;
}

/**
 * Plays every row; ends early, with what it has, when a run is interrupted or leaves faults behind.
 */
export async function testScenarios(
  paths: Paths,
  cwd: string,
  wish: TestWish,
  watch: TestWatcher,
): Promise<TestResult> {
  const rows: TestRow[] = [];
  const targets = targetsOf(paths, cwd, wish);
  for (const target of targets) {
    const { row, stop } = await playRow(paths, cwd, wish, target, watch).catch(
      (error: unknown) => ({
        row: skipped(target, wish.runtime, refusal(error, targets.length > 1), watch),
        stop: undefined,
      }),
    );
    rows.push(row);
    if (stop !== undefined) return { rows, exit: stop };
  }
  return { rows, exit: exitOf(rows) };
}

interface Target {
  readonly scenario: string;
  readonly variant: string | undefined;
  /** The default variant: here the wrong player plays too. */
  readonly main: boolean;
}

function targetsOf(paths: Paths, cwd: string, { scenario, variant }: TestWish): readonly Target[] {
  const named = scenario === undefined ? shippedScenarios(paths) : [scenario];
  return named.flatMap((name): readonly Target[] => {
    const loaded = loadScenario(paths, name, cwd, variant);
    const one =
      variant !== undefined ||
      loaded.variants.length === 0 ||
      name.endsWith(`/${loaded.variant ?? ""}`);
    if (one) return [{ scenario: name, variant, main: true }];
    return loaded.variants.map((each, index) => ({
      scenario: name,
      variant: each,
      main: index === 0,
    }));
  });
}

async function playRow(
  paths: Paths,
  cwd: string,
  wish: TestWish,
  target: Target,
  watch: TestWatcher,
): Promise<{ row: TestRow; stop?: ExitCode }> {
  const began = performance.now();
  const seed = wish.seed ?? newSeed(randomInt(2 ** 32));
  const prepare = async (player: string): Promise<PreparedRun> =>
    prepareRun(
      paths,
      cwd,
      {
        scenario: target.scenario,
        variant: target.variant,
        seed,
        runtime: wish.runtime,
        timeScale: "1",
        load: wish.load,
        proxy: undefined,
        params: [],
        player,
        mitigations: undefined,
        rerun: undefined,
        of: undefined,
        org: undefined,
        reproducible: true,
        allowTargets: wish.allowTargets,
        allowImages: wish.allowImages,
        allowRemoteEngine: wish.allowRemoteEngine,
        trust: wish.trust,
      },
      watch,
    );
  const first = await prepare("idle");
  // Each player is prepared again; consent to run programs is asked for only once.
  first.request.begins?.();
  const { plan } = first;
  const name = `${plan.scenario.id}${plan.variant === undefined ? "" : `/${plan.variant}`}`;
  const plays: Play[] = [];
  const row = (): TestRow => rowOf(plan, plays, performance.now() - began);
  for (const player of playersFor(first, wish.players, target.main)) {
    const { play, exit } = await playOnce(prepare, player, `${name}: ${player}`, watch);
    plays.push(play);
    if (isEnd(exit)) return { row: row(), stop: exit };
  }
  return { row: row() };
}

function rowOf(plan: Plan, plays: readonly Play[], tookMs: number): TestRow {
  return {
    scenario: plan.scenario.id,
    variant: plan.variant ?? null,
    kind: plan.scenario.kind,
    runtime: plan.runtime,
    cells: cellsOf(plan, plays),
    why: null,
    runs: plays.map(({ player, drill, verdict, reason, seconds, runFolder }) => ({
      player,
      drill,
      verdict,
      reason,
      seconds,
      runFolder,
    })),
    seconds: Math.round(tookMs / 1_000),
  };
}

/** In this order: a run after the others must start clean. */
function playersFor(
  { plan }: PreparedRun,
  wanted: readonly string[] | undefined,
  main: boolean,
): readonly string[] {
  if (plan.scenario.kind === "Test") return ["idle"];
  if (wanted !== undefined)
    return ["idle", "wrong", "perfect"].filter((player) => wanted.includes(player));
  return ["idle", ...(main && plan.scenario.players.wrong.length > 0 ? ["wrong"] : []), "perfect"];
}

/**
 * A run on a machine that was busy with other work says nothing about the scenario, so it is played
 * once more.
 */
async function playOnce(
  prepare: (player: string) => Promise<PreparedRun>,
  player: string,
  title: string,
  watch: TestWatcher,
  again = true,
): Promise<{ play: Play; exit: ExitCode }> {
  const began = performance.now();
  const { plan, request } = await prepare(player);
  watch({ title, state: "start" });
  const result = await runDrill({
    ...request,
    watch: {
      planned: (drill) => watch({ title, state: "progress", detail: drill }),
      event: (event) =>
        event.type === "drill.phase" &&
        watch({ title, state: "progress", detail: event.data.phase }),
      step: () => {},
      say: (text) => watch({ title, state: "progress", detail: text.trim() }),
    },
  });
  const { verdict, reason, code } = result.judgement;
  watch({ title, state: "done", detail: `${verdict}: ${reason}` });
  if (again && code === "generator-saturated")
    return playOnce(prepare, player, `${title}, again`, watch, false);
  const { drill, runFolder, summary } = result;
  return {
    exit: result.exit,
    play: {
      player,
      drill,
      runFolder,
      verdict,
      reason,
      summary,
      logged: lossByLog(plan, summary, runFolder),
      seconds: Math.round((performance.now() - began) / 1_000),
    },
  };
}

/** One of several that this machine or runtime cannot run is left out; one alone is an error. */
function refusal(error: unknown, several: boolean): GamedayError {
  if (several && error instanceof GamedayError && error.exit !== exitCode.healFailed) return error;
  throw error;
}

function skipped(
  { scenario, variant }: Target,
  runtime: string,
  { message }: GamedayError,
  watch: TestWatcher,
): TestRow {
  watch({
    title: variant === undefined ? scenario : `${scenario}/${variant}`,
    state: "skip",
    detail: message,
  });
  return {
    scenario,
    variant: variant ?? null,
    kind: "Drill",
    runtime,
    cells: null,
    why: message,
    runs: [],
    seconds: 0,
  };
}

const isEnd = (exit: ExitCode): boolean =>
  exit === exitCode.interrupted ||
  exit === exitCode.terminated ||
  exit === exitCode.hangup ||
  exit === exitCode.healFailed ||
  exit === exitCode.bug;

/** Fails when a cell is no; unknown when a run had no result, or none could be run. */
function exitOf(rows: readonly TestRow[]): ExitCode {
  const cells = rows.flatMap((row) => Object.values(row.cells ?? {}));
  if (cells.some(({ ok }) => ok === false)) return exitCode.fail;
  const silent =
    rows.every((row) => row.cells === null) ||
    rows.some((row) => row.runs.some(({ verdict }) => verdict === "unknown"));
  return silent ? exitCode.unknown : exitCode.pass;
}
