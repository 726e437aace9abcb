import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { GamedayError } from "../kernel/error.ts";
import { didYouMean } from "../kernel/did-you-mean.ts";
import { lives } from "../watch/process.ts";
import { replaceFile } from "./replace-file.ts";

/** A container of the user's own that a drill may break, as the register knows it. */
export interface LockedTarget {
  /** The component's id in the drill. */
  readonly component: string;
  /** The container's whole id, which is nobody else's. */
  readonly container: string;
  readonly name: string;
  /** Where its engine is. */
  readonly engine: string;
}

/** One drill as every command from any folder finds it. Written before anything else of the drill happens. */
export interface Entry {
  readonly v: 1;
  readonly drill: string;
  readonly scenario: string;
  /** A single fault of `gameday fault`; a drill without it. */
  readonly kind?: "fault";
  readonly runFolder: string;
  /** Control socket. */
  readonly socket: string;
  /** Short folder for server sockets, removed at the end. */
  readonly temp: string;
  readonly runtime: string;
  /** The address of the engine in which its own containers are; none on other runtimes. */
  readonly engine?: string;
  /** The process that performs it; pid and start time together name a process. */
  readonly pid: number;
  readonly pidStart: string | undefined;
  /** ISO time of its registration. */
  readonly started: string;
  /** ISO time after which it cannot be running any more. */
  readonly expires: string;
  readonly ended?: { readonly wall: string; readonly how: string };
  /** The user's own containers that it may break: nobody else's drill may meanwhile, and whoever heals finds them here. */
  readonly targets?: readonly LockedTarget[];
  /** The process that heals when that one is gone. */
  readonly watchdog?: { readonly pid: number; readonly start: string | undefined };
}

export type Life = "running" | "dead" | "ended";

/** The list of drills under the state folder, one small file each, replaced atomically. */
export class Registry {
  private readonly folder: string;
  /** What a process must find in its environment to come to this register. */
  readonly env: Readonly<Record<string, string>>;

  constructor(stateFolder: string) {
    this.env = { XDG_STATE_HOME: dirname(stateFolder) };
    this.folder = join(stateFolder, "drills");
  }

  /** Registers a new drill; false when another process was first to take its id. Nobody ever reads half an entry, or one that is not marked as open. */
  add(entry: Entry): boolean {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const file = this.file(entry.drill);
    if (existsSync(file)) return false;
    const aside = `${file}.${process.pid}.tmp`;
    try {
      writeFileSync(this.openFile(entry.drill), "", { mode: 0o600 });
      writeFileSync(aside, textOf(entry), { mode: 0o600 });
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

  /** What is locked by whoever heals a dead drill. */
  healFile(drill: string): string {
    return join(this.folder, `${drill}.heal`);
  }

  private file(drill: string): string {
    return join(this.folder, `${drill}.json`);
  }

  /** Beside the entry of a drill that has not ended, so that one look at the folder tells whether there is any. */
  private openFile(drill: string): string {
    return join(this.folder, `${drill}.open`);
  }

  end(drill: string, how: string, wall: string): void {
    const entry = this.read(drill);
    if (entry !== undefined && entry.ended === undefined) this.write({ ...entry, ended: { wall, how } });
    rmSync(this.openFile(drill), { force: true });
  }

  forget(drill: string): void {
    for (const file of [this.file(drill), this.openFile(drill)]) rmSync(file, { force: true });
  }

  /** Drills whose command and whose watchdog are gone, so that nobody heals them unasked. Cheap: it reads the entries of drills that have not ended alone. */
  abandoned(): readonly string[] {
    const open = this.names().filter((name) => name.endsWith(".open")).map((name) => name.slice(0, -".open".length));
    return open.filter((drill) => {
      const entry = this.read(drill);
      return entry !== undefined && this.life(entry) === "dead" && !this.isGuarded(entry);
    });
  }

  /** Does its watchdog live? */
  isGuarded({ watchdog }: Entry): boolean {
    return watchdog !== undefined && lives(watchdog);
  }

  read(drill: string): Entry | undefined {
    try {
      const entry = JSON.parse(readFileSync(this.file(drill), "utf8")) as Entry;
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

  /** Dead: its process is gone, or the pid is now somebody else's, and nobody wrote an end. */
  life(entry: Entry): Life {
    if (entry.ended !== undefined) return "ended";
    return lives({ pid: entry.pid, start: entry.pidStart }) ? "running" : "dead";
  }

  /** The drill that a verb means: the named one, or the only one that runs. */
  pick(drill: string | undefined): Entry {
    const all = this.list();
    if (drill !== undefined) {
      const entry = all.find((one) => one.drill === drill) ?? all.findLast((one) => one.drill.endsWith(`-${drill}`)) ?? all.findLast((one) => one.drill.includes(drill));
      if (entry !== undefined) return entry;
      const near = didYouMean(drill, all.map((one) => one.drill));
      throw new GamedayError("GD-C006", `no drill "${drill}"`, { hint: near === undefined ? "gameday status lists the drills" : `did you mean ${near}?` });
    }
    const living = all.filter((entry) => this.life(entry) === "running");
    const drills = living.filter(({ kind }) => kind !== "fault");
    const running = drills.length === 0 ? living : drills;
    const [only, second] = running;
    if (only === undefined) throw new GamedayError("GD-C002", "no drill is running", { hint: "start one: gameday run hot-mysql" });
    if (second !== undefined) throw new GamedayError("GD-C003", `${running.length} drills are running: ${running.map((one) => one.drill).join(", ")}`, { hint: `name one: --drill ${second.drill}` });
    return only;
  }
}

const textOf = (entry: Entry): string => `${JSON.stringify(entry, null, 1)}\n`;
