import { call } from "../control/client.ts";
import type { Residue } from "../event/event.ts";
import { GamedayError } from "../kernel/error.ts";
import { exitCode, type ExitCode } from "../kernel/exit-code.ts";
import { listMarkedDrills } from "../runtime/process/mark.ts";
import { sweep } from "../runtime/process/sweep.ts";
import { healDead } from "./heal-dead.ts";
import { findPaths, isOurs } from "./paths.ts";
import { realClock } from "./real-clock.ts";
import { Registry, type Entry } from "./registry.ts";
import { userName } from "./send-verb.ts";

export interface Stopped {
  readonly drill: string;
  readonly was: "running" | "dead" | "ended" | "unregistered";
  readonly residue: readonly Residue[];
}

export interface StopRequest {
  readonly drill: string | undefined;
  readonly all: boolean;
  readonly reason: string;
  readonly say: (text: string) => void;
}

/** Heals and ends drills, living and dead, and proves that nothing is left. Idempotent. */
export async function stopDrills(request: StopRequest): Promise<{ data: unknown; lines: readonly string[]; exit: ExitCode }> {
  const paths = findPaths(process.env, process.cwd());
  const registry = new Registry(paths.state);
  const stopped: Stopped[] = [];
  for (const entry of chosen(registry, request)) stopped.push(await stopOne(entry, registry, request));
  if (request.all) stopped.push(...(await sweepUnregistered(registry)));
  const left = stopped.flatMap(({ residue }) => residue);
  const lines = stopped.map(({ drill, was, residue }) => (residue.length === 0 ? `${drill}  ${was === "ended" ? "had ended; nothing is left of it" : "healed, nothing is left of it"}` : `${drill}  ${residue.length} things remain: ${residue.map(({ what, detail }) => `${what} ${detail}`).join(", ")}`));
  return { data: { type: "stopped", v: 1, drills: stopped }, lines: lines.length === 0 ? ["no drill is running and nothing is left of earlier ones"] : lines, exit: left.length === 0 ? exitCode.pass : exitCode.healFailed };
}

function chosen(registry: Registry, { drill, all }: StopRequest): readonly Entry[] {
  if (drill !== undefined) return [registry.pick(drill)];
  const open = registry.list().filter((entry) => registry.life(entry) !== "ended");
  if (all || open.length < 2) return open;
  throw new GamedayError("GD-C003", `${open.length} drills are there: ${open.map((entry) => entry.drill).join(", ")}`, { hint: "name one, or stop them --all" });
}

async function stopOne(entry: Entry, registry: Registry, request: StopRequest): Promise<Stopped> {
  const was = registry.life(entry);
  if (was === "running") {
    request.say(`heal    ${entry.drill}`);
    await askToStop(entry, registry, request.reason);
    if (isRunning(registry, entry)) throw new GamedayError("GD-C007", `${entry.drill} does not end (pid ${entry.pid})`, { hint: `end its process by hand: kill -9 ${entry.pid}, then gameday stop ${entry.drill}` });
  }
  // It may have died while it was asked to end; and its watchdog may be at it.
  const { residue } = await healDead(entry, registry, { why: "stopped", detail: request.reason });
  return { drill: entry.drill, was, residue };
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

/** Processes that carry a drill's mark while no register knows the drill: its state folder was lost. */
async function sweepUnregistered(registry: Registry): Promise<readonly Stopped[]> {
  // A drill that is registered elsewhere is somebody else's, and may be well alive.
  const strays = (await listMarkedDrills(isOurs)).filter(({ drill }) => registry.read(drill) === undefined);
  return Promise.all(strays.map(async ({ drill }): Promise<Stopped> => ({ drill, was: "unregistered", residue: await sweep(drill, [], { isOurs }) })));
}
