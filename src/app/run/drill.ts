import { playerTools } from "./player-tools.ts";
import { join } from "node:path";
import { Drill } from "../../engine/drill.ts";
import { perform, type Performance } from "../../engine/perform.ts";
import type { EventData, GamedayEvent } from "../../event/event.ts";
import { blindName } from "../../event/visible.ts";
import { openJournal } from "../../journal/file-journal.ts";
import type { Journal, JournalEnd } from "../../journal/journal.ts";
import { exerciseClock, type Clock } from "../../kernel/clock.ts";
import { GamedayError } from "../../kernel/error.ts";
import { exitCode, type ExitCode } from "../../kernel/exit-code.ts";
import type { Step } from "../../mysql/server/server.ts";
import { identityOf } from "../../plan/identity.ts";
import type { Plan } from "../../plan/plan.ts";
import type { PlayerName } from "../../player/index.ts";
import type { Attached } from "../../stage/attach-targets.ts";
import { awaitQuiet } from "../../stage/busy-machine.ts";
import { buildRun, exitOfVerdict, resultOf, type Built } from "../report/build.ts";
import type { ResultLine } from "../../event/result.ts";
import { handOut } from "./hand-out.ts";
import { openControl } from "./open-control.ts";
import type { LoadedScenario } from "../scenario/load.ts";
import { thisHost } from "../../stage/machine.ts";
import { version, type Paths } from "../../register/paths.ts";
import { castPlayers, peopleOf } from "./cast-players.ts";
import type { RuntimeChoice } from "../../stage/choose-runtime.ts";
import { proveRerun } from "../report/prove-rerun.ts";
import { realClock } from "../../register/real-clock.ts";
import { registerRun } from "../../register/register-run.ts";
import { Registry, type Entry, type LockedTarget } from "../../register/registry.ts";
import { keepCalls } from "../../register/call-log.ts";
import { sealOf, toldIn, unsealRun } from "../../register/sealed-run.ts";
import { simJournal } from "../../stage/sim.ts";
import { registerWithTargets } from "../../register/target-lock.ts";
import type { Tools } from "../../stage/tools.ts";
import { sendForReal, type Outgoing } from "../notify/outgoing.ts";
import type { NotifySettings } from "../../notify/target.ts";
import { underGuard, type UnderGuard } from "./under-guard.ts";
import type { VirtualClock } from "../../kernel/virtual-clock.ts";
import { messageOf } from "../../kernel/message-of.ts";

export interface RunRequest {
  readonly paths: Paths;
  readonly loaded: LoadedScenario;
  readonly plan: Plan;
  /** Why the plan has the organisation that it has. */
  readonly profileWhy: string;
  /** Where the stack runs. */
  readonly runtime: RuntimeChoice;
  readonly tools: Tools;
  /** Containers of the user's own that are parts of the stack. */
  readonly attached?: Attached;
  /** A scripted player, or the person at the terminal. */
  readonly player: PlayerName | "person";
  /** What a scripted player does (default: what the scenario says). */
  readonly mitigations?: readonly string[];
  /** Nothing that a player can read names the scenario until the end. */
  readonly blind?: boolean;
  readonly rerunOf?: { readonly drill?: string; readonly corrective: string };
  /** Sends for real what reaches the drill's mailboxes. */
  readonly notify?: NotifySettings;
  /** Everything was accepted, and the run is registered. */
  readonly begins?: () => void;
  readonly watch: RunWatcher;
}

/** What is reported about a drill while it runs; the watcher returns nothing. */
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
  /** The drill whose report now includes this rerun. */
  readonly proves?: string;
}

/**
 * A drill from its plan to its postmortem. It is registered before anything else happens, and
 * always healed.
 */
export async function runDrill(request: RunRequest): Promise<RunResult> {
  const { paths, plan, watch } = request;
  const registry = new Registry(paths.state);
  const virtual = request.runtime.time;
  const clock = virtual ?? realClock;
  const targets = lockedTargets(request.attached);
  const entry = await registerWithTargets(registry, paths.state, targets, () =>
    register(request, registry, clock.wallMs(), targets),
  );
  const { drill } = entry;
  request.begins?.();
  handOut(entry, { plan, blind: request.blind === true });
  watch.planned(drill, entry.runFolder);
  keepCalls(toldIn(paths.state, entry), { sealed: entry.sealed === true });
  return underGuard(
    {
      entry,
      registry,
      clock,
      simulated: virtual !== undefined,
      say: watch.say,
      healing: `undoing faults and taking down the stack of ${drill}`,
    },
    async (guard) => {
      const outgoing = sendForReal(entry, plan.organisation.profile, request.notify, watch.say);
      const parts = { registry, entry, clock, guard, targets, outgoing };
      const { done, end } = await journalled(request, parts);
      const built = await buildRun(paths, entry.runFolder, { plan, end }).catch(
        (error: unknown) => {
          throw leftBehind(drill, { ...done, error }) ?? error;
        },
      );
      const exit = exitOf(built, done, guard.interrupt.exit);
      const proves = await proveFix(request, registry, entry, built);
      return {
        ...built,
        drill,
        runFolder: entry.runFolder,
        exit,
        ...(proves === undefined ? {} : { proves }),
        line: resultOf(plan, drill, entry.runFolder, built, exit),
        error: leftBehind(drill, done) ?? done.error,
      };
    },
  );
}

interface Guarded {
  readonly registry: Registry;
  readonly entry: Entry;
  readonly clock: Clock;
  readonly guard: UnderGuard;
  readonly targets: readonly LockedTarget[];
  readonly outgoing: Outgoing | undefined;
}

/**
 * Runs the drill with its journal open; when it returns, nothing of the drill is sealed any more.
 */
async function journalled(
  request: RunRequest,
  guarded: Guarded,
): Promise<{ done: Performance; end: JournalEnd }> {
  const { registry, entry, clock, guard, targets } = guarded;
  const { paths, watch } = request;
  const virtual = request.runtime.time;
  const exercise = exerciseClock(clock);
  const file = await openJournal(join(entry.runFolder, "events.jsonl"), {
    clock,
    exMs: () => exercise.exMs(),
    seal: sealOf(paths.state, entry),
  });
  const journal = virtual === undefined ? file : simJournal(file, virtual);
  const begun = (): void =>
    targets.length === 0 ? undefined : registry.update(entry.drill, { begun: true });
  const work = stageAndPlay(request, { ...guarded, journal, exercise, virtual, begun });
  let done: Performance;
  try {
    done = await (virtual?.run(work) ?? work);
    guard.healed(done.residue);
  } finally {
    await journal.close();
    await unsealRun(paths.state, entry).catch((error: unknown) => watch.say(messageOf(error)));
    keepCalls(entry.runFolder, { sealed: false });
    await guarded.outgoing?.finish();
  }
  return { done, end: file.last };
}

/** Which drill's fix this run has proved; undefined when it is no rerun. */
async function proveFix(
  { paths, rerunOf, watch }: RunRequest,
  registry: Registry,
  entry: Entry,
  built: Built,
): Promise<string | undefined> {
  if (rerunOf === undefined) return undefined;
  const { corrective, drill: of } = rerunOf;
  return proveRerun(paths, registry, { entry, built, corrective, of }, watch.say);
}

function lockedTargets(attached: Attached | undefined): readonly LockedTarget[] {
  return (
    attached?.targets.map(({ id, containerId, containerName }) => ({
      component: id,
      container: containerId,
      name: containerName,
      engine: attached.engine.url,
    })) ?? []
  );
}

function register(
  { paths, plan, loaded, runtime, player, blind }: RunRequest,
  registry: Registry,
  wallMs: number,
  targets: readonly LockedTarget[],
): Entry {
  const { id, limit } = plan.scenario;
  return registerRun(paths, registry, {
    wallMs,
    scenario: blind === true ? blindName : id,
    seed: plan.seed,
    runtime: plan.runtime,
    ...(runtime.engine === undefined ? {} : { engine: runtime.engine }),
    ...(targets.length === 0 ? {} : { targets }),
    sealed: player === "person" && runtime.time === undefined,
    limitMs: limit,
    files: {
      ...Object.fromEntries(loaded.parts.map(({ name, text }) => [name, text])),
      "scenario.yaml": loaded.text,
      "plan.json": `${JSON.stringify(plan, null, 1)}\n`,
    },
  });
}

interface Staging extends Guarded {
  readonly journal: Journal;
  readonly exercise: ReturnType<typeof exerciseClock>;
  readonly virtual: VirtualClock | undefined;
  /** The journal is on disk, and nothing is affected yet. */
  readonly begun: () => void;
}

async function stageAndPlay(
  request: RunRequest,
  { entry, journal, exercise, clock, virtual, guard, outgoing, begun }: Staging,
): Promise<Performance> {
  const { plan, paths, loaded, watch, player } = request;
  if (virtual === undefined)
    await awaitQuiet(watch.step, { env: process.env, signal: guard.interrupt.signal });
  const { ports, use: simulatedUse } = await request.runtime.open({
    plan,
    runtimeWhy: request.runtime.why,
    tools: request.tools,
    attached: request.attached,
    mark: entry.mark,
    paths,
    scenarioFolder: loaded.folder,
    runFolder: entry.runFolder,
    toldIn: toldIn(paths.state, entry),
    temp: entry.temp,
    spare: guard.spare,
    clock,
    exercise,
    journal,
    onStep: watch.step,
  });
  const drill = new Drill(plan, ports);
  drill.recorder.listen(watch.event);
  drill.recorder.listen(
    ({ type, data }) => void (type === "drill.phase" && data.phase === "up" && begun()),
  );
  outgoing?.follow(drill.recorder);
  const control = await openControl(drill, entry);
  const { use, look } = playerTools(drill, { ports, simulatedUse, clock, by: control.scripted });
  const { mitigations } = request;
  const cast = castPlayers(drill, control, use, { player, mitigations, look });
  guard.begins();
  try {
    return await perform(drill, {
      planned: plannedData(request, entry.drill),
      people: peopleOf(drill, control, player),
      signal: guard.interrupt.signal,
      ...(player === "idle" ? { cutIdleMs: 30_000 } : {}),
    });
  } finally {
    await cast;
    await control.close();
    await ports.machine?.close();
  }
}

function plannedData(
  { plan, profileWhy, runtime, player, rerunOf, blind }: RunRequest,
  drill: string,
): EventData["drill.planned"] {
  return {
    drill,
    runtimeWhy: runtime.why,
    player,
    ...identityOf(plan),
    profileWhy,
    gameday: version(),
    ...(rerunOf === undefined ? {} : { rerunOf }),
    ...(blind === true ? { blind } : {}),
    host: thisHost(),
  };
}

/** The summary of what remains is the last thing that people read. */
function leftBehind(drill: string, { residue, error }: Performance): GamedayError | undefined {
  if (residue.length === 0) return undefined;
  return new GamedayError(
    "GD-H001",
    `healing failed, something remains: ${residue.map(({ what, detail }) => `${what} ${detail}`).join("; ")}`,
    { hint: `finish it: gameday stop ${drill}`, cause: error },
  );
}

/** Faults that may remain come first, then an interruption, then an error, then the verdict. */
function exitOf(built: Built, done: Performance, interrupted: ExitCode | undefined): ExitCode {
  if (done.residue.length > 0) return exitCode.healFailed;
  if (interrupted !== undefined) return interrupted;
  if (done.ending.why !== "error") return exitOfVerdict(built.judgement, 0);
  if (done.error === undefined) return exitCode.unknown;
  return done.error instanceof GamedayError ? done.error.exit : exitCode.bug;
}
