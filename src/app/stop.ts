import { call } from "../control/client.ts";
import type { Residue } from "../event/event.ts";
import { GamedayError } from "../kernel/error.ts";
import { exitCode, type ExitCode } from "../kernel/exit-code.ts";
import { listMarkedDrills } from "../runtime/process/mark.ts";
import { sweep } from "../runtime/process/sweep.ts";
import { healDead } from "./heal-dead.ts";
import { holdText, putHold, releaseHold } from "./hold.ts";
import { findPaths, isOurs } from "./paths.ts";
import { realClock } from "./real-clock.ts";
import { Registry, type Entry } from "./registry.ts";
import { userName } from "./send-verb.ts";
import { sweepStrayContainers } from "./sweep-stack.ts";

export interface Stopped {
  readonly drill: string;
  readonly was: "running" | "dead" | "ended" | "unregistered";
  readonly residue: readonly Residue[];
  /** Given up where it could not be healed. */
  readonly forgotten?: string;
}

export interface StopRequest {
  readonly drill: string | undefined;
  readonly all: boolean;
  /** Heal everything and let no drill begin until it is released. */
  readonly hold: boolean;
  readonly reason: string;
  /** A target to give up where it cannot be healed: a component's name or its container's. */
  readonly forget?: string | undefined;
  readonly say: (text: string) => void;
}

/** Heals and ends drills, living and dead, and proves that nothing is left. Idempotent. */
export async function stopDrills(request: StopRequest): Promise<{ data: unknown; lines: readonly string[]; exit: ExitCode }> {
  const paths = findPaths(process.env, process.cwd());
  const registry = new Registry(paths.state);
  // First, so that none begins meanwhile.
  const held = request.hold ? { reason: request.reason, by: userName(), since: new Date(realClock.wallMs()).toISOString() } : undefined;
  if (held !== undefined) putHold(paths.state, held);
  const all = request.all || request.hold;
  // All at once, and one that does not end keeps none of the others.
  const outcomes = await Promise.allSettled(chosen(registry, { ...request, all }).map((entry) => stopOne(entry, registry, request)));
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  const stopped = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  if (all) stopped.push(...(await sweepUnregistered(registry)));
  const left = stopped.flatMap(({ residue }) => residue);
  const lines = stopped.map(({ drill, was, residue, forgotten }) => (residue.length === 0 ? `${drill}  ${was === "ended" ? "had ended; nothing is left of it" : forgotten === undefined ? "healed, nothing is left of it" : `healed; what could not be healed of ${forgotten} is given up`}` : `${drill}  ${residue.length} things remain: ${residue.map(({ what, detail }) => `${what} ${detail}`).join(", ")}`));
  if (lines.length === 0) lines.push("no drill is running and nothing is left of earlier ones");
  if (held !== undefined) lines.push(`held  no new drill begins until: gameday stop --release`);
  return { data: { type: "stopped", v: 1, drills: stopped, ...(held === undefined ? {} : { held }) }, lines, exit: left.length === 0 ? exitCode.pass : exitCode.healFailed };
}

/** Lets new drills begin again. */
export function releaseDrills(reason: string): { data: unknown; lines: readonly string[] } {
  const { state } = findPaths(process.env, process.cwd());
  const held = releaseHold(state, { reason, by: userName(), since: new Date(realClock.wallMs()).toISOString() });
  return { data: { type: "released", v: 1, held: held ?? null }, lines: [held === undefined ? "no hold was in force; drills may begin" : `drills may begin again; they were held: ${holdText(held)}`] };
}

function chosen(registry: Registry, { drill, all, forget }: Pick<StopRequest, "drill" | "all" | "forget">): readonly Entry[] {
  if (drill !== undefined) return [registry.pick(drill)].map((entry) => having(forget, entry));
  const open = registry.list().filter((entry) => registry.life(entry) !== "ended" && (forget === undefined || componentOf(forget, entry) !== undefined));
  if (forget !== undefined && open.length === 0) throw new GamedayError("GD-C006", `no drill that has not ended has the container "${forget}"`, { hint: "gameday status lists the drills" });
  if (all || open.length < 2) return open;
  throw new GamedayError("GD-C003", `${open.length} drills are there: ${open.map((entry) => entry.drill).join(", ")}`, { hint: "name one, or stop them --all" });
}

/** The component of a drill that a user means by its name, or by its container's. */
function componentOf(name: string, { targets = [] }: Entry): string | undefined {
  return targets.find(({ component, name: container, container: id }) => component === name || container === name || id === name)?.component;
}

/** GD-C001 when there is a target to give up and the drill has no such container of the user's own. */
function having(forget: string | undefined, entry: Entry): Entry {
  if (forget === undefined || componentOf(forget, entry) !== undefined) return entry;
  const names = (entry.targets ?? []).map(({ component, name }) => (component === name ? name : `${component} (${name})`));
  throw new GamedayError("GD-C001", `${entry.drill} has no container "${forget}" of yours`, { hint: names.length === 0 ? "all of its stack is its own, and goes with it" : `it has ${names.join(", ")}` });
}

async function stopOne(entry: Entry, registry: Registry, request: StopRequest): Promise<Stopped> {
  const was = registry.life(entry);
  if (was === "running") {
    request.say(`heal    ${entry.drill}`);
    await askToStop(entry, registry, request.reason);
    if (isRunning(registry, entry)) throw new GamedayError("GD-C007", `${entry.drill} does not end (pid ${entry.pid})`, { hint: `end its process by hand: kill -9 ${entry.pid}, then gameday stop ${entry.drill}` });
  }
  // It may have died while it was asked to end; and its watchdog may be at it.
  const forgotten = request.forget === undefined ? undefined : componentOf(request.forget, entry);
  const { residue } = await healDead(entry, registry, { why: "stopped", detail: request.reason, ...(forgotten === undefined ? {} : { forget: new Set([forgotten]) }) });
  return { drill: entry.drill, was, residue, ...(forgotten === undefined ? {} : { forgotten }) };
}

/** Healing has its own deadline inside the drill; we wait a little longer than that. */
const patienceMs = 90_000;

async function askToStop(entry: Entry, registry: Registry, reason: string): Promise<void> {
  await call(entry.socket, { verb: "stop", args: { reason }, by: { id: userName(), kind: "person", roles: [] } }, 10_000).catch(() => {
    // It may be too early for its socket or too late: a signal asks for the same.
    try {
      process.kill(entry.pid, "SIGTERM");
    } catch {
      // It ended meanwhile.
    }
  });
  const until = realClock.monoMs() + patienceMs;
  while (isRunning(registry, entry) && realClock.monoMs() < until) await realClock.sleep(100);
}

/** As the registry knows it now: a drill that has ended may still be telling its result. */
function isRunning(registry: Registry, { drill }: Entry): boolean {
  const entry = registry.read(drill);
  return entry !== undefined && registry.life(entry) === "running";
}

/** Processes and containers that carry a drill's mark while no register knows the drill: its state folder was lost. */
async function sweepUnregistered(registry: Registry): Promise<readonly Stopped[]> {
  // A drill that is registered elsewhere is somebody else's, and may be well alive.
  const strays = (await listMarkedDrills(isOurs)).filter(({ drill }) => registry.read(drill) === undefined);
  const swept = await Promise.all(strays.map(async ({ drill }): Promise<Stopped> => ({ drill, was: "unregistered", residue: await sweep(drill, [], { isOurs }) })));
  return [...swept, ...(await sweepStrayContainers((drill) => registry.read(drill) !== undefined))];
}
