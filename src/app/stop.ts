import { join } from "node:path";
import { call } from "../control/client.ts";
import type { Residue } from "../event/event.ts";
import { openJournal } from "../journal/file-journal.ts";
import { readJournal } from "../journal/read-journal.ts";
import { GamedayError } from "../kernel/error.ts";
import { exitCode, type ExitCode } from "../kernel/exit-code.ts";
import { listMarkedDrills } from "../runtime/process/mark.ts";
import { sweep } from "../runtime/process/sweep.ts";
import { recover } from "../watch/recover.ts";
import { findPaths, isOurs, type Paths } from "./paths.ts";
import { realClock } from "./real-clock.ts";
import { removeTemp } from "./register-run.ts";
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
  for (const entry of chosen(registry, request)) stopped.push(await stopOne(entry, registry, paths, request));
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

async function stopOne(entry: Entry, registry: Registry, paths: Paths, request: StopRequest): Promise<Stopped> {
  const was = registry.life(entry);
  if (was === "running") {
    request.say(`heal    ${entry.drill}`);
    await askToStop(entry, registry, request.reason);
    if (isRunning(registry, entry)) throw new GamedayError("GD-C007", `${entry.drill} does not end (pid ${entry.pid})`, { hint: `end its process by hand: kill -9 ${entry.pid}, then gameday stop ${entry.drill}` });
  }
  // It may have died while it was asked to end.
  const residue = await recoverDead(entry, registry, request.reason, registry.life(registry.read(entry.drill) ?? entry) === "dead");
  void paths;
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

async function recoverDead(entry: Entry, registry: Registry, reason: string, dead: boolean): Promise<readonly Residue[]> {
  const work = [join(entry.runFolder, "work"), entry.temp];
  if (!dead) return sweep(entry.drill, work, { isOurs });
  const file = join(entry.runFolder, "events.jsonl");
  let lastEx = 0;
  const journal = await openJournal(file, { clock: realClock, exMs: () => lastEx }).catch(() => undefined);
  try {
    const residue = await recover(reason, {
      events: async function* () {
        try {
          for await (const event of readJournal(file)) {
            lastEx = Math.max(lastEx, event.ex);
            yield event;
          }
        } catch {
          // A journal that cannot be read must not keep us from sweeping.
        }
      },
      record: journal === undefined ? undefined : async (input) => {
        journal.append(input);
        await journal.settled();
      },
      sweep: () => sweep(entry.drill, work, { isOurs }),
      monoMs: () => realClock.monoMs(),
    });
    if (residue.length === 0) registry.end(entry.drill, reason, new Date(realClock.wallMs()).toISOString());
    return residue;
  } finally {
    await journal?.close().catch(() => {});
    removeTemp(entry);
  }
}

/** Processes that carry a drill's mark while no register knows the drill: its state folder was lost. */
async function sweepUnregistered(registry: Registry): Promise<readonly Stopped[]> {
  // A drill that is registered elsewhere is somebody else's, and may be well alive.
  const strays = (await listMarkedDrills(isOurs)).filter(({ drill }) => registry.read(drill) === undefined);
  return Promise.all(strays.map(async ({ drill }): Promise<Stopped> => ({ drill, was: "unregistered", residue: await sweep(drill, [], { isOurs }) })));
}
