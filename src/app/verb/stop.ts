import { call } from "../../control/client.ts";
import type { Residue } from "../../event/heal.ts";
import { originText } from "../../journal/origin.ts";
import { GamedayError } from "../../kernel/error.ts";
import { exitCode, type ExitCode } from "../../kernel/exit-code.ts";
import { plural } from "../../kernel/plural.ts";
import { endsElsewhere, mayRunElsewhere } from "./elsewhere.ts";
import { runsElsewhere } from "./runs-elsewhere.ts";
import { readEndedLine } from "../../register/ended-run.ts";
import { healDead } from "../../watch/heal-dead.ts";
import { holdText, putHold, releaseHold } from "../../register/stop-switch.ts";
import { refuseOthersRegister } from "../../register/own-register.ts";
import { findPaths } from "../../register/paths.ts";
import { realClock } from "../../register/real-clock.ts";
import { Registry, type Entry } from "../../register/registry.ts";
import {
  chooseStrays,
  findLeftovers,
  removeStray,
  strayText,
  type Stray,
  findAnEngine,
} from "../../watch/strays.ts";
import { asker, userName } from "../../register/user-name.ts";

export interface Stopped {
  readonly drill: string;
  /** Elsewhere: where it runs cannot be seen from here, and it was left alone. */
  readonly was: "running" | "dead" | "ended" | "elsewhere" | "stray";
  readonly residue: readonly Residue[];
  /** Given up because it could not be healed. */
  readonly forgotten?: string;
  /** For a drill that was left alone: its host and pid namespace. */
  readonly where?: string;
}

export interface StopRequest {
  readonly drill: string | undefined;
  readonly all: boolean;
  /** Heal everything and let no drill begin until it is released. */
  readonly hold: boolean;
  /**
   * Remove what is left of drills unknown to this register: the named one, or all that
   * cannot be running any more.
   */
  readonly strays?: boolean;
  /** The named drill's host or pid namespace is gone for good. */
  readonly elsewhere?: boolean;
  readonly reason: string;
  /** What happened in the real world, which ends the exercise. */
  readonly emergency?: string | undefined;
  /** A target to give up where it cannot be healed: a component's name or its container's. */
  readonly forget?: string | undefined;
  readonly say: (text: string) => void;
}

/** Heals and ends drills, living and dead, and proves that nothing is left. Idempotent. */
export async function stopDrills(
  request: StopRequest,
): Promise<{ data: unknown; lines: readonly string[]; exit: ExitCode }> {
  const paths = findPaths(process.env, process.cwd());
  const registry = new Registry(paths.state);
  // Done first, so that no drill begins meanwhile.
  const held = request.hold
    ? { reason: request.reason, by: userName(), since: new Date(realClock.wallMs()).toISOString() }
    : undefined;
  if (held !== undefined) putHold(paths.state, held);
  const all = request.all || request.hold;
  const strays = request.strays === true;
  // In parallel, so that a drill that does not end does not hold up the others.
  const chosen = strays && !all ? [] : choose(registry, { ...request, all });
  const outcomes = await Promise.allSettled(
    chosen.map((entry) => stopOne(entry, registry, request)),
  );
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  const stopped = outcomes.flatMap((outcome) =>
    outcome.status === "fulfilled" ? [outcome.value] : [],
  );
  const others =
    all || strays || chosen.length === 0
      ? await lookAround(registry, paths.state, request)
      : { stopped: [], left: [] };
  stopped.push(...others.stopped);
  const residue = stopped.flatMap((one) => one.residue);
  const lines = [
    ...stopped.map(stoppedText),
    ...others.left.map((stray) => `stray  ${strayText(stray)}`),
  ];
  if (stopped.length === 0)
    lines.unshift(
      strays ? "no stray was removed" : "no drill is running, and there are no leftovers",
    );
  if (others.left.length > 0)
    lines.push(
      others.left.some(({ expired, lives }) => expired && !lives)
        ? "  next    gameday stop --strays"
        : `  next    if it is yours and has ended: gameday stop --strays ${others.left[0]?.name ?? ""}`,
    );
  if (held !== undefined) lines.push(`blocked  no new drill starts until: gameday stop --release`);
  return {
    data: {
      type: "stopped",
      v: 1,
      drills: stopped,
      strays: others.left.map(({ mark, ...rest }) => ({ drill: mark.drill, ...rest })),
      ...(held === undefined ? {} : { held }),
    },
    lines,
    exit: residue.length === 0 ? exitCode.pass : exitCode.healFailed,
  };
}

function stoppedText({ drill, was, residue, forgotten, where }: Stopped): string {
  if (residue.length > 0)
    return (
      `${drill}  ${residue.length} ` +
      `${plural(residue.length, "thing remains", "things remain")}: ` +
      `${residue.map(({ what, detail }) => `${what} ${detail}`).join(", ")}`
    );
  if (was === "elsewhere" && where !== undefined)
    return `${drill}  left alone: it runs on ${where}, which cannot be seen from here; if that host is gone: gameday stop ${drill} --elsewhere`;
  if (was === "elsewhere") return `${drill}  has ended where it ran`;
  if (was === "ended") return `${drill}  had ended; nothing is left of it`;
  if (was === "stray") return `${drill}  stray, removed`;
  return `${drill}  ${forgotten === undefined ? "healed, nothing is left of it" : `healed, except ${forgotten} is given up`}`;
}

/** Lets new drills begin again. */
export function releaseDrills(reason: string): { data: unknown; lines: readonly string[] } {
  const { state } = findPaths(process.env, process.cwd());
  refuseOthersRegister(state);
  const held = releaseHold(state, {
    reason,
    by: userName(),
    since: new Date(realClock.wallMs()).toISOString(),
  });
  return {
    data: { type: "released", v: 1, held: held ?? null },
    lines: [
      held === undefined
        ? "drills were not blocked"
        : `drills may start again; they were blocked: ${holdText(held)}`,
    ],
  };
}

function choose(
  registry: Registry,
  { drill, all, forget }: Pick<StopRequest, "drill" | "all" | "forget">,
): readonly Entry[] {
  if (drill !== undefined) return [registry.pick(drill)].map((entry) => having(forget, entry));
  const open = registry
    .list()
    .filter(
      (entry) =>
        registry.life(entry) !== "ended" &&
        (forget === undefined || componentOf(forget, entry) !== undefined),
    );
  if (forget !== undefined && open.length === 0)
    throw new GamedayError(
      "GD-C006",
      `no running or crashed drill uses the container "${forget}"`,
      {
        hint: "gameday status lists the drills",
      },
    );
  if (all || open.length < 2) return open;
  throw new GamedayError(
    "GD-C003",
    `${open.length} drills are there: ${open.map((entry) => entry.drill).join(", ")}`,
    { hint: "name one, or stop all of them with --all" },
  );
}

/** The component of a drill that a user means by its name, or by its container's. */
function componentOf(name: string, { targets = [] }: Entry): string | undefined {
  return targets.find(
    ({ component, name: container, container: id }) =>
      component === name || container === name || id === name,
  )?.component;
}

/**
 * GD-C001 when there is a target to give up and the drill has no such container of the user's own.
 */
function having(forget: string | undefined, entry: Entry): Entry {
  if (forget === undefined || componentOf(forget, entry) !== undefined) return entry;
  const names = (entry.targets ?? []).map(({ component, name }) =>
    component === name ? name : `${component} (${name})`,
  );
  throw new GamedayError("GD-C001", `${entry.drill} has no container "${forget}" of yours`, {
    hint:
      names.length === 0
        ? "its whole stack is Gameday's own and is removed with it"
        : `it has ${names.join(", ")}`,
  });
}

async function stopOne(entry: Entry, registry: Registry, request: StopRequest): Promise<Stopped> {
  const was = registry.life(entry);
  if (request.elsewhere !== true && (await mayRunElsewhere(entry, registry))) {
    request.say(`heal    ${entry.drill}`);
    if (await endsElsewhere(entry, registry, request.reason, patienceMs))
      return { drill: entry.drill, was: "elsewhere", residue: [] };
    if (request.drill !== undefined) throw runsElsewhere(entry);
    return { drill: entry.drill, was: "elsewhere", residue: [], where: originText(entry.origin) };
  }
  if (was === "running") {
    request.say(`heal    ${entry.drill}`);
    await askToStop(entry, registry, request);
    if (isRunning(registry, entry))
      throw new GamedayError("GD-C007", `${entry.drill} does not end (pid ${entry.pid})`, {
        hint: `kill its process: kill -9 ${entry.pid}, then gameday stop ${entry.drill}`,
      });
  }
  // It may have died while it was asked to end, and its watchdog may be healing it.
  const forgotten = request.forget === undefined ? undefined : componentOf(request.forget, entry);
  const { residue } = await healDead(entry, registry, {
    why: "stopped",
    detail: request.reason,
    ...(forgotten === undefined ? {} : { forget: new Set([forgotten]) }),
  });
  if (was !== "ended") request.say(readEndedLine(entry));
  return {
    drill: entry.drill,
    was: was === "elsewhere" ? "dead" : was,
    residue,
    ...(forgotten === undefined ? {} : { forgotten }),
  };
}

/** Healing has its own deadline inside the drill; we wait a little longer than that. */
const patienceMs = 90_000;

async function askToStop(
  entry: Entry,
  registry: Registry,
  { reason, emergency }: StopRequest,
): Promise<void> {
  const args = emergency === undefined ? { reason } : { emergency };
  await call(entry.socket, { verb: "stop", args, ...asker(process.env) }, 10_000).catch(() => {
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

/** As the registry knows it now: a drill that has ended may still be reporting its result. */
function isRunning(registry: Registry, { drill }: Entry): boolean {
  const entry = registry.read(drill);
  return entry !== undefined && registry.life(entry) === "running";
}

interface Around {
  readonly stopped: readonly Stopped[];
  /** Strays that are left alone. */
  readonly left: readonly Stray[];
}

/**
 * Takes down what is left of drills that this register calls ended, and the strays that the user
 * asked to remove; only reports all others.
 */
async function lookAround(
  registry: Registry,
  stateFolder: string,
  { strays, drill, reason }: StopRequest,
): Promise<Around> {
  const engine = await findAnEngine();
  const found = await findLeftovers(registry, stateFolder, engine);
  const orphaned = await Promise.all(
    found.orphaned.map(async (entry): Promise<Stopped> => ({
      drill: entry.drill,
      was: "ended",
      residue: (await healDead(entry, registry, { why: "stopped", detail: reason })).residue,
    })),
  );
  const wanted = strays === true ? chooseStrays(found.strays, drill) : [];
  const removed = await Promise.all(
    wanted.map(async (stray): Promise<Stopped> => ({
      drill: stray.name,
      was: "stray",
      residue: await removeStray(stray, engine),
    })),
  );
  return {
    stopped: [...orphaned, ...removed],
    left: found.strays.filter((stray) => !wanted.includes(stray)),
  };
}
