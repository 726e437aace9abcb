import { join } from "node:path";
import { Drill } from "../engine/drill.ts";
import { perform, type Performance } from "../engine/perform.ts";
import type { Artefact, EventData, GamedayEvent } from "../event/event.ts";
import { findProfile } from "../incident/profile/index.ts";
import { openJournal } from "../journal/file-journal.ts";
import type { Journal } from "../journal/journal.ts";
import { exerciseClock, type Clock } from "../kernel/clock.ts";
import { GamedayError } from "../kernel/error.ts";
import { exitCode, type ExitCode } from "../kernel/exit-code.ts";
import { impactByService } from "../metrics/impact.ts";
import type { Step } from "../mysql/server/server.ts";
import { identityOf } from "../plan/identity.ts";
import type { Action, Plan } from "../plan/plan.ts";
import type { PlayerName } from "../player/index.ts";
import type { Attached } from "./attach-targets.ts";
import { buildRun, exitOfVerdict, resultOf, type Built } from "./build-report.ts";
import type { ResultLine } from "../event/result.ts";
import { guardRun, type GuardedRun } from "./guard-run.ts";
import { openControl } from "./open-control.ts";
import { onInterrupt } from "./interrupt.ts";
import type { LoadedScenario } from "./load-scenario.ts";
import { thisHost } from "./machine.ts";
import { version, type Paths } from "./paths.ts";
import { castPlayers } from "./cast-players.ts";
import type { DockerChoice } from "./choose-runtime.ts";
import { realClock } from "./real-clock.ts";
import { realStage } from "./real-stage.ts";
import { registerRun, removeTemp } from "./register-run.ts";
import { Registry, type Entry, type LockedTarget } from "./registry.ts";
import { addRerun } from "./reruns.ts";
import { simJournal, simStage } from "./sim-stage.ts";
import { registerWithTargets } from "./target-lock.ts";
import { toolbox } from "./toolbox.ts";
import type { Tools } from "./tools.ts";
import { virtualClock, type VirtualClock } from "../runtime/sim/virtual-clock.ts";

export interface RunRequest {
  readonly paths: Paths;
  readonly loaded: LoadedScenario;
  readonly plan: Plan;
  readonly runtimeWhy: string;
  readonly tools: Tools;
  /** Where the stack's own components are containers. */
  readonly docker?: DockerChoice;
  /** Containers of the user's own that are parts of the stack. */
  readonly attached?: Attached;
  /** A scripted player, or the person at the terminal. */
  readonly player: PlayerName | "person";
  /** What a scripted player does, when not what the scenario says. */
  readonly mitigations?: readonly string[];
  readonly rerunOf?: { readonly drill?: string; readonly corrective: string };
  readonly watch: RunWatcher;
}

/** How the edge sees a drill: told everything, it answers nothing. */
export interface RunWatcher {
  /** Once the drill has its id and its folder. */
  readonly planned: (drill: string, runFolder: string) => void;
  readonly event: (event: GamedayEvent) => void;
  readonly step: (step: Step) => void;
  readonly say: (text: string) => void;
}

export interface RunResult extends Built {
  readonly drill: string;
  readonly runFolder: string;
  readonly exit: ExitCode;
  /** The last line of `--json`. */
  readonly line: ResultLine;
  /** What broke, when the drill could not go on. */
  readonly error: unknown;
  /** The drill whose report tells of this rerun now. */
  readonly proves?: string;
}

/** A drill from its plan to its postmortem. Registered before anything else happens; healed whatever happens. */
export async function runDrill(request: RunRequest): Promise<RunResult> {
  const { paths, plan, watch } = request;
  const registry = new Registry(paths.state);
  const virtual = plan.runtime === "sim" ? virtualClock(realClock.wallMs()) : undefined;
  const clock = virtual ?? realClock;
  const targets = lockedTargets(request.attached);
  const entry = await registerWithTargets(registry, paths.state, targets, () => register(request, registry, clock.wallMs(), targets));
  const { drill } = entry;
  watch.planned(drill, entry.runFolder);
  const interrupt = onInterrupt(watch.say, {
    first: () => `\nheal    undoing faults and taking the stack of ${drill} down`,
    second: () => `left before healing was done; its watchdog finishes it, or: gameday stop ${drill}`,
  });
  let guarded: GuardedRun | undefined;
  let healed = true;
  try {
    // Nothing of a simulated drill outlives its command.
    guarded = virtual === undefined ? await guardRun(entry, registry, watch.say) : undefined;
    const exercise = exerciseClock(clock);
    const file = await openJournal(join(entry.runFolder, "events.jsonl"), { clock, exMs: () => exercise.exMs() });
    const journal = virtual === undefined ? file : simJournal(file, virtual);
    const work = stageAndPlay(request, { entry, journal, exercise, clock, virtual, guarded, signal: interrupt.signal });
    let done: Performance;
    try {
      done = await (virtual?.run(work) ?? work);
      healed = done.residue.length === 0;
    } finally {
      await journal.close();
    }
    const built = await buildRun(paths, entry.runFolder);
    const exit = exitOf(built, done, interrupt.exit);
    const proves = await proveRerun(request, registry, entry, built);
    return { ...built, drill, runFolder: entry.runFolder, exit, ...(proves === undefined ? {} : { proves }), line: resultOf(plan, drill, entry.runFolder, built, exit), error: leftBehind(drill, done) ?? done.error };
  } finally {
    interrupt.release();
    removeTemp(entry);
    // What remains is for gameday stop, which looks for drills that have not ended.
    if (healed) registry.end(drill, "over", new Date(clock.wallMs()).toISOString());
    await guarded?.release();
  }
}

function lockedTargets(attached: Attached | undefined): readonly LockedTarget[] {
  return attached?.targets.map(({ id, containerId, containerName }) => ({ component: id, container: containerId, name: containerName, engine: attached.engine.url })) ?? [];
}

function register({ paths, plan, loaded, docker }: RunRequest, registry: Registry, wallMs: number, targets: readonly LockedTarget[]): Entry {
  const { id, limit } = plan.scenario;
  return registerRun(paths, registry, { wallMs, scenario: id, seed: plan.seed, runtime: plan.runtime, ...(docker === undefined ? {} : { engine: docker.engine.url }), ...(targets.length === 0 ? {} : { targets }), limitMs: limit, files: { "scenario.yaml": loaded.text, ...Object.fromEntries(loaded.parts.map(({ name, text }) => [name, text])), "plan.json": `${JSON.stringify(plan, null, 1)}\n` } });
}

interface Staging {
  readonly entry: Entry;
  readonly journal: Journal;
  readonly exercise: ReturnType<typeof exerciseClock>;
  readonly clock: Clock;
  readonly virtual: VirtualClock | undefined;
  readonly guarded: GuardedRun | undefined;
  readonly signal: AbortSignal;
}

async function stageAndPlay(request: RunRequest, { entry, journal, exercise, clock, virtual, guarded, signal }: Staging): Promise<Performance> {
  const { plan, paths, loaded, watch, player } = request;
  const sim = virtual !== undefined ? simStage(plan, virtual, exercise, journal) : undefined;
  const ports = sim?.ports ?? (await realStage({ plan, runtimeWhy: request.runtimeWhy, tools: request.tools, attached: request.attached, docker: request.docker, drill: entry.drill, expires: entry.expires, paths, scenarioFolder: loaded.folder, runFolder: entry.runFolder, temp: entry.temp, spare: () => guarded?.spare() ?? [], clock, exercise, journal, onStep: watch.step }));
  const drill = new Drill(plan, ports, findProfile(plan.profile));
  drill.recorder.listen(watch.event);
  const control = await openControl(drill, entry);
  const use = (action: Action): Promise<Artefact> => sim?.use(action, drill.scenario) ?? toolbox({ plan: { ...plan, scenario: drill.scenario }, stack: drill.stack, clock, signal: drill.playing, used: (data) => void drill.recorder.record({ type: "tool.used", data, by: control.scripted }) })(action);
  const cast = castPlayers(drill, control, use, { player, mitigations: request.mitigations });
  try {
    return await perform(drill, { planned: plannedData(request, entry.drill), signal, ...(player === "idle" ? { cutIdleMs: 30_000 } : {}) });
  } finally {
    await cast;
    await control.close();
  }
}

function plannedData({ plan, runtimeWhy, player, rerunOf }: RunRequest, drill: string): EventData["drill.planned"] {
  return {
    drill, runtimeWhy, player,
    ...identityOf(plan),
    gameday: version(),
    ...(rerunOf === undefined ? {} : { rerunOf }),
    host: thisHost(),
  };
}

/** What remains is the last thing that people read. */
function leftBehind(drill: string, { residue, error }: Performance): GamedayError | undefined {
  if (residue.length === 0) return undefined;
  return new GamedayError("GD-H001", `healing failed, something remains: ${residue.map(({ what, detail }) => `${what} ${detail}`).join("; ")}`, { hint: `finish it: gameday stop ${drill}`, cause: error });
}

/** Faults that may remain outrank everything; then an interruption; then what broke; then the verdict. */
function exitOf(built: Built, done: Performance, interrupted: ExitCode | undefined): ExitCode {
  if (done.residue.length > 0) return exitCode.healFailed;
  if (interrupted !== undefined) return interrupted;
  if (done.ending.why === "error") return done.error === undefined ? exitCode.unknown : done.error instanceof GamedayError ? done.error.exit : exitCode.bug;
  return exitOfVerdict(built.judgement, 0);
}

/** A finished rerun is told to the drill whose corrective action it proves, and that drill's report is built again. */
async function proveRerun({ paths, rerunOf, watch }: RunRequest, registry: Registry, { drill, runFolder }: Entry, { judgement, summary }: Built): Promise<string | undefined> {
  const proven = rerunOf?.drill === undefined ? undefined : registry.read(rerunOf.drill);
  if (proven === undefined || rerunOf === undefined) return undefined;
  try {
    addRerun(proven.runFolder, { corrective: rerunOf.corrective, drill, runFolder, verdict: judgement.verdict, reason: judgement.reason, impact: impactByService(summary.impact) });
    await buildRun(paths, proven.runFolder);
    return proven.drill;
  } catch (error) {
    // The rerun stands by itself, whatever has become of the other folder.
    watch.say(`the report of ${proven.drill} does not tell of this rerun: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
