/**
 * One point of the sweep: a drill is struck at one moment, somebody heals it, and then all that was
 * promised is looked at.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { call } from "../../../src/control/client.ts";
import type { EventType, GamedayEvent } from "../../../src/event/event.ts";
import {
  drillsOf,
  entry,
  gameday,
  registered,
  start,
  type Home,
  type Running,
} from "../gameday.ts";
import { atRest, eventsIn, leftOf, newDrills, processesOf } from "./left.ts";

/**
 * When: at the nth event of a type, counted from 1, or so many milliseconds after the command was
 * typed.
 */
export type Moment =
  | { readonly type: EventType; readonly nth: number }
  | { readonly afterMs: number };

/** What happens then, and to whom. */
export type Blow =
  | "SIGKILL"
  | "SIGTERM"
  | "SIGHUP"
  | "SIGSTOP, SIGCONT after 100 ms"
  | "SIGSTOP"
  | "SIGKILL of the watchdog"
  | "SIGKILL of both"
  | "SIGKILL of the process group"
  | "the engine is killed";

export interface Point {
  readonly moment: Moment;
  readonly blow: Blow;
}

/** What is struck, and where. */
export interface Arena {
  readonly home: Home;
  /** Arguments of `gameday run`; `--json` and everything shown. */
  readonly run: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /**
   * Set over Docker: how to reach the engine; and how to kill it and have it back, when it is ours
   * to kill.
   */
  readonly engine?: {
    readonly env: NodeJS.ProcessEnv;
    kill?(): Promise<void>;
    back?(): Promise<void>;
  };
}

/** What came of it. */
export interface Row {
  readonly point: Point;
  /** The last event on disk when it was struck. */
  readonly last: string;
  /**
   * It came to its own end; a watchdog did it unasked; it took `gameday stop`; there was no drill
   * yet.
   */
  readonly healed: "itself" | "watchdog" | "stop" | "nothing to heal";
  /** From the blow until nothing of it was left; for `stop`, from the command. */
  readonly seconds: number;
  /** Everything that is not as promised. */
  readonly wrong: readonly string[];
}

const healWithinMs = 60_000;

/** Strikes once and looks at everything. Never throws for what it finds: that is in `wrong`. */
export async function strike(arena: Arena, point: Point): Promise<Row> {
  const { home } = arena;
  const before = drillsOf(home);
  const running = start(home, [entry, "run", ...arena.run, "--json"], {
    node: "setsid",
    entry: process.execPath,
    env: arena.env ?? {},
  });
  const over = new AbortController();
  const notes = takeNotes(home, before, over.signal);
  await Promise.race([momentOf(running, point.moment), running.ended]);
  const onDisk = await deal(arena, running, point.blow, () => newDrills(home, before));
  over.abort();
  const acknowledged = await notes;
  const { healed, seconds, wrong } = await untilHealed(arena, running, {
    struckAt: onDisk.struckAt,
    before,
  });
  const drills = newDrills(home, before);
  const events = drills.flatMap((drill) => eventsIn(join(home.runs, drill)));
  return {
    point,
    healed,
    seconds,
    last: onDisk.last,
    wrong: [
      ...wrong,
      ...(await leftOf(home, drills, arena.engine?.env)),
      ...kept(home, drills, onDisk.text),
      ...heard(events, acknowledged),
      ...told(events, healed),
      ...(await reported(home, drills, events)),
    ],
  };
}

async function momentOf(running: Running, moment: Moment): Promise<void> {
  if ("afterMs" in moment) return wait(moment.afterMs);
  let seen = 0;
  await running
    .line((line) => line.includes(`"type":"${moment.type}"`) && (seen += 1) === moment.nth)
    .catch(() => {});
}

/** A second terminal that writes notes all the time, and remembers those that were acknowledged. */
async function takeNotes(
  home: Home,
  before: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const acknowledged: string[] = [];
  for (let n = 0; !signal.aborted; n += 1) {
    const socket = registered(home).find(({ drill }) => !before.includes(drill))?.socket;
    const text = `note ${n}`;
    const answer =
      socket === undefined
        ? undefined
        : await call(
            socket,
            { verb: "note", args: { text }, by: { id: "scribe", kind: "person", roles: [] } },
            2_000,
          ).catch(() => undefined);
    if (answer?.ok === true) acknowledged.push(text);
    await wait(20);
  }
  return acknowledged;
}

/** Deals the blow, and gives back what was on disk then. */
async function deal(
  arena: Arena,
  running: Running,
  blow: Blow,
  drills: () => readonly string[],
): Promise<{ struckAt: number; text: string; last: string }> {
  const watchdog = (): number | undefined =>
    registered(arena.home).findLast(
      ({ drill, ended }) => ended === undefined && drills().includes(drill),
    )?.watchdog?.pid;
  const command = (signal: NodeJS.Signals): void => send(running.pid, signal);
  if (blow === "SIGKILL" || blow === "SIGTERM" || blow === "SIGHUP" || blow === "SIGSTOP")
    command(blow);
  else if (blow === "SIGKILL of the process group") send(-running.pid, "SIGKILL");
  else if (blow === "SIGKILL of the watchdog") {
    // It stands still for a beat first, so that it dies with something unread in its pipe.
    const pid = watchdog();
    send(pid, "SIGSTOP");
    await wait(600);
    send(pid, "SIGKILL");
  } else if (blow === "the engine is killed") await arena.engine?.kill?.();
  else if (blow === "SIGKILL of both") {
    // The command first stands still, or it would start another watchdog between the two.
    command("SIGSTOP");
    send(watchdog(), "SIGKILL");
    command("SIGKILL");
  } else {
    command("SIGSTOP");
    await wait(100);
    command("SIGCONT");
  }
  const struckAt = performance.now();
  const text = drills()
    .map((drill) => journalText(arena.home, drill))
    .join("");
  return { struckAt, text, last: /.*"type":"([\w.]+)".*\n$/.exec(text)?.[1] ?? "nothing yet" };
}

function send(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined && pid !== 0) process.kill(pid, signal);
  } catch {
    // It had ended.
  }
}

/** Whole lines alone: a torn one was never acknowledged. */
function journalText(home: Home, drill: string): string {
  try {
    const text = readFileSync(join(home.runs, drill, "events.jsonl"), "utf8");
    return text.slice(0, text.lastIndexOf("\n") + 1);
  } catch {
    return "";
  }
}

interface Struck {
  readonly struckAt: number;
  readonly before: readonly string[];
}

/**
 * Waits for whoever heals unasked; when nobody is left to do it, says so as a person would see it,
 * and stops the drill by hand.
 */
async function untilHealed(
  arena: Arena,
  running: Running,
  { struckAt, before }: Struck,
): Promise<Pick<Row, "healed" | "seconds" | "wrong">> {
  const { home } = arena;
  const since = (from: number): number => (performance.now() - from) / 1_000;
  const wrong: string[] = [];
  // Between two looks a watchdog may have done its last and gone.
  for (let alone = 0; !(await atRest(home)); alone = (await nobodyHeals(home)) ? alone + 1 : 0) {
    if (alone > 5 || since(struckAt) * 1_000 > healWithinMs) {
      if (since(struckAt) * 1_000 > healWithinMs)
        wrong.push(`nobody healed it within ${healWithinMs / 1_000} s`);
      await arena.engine?.back?.();
      const { stderr } = await gameday(home, ["status"]);
      if (!stderr.includes("crashed and was not healed"))
        wrong.push(`the next command did not tell of it: ${stderr.slice(0, 200)}`);
      const asked = performance.now();
      const stopped = await gameday(home, ["stop", "--all"], {
        cwd: home.folder,
        env: arena.env ?? {},
      });
      if (stopped.code !== 0)
        wrong.push(
          `gameday stop exits ${stopped.code}: ${stopped.stderr}${stopped.stdout}`.slice(0, 400),
        );
      await running.ended;
      return { healed: "stop", seconds: since(asked), wrong };
    }
    await wait(20);
  }
  const seconds = since(struckAt);
  const { code, signal, stderr } = await running.ended;
  if (newDrills(home, before).length === 0) return { healed: "nothing to heal", seconds, wrong };
  const by =
    registered(home)
      .findLast(({ drill }) => !before.includes(drill))
      ?.ended?.how.startsWith("aborted by watchdog") === true
      ? "watchdog"
      : "itself";
  if (
    by === "itself" &&
    signal === null &&
    code !== null &&
    ![0, 1, 2, 129, 130, 143].includes(code)
  )
    wrong.push(`exit code ${code}: ${stderr.slice(-300)}`);
  return { healed: by, seconds, wrong };
}

/**
 * Neither a command nor a watchdog lives any more, registered or not: a watchdog may begin before
 * its drill knows its number.
 */
async function nobodyHeals(home: Home): Promise<boolean> {
  return !(await processesOf(home)).some((one) => /watchdog-process|bin\/run\.js/.test(one));
}

/** What was on disk at the blow is there still, and first. */
function kept(home: Home, drills: readonly string[], onDisk: string): readonly string[] {
  return drills
    .map((drill) => journalText(home, drill))
    .join("")
    .startsWith(onDisk)
    ? []
    : ["lines that were on disk are gone from the journal"];
}

function heard(
  events: readonly GamedayEvent[],
  acknowledged: readonly string[],
): readonly string[] {
  const written = new Set(
    events.flatMap(({ type, data }) => (type === "note.added" ? [data.text] : [])),
  );
  return acknowledged
    .filter((note) => !written.has(note))
    .map((note) => `"${note}" was acknowledged and is not in the journal`);
}

/** The journal's own end: every fault undone, no residue, ended once. */
function told(events: readonly GamedayEvent[], healed: Row["healed"]): readonly string[] {
  if (healed === "nothing to heal" || events.length === 0) return [];
  const of = (type: EventType): readonly GamedayEvent[] =>
    events.filter((event) => event.type === type);
  const wrong: string[] = [];
  const undone = new Set(
    events.flatMap(({ type, data }) => (type === "fault.undone" && data.ok ? [data.id] : [])),
  );
  for (const event of events)
    if (event.type === "fault.armed" && !undone.has(event.data.id))
      wrong.push(`fault ${event.data.id} is armed and not undone in the journal`);
  if (of("drill.ended").length !== 1)
    wrong.push(`the journal ends the drill ${of("drill.ended").length} times`);
  for (const event of events)
    if (event.type === "heal.done" && event.data.residue.length > 0)
      wrong.push(`residue: ${JSON.stringify(event.data.residue)}`);
  for (const [i, { seq }] of events.entries())
    if (seq !== i) return [...wrong, `line ${i + 1} of the journal has number ${seq}`];
  return wrong;
}

/** `report build` works, and passes only what had passed before the blow. */
async function reported(
  home: Home,
  drills: readonly string[],
  events: readonly GamedayEvent[],
): Promise<readonly string[]> {
  const [drill] = drills;
  if (drill === undefined) return [];
  const built = await gameday(home, ["report", "build", drill, "--json"]);
  // Killed before its first line was written, it has nothing to tell, and that is said in words.
  if (events.length === 0)
    return built.code === 64 && built.stdout.includes('"code":"GD-R00')
      ? []
      : [
          `report build of an empty journal exits ${built.code}: ${built.stdout}${built.stderr}`.slice(
            0,
            300,
          ),
        ];
  if (built.code !== 0)
    return [`report build exits ${built.code}: ${built.stdout}${built.stderr}`.slice(0, 300)];
  const { verdict } = JSON.parse(built.stdout) as { verdict: string };
  const held = events.some(
    ({ type, data }) => type === "drill.ended" && (data.why === "held" || data.why === "resolved"),
  );
  return verdict === "pass" && !held ? ["the report passes a drill that was cut off"] : [];
}
