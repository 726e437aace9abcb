import { existsSync, linkSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { GamedayError } from "../kernel/error.ts";
import { didYouMean } from "../kernel/did-you-mean.ts";
import { seenFrom, thisOrigin, type Origin } from "../journal/origin.ts";
import { noMark, type DrillMark } from "../runtime/drill-mark.ts";
import { lives } from "./process.ts";
import { leaseOver } from "./lease-over.ts";
import { matching } from "./match-id.ts";
import { readOwn, refuseOthersRegister } from "./own-register.ts";
import { replaceFile } from "./replace-file.ts";

/** A container of the user's own that a drill may break, as the register knows it. */
export interface LockedTarget {
  /** The component's id in the drill. */
  readonly component: string;
  /** The container's full id, which is unique. */
  readonly container: string;
  readonly name: string;
  /** Where its engine is. */
  readonly engine: string;
}

/**
 * One drill as every command from any folder finds it. Written before anything else of the drill
 * happens.
 */
export interface Entry {
  readonly v: 1;
  readonly drill: string;
  readonly scenario: string;
  /** Set for a single fault of `gameday fault` (default: a drill). */
  readonly kind?: "fault";
  readonly runFolder: string;
  /** Control socket. */
  readonly socket: string;
  /** Short folder for server sockets, removed at the end. */
  readonly temp: string;
  readonly runtime: string;
  /** The address of the engine that its own containers are on; undefined on other runtimes. */
  readonly engine?: string;
  /** The process that runs it; pid and start time together identify a process. */
  readonly pid: number;
  readonly pidStart: string | undefined;
  /** Where that process runs: its pid means nothing anywhere else. */
  readonly origin: Origin;
  /** The mark on everything that the drill makes. */
  readonly mark: DrillMark;
  /** ISO time of its registration. */
  readonly started: string;
  /** The same by the kernel's monotonic clock. Milliseconds. */
  readonly startedMono: number;
  /** ISO time after which it cannot be running any more. */
  readonly expires: string;
  readonly ended?: { readonly wall: string; readonly how: string };
  /**
   * The user's own containers that it may break: no other drill may break them meanwhile, and
   * healing finds them here.
   */
  readonly targets?: readonly LockedTarget[];
  /**
   * Its journal is on disk: from then on a target may be broken, and only the journal says what.
   */
  readonly begun?: true;
  /** Files that would give its answers away are closed until it has ended. */
  readonly sealed?: true;
  /** The process that heals when the drill's own process is gone. */
  readonly watchdog?: { readonly pid: number; readonly start: string | undefined };
}

/**
 * Elsewhere: its process is on another host or in another pid namespace, so it cannot be known from
 * here whether it lives.
 */
export type Life = "running" | "dead" | "ended" | "elsewhere";

/** The list of drills under the state folder, one small file each, replaced atomically. */
export class Registry {
  private readonly folder: string;
  /** The environment with which a process finds this register. */
  readonly env: Readonly<Record<string, string>>;

  /** GD-E015 when another user could have written it. */
  constructor(stateFolder: string) {
    refuseOthersRegister(stateFolder);
    this.env = { XDG_STATE_HOME: dirname(stateFolder) };
    this.folder = join(stateFolder, "drills");
  }

  /**
   * Registers a new drill; false when another process was first to take its id. No reader ever sees
   * half an entry, or one that is not marked as open.
   */
  add(entry: Entry): boolean {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const file = this.file(entry.drill);
    if (existsSync(file)) return false;
    const aside = `${file}.${process.pid}.tmp`;
    try {
      // Always a new file: never written through a link that another user left in its place.
      for (const [made, text] of [
        [this.openFile(entry.drill), ""],
        [aside, textOf(entry)],
      ] as const) {
        rmSync(made, { force: true });
        writeFileSync(made, text, { mode: 0o600, flag: "wx" });
      }
      linkSync(aside, file);
      return true;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
      rmSync(this.openFile(entry.drill), { force: true });
      throw error;
    } finally {
      rmSync(aside, { force: true });
    }
  }

  write(entry: Entry): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    replaceFile(this.file(entry.drill), textOf(entry), { mode: 0o600 });
  }

  /** Changes what is known of a drill; nothing when it is not registered. */
  update(drill: string, more: Partial<Entry>): void {
    const entry = this.read(drill);
    if (entry !== undefined) this.write({ ...entry, ...more });
  }

  /** The file that the process healing a dead drill locks. */
  healFile(drill: string): string {
    return join(this.folder, `${drill}.heal`);
  }

  private file(drill: string): string {
    return join(this.folder, `${drill}.json`);
  }

  /**
   * A file beside the entry of a drill that has not ended, so that listing the folder shows whether
   * there is any.
   */
  private openFile(drill: string): string {
    return join(this.folder, `${drill}.open`);
  }

  end(drill: string, how: string, wall: string): void {
    const entry = this.read(drill);
    if (entry !== undefined && entry.ended === undefined)
      this.write({ ...entry, ended: { wall, how } });
    rmSync(this.openFile(drill), { force: true });
  }

  forget(drill: string): void {
    for (const file of [this.file(drill), this.openFile(drill)]) rmSync(file, { force: true });
  }

  /**
   * Drills whose command and watchdog are both gone, so that nothing heals them by itself. Cheap:
   * it reads only the entries of drills that have not ended.
   */
  abandoned(): readonly string[] {
    const open = this.names()
      .filter((name) => name.endsWith(".open"))
      .map((name) => name.slice(0, -".open".length));
    return open.filter((drill) => {
      const entry = this.read(drill);
      return entry !== undefined && this.life(entry) === "dead" && !this.isGuarded(entry);
    });
  }

  /** Is its watchdog alive? */
  isGuarded(entry: Entry): boolean {
    return entry.watchdog !== undefined && seenHere(entry) === "here" && lives(entry.watchdog);
  }

  read(drill: string): Entry | undefined {
    try {
      const entry = { ...unknownOf(drill), ...(JSON.parse(readOwn(this.file(drill))) as Entry) };
      return entry.v === 1 && typeof entry.started === "string" ? entry : undefined;
    } catch {
      return undefined;
    }
  }

  private names(): readonly string[] {
    try {
      return readdirSync(this.folder);
    } catch {
      return [];
    }
  }

  /** All drills, oldest first. */
  list(): readonly Entry[] {
    return this.names()
      .filter((name) => name.endsWith(".json"))
      .flatMap((name) => this.read(name.slice(0, -5)) ?? [])
      .toSorted((a, b) => a.started.localeCompare(b.started) || a.drill.localeCompare(b.drill));
  }

  /**
   * Dead: its process is gone, its pid now belongs to another process, or it was of an earlier
   * boot, and no end was written. A drill elsewhere counts as dead once its time is over, by a
   * clock that both share.
   */
  life(entry: Entry): Life {
    if (entry.ended !== undefined) return "ended";
    const seen = seenHere(entry);
    if (seen === "here")
      return lives({ pid: entry.pid, start: entry.pidStart }) ? "running" : "dead";
    return seen === "earlier-boot" || leaseOver(entry, this.file(entry.drill))
      ? "dead"
      : "elsewhere";
  }

  /**
   * The drill that a verb is for: the one with that id, or the only one with an id part that begins
   * with it (default: the only one that runs). It never guesses between several, but prefers the
   * only one that has not ended.
   */
  pick(drill: string | undefined, prefer: "open" | "none" = "open"): Entry {
    const all = this.list();
    if (drill !== undefined) {
      const found = matching(drill, all);
      const open = found.filter((entry) => entry.ended === undefined);
      const [entry, other] = prefer === "open" && open.length > 0 ? open : found;
      if (entry !== undefined && other === undefined) return entry;
      if (entry !== undefined)
        throw new GamedayError(
          "GD-C003",
          `"${drill}" matches several drills: ${found.map((one) => one.drill).join(", ")}`,
          { hint: `use more of the id: ${other?.drill ?? ""}` },
        );
      const near = didYouMean(
        drill,
        all.map((one) => one.drill),
      );
      throw new GamedayError("GD-C006", `no drill "${drill}"`, {
        hint:
          near === undefined
            ? "gameday history lists finished drills, gameday status running ones"
            : `did you mean ${near}?`,
      });
    }
    const living = all.filter((entry) => this.life(entry) === "running");
    const drills = living.filter(({ kind }) => kind !== "fault");
    const running = drills.length === 0 ? living : drills;
    const [only, second] = running;
    if (only === undefined)
      throw new GamedayError("GD-C002", "no drill is running", {
        hint: "start one: gameday run hot-mysql",
      });
    if (second !== undefined)
      throw new GamedayError(
        "GD-C003",
        `${running.length} drills are running: ${running.map((one) => one.drill).join(", ")}`,
        { hint: `name one: --drill ${second.drill}` },
      );
    return only;
  }
}

/** Whether its process can be seen from here at all. */
export function seenHere({
  origin,
  started,
}: Pick<Entry, "origin" | "started">): ReturnType<typeof seenFrom> {
  return seenFrom(thisOrigin(), origin, Date.parse(started) / 1_000);
}

/** What an entry of an older version lacks: nothing carries its mark, and it ran here. */
const unknownOf = (drill: string): Pick<Entry, "mark" | "origin" | "startedMono"> => ({
  mark: { ...noMark, drill },
  origin: thisOrigin(),
  startedMono: 0,
});

const textOf = (entry: Entry): string => `${JSON.stringify(entry, null, 1)}\n`;
