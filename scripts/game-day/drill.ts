/** A game day on this machine: the drill, and the people in it, each in a terminal of their own. */
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { EventType, GamedayEvent } from "../../src/event/event.ts";
import type { ResultLine } from "../../src/event/result.ts";

export const root = join(import.meta.dirname, "..", "..");
export const program = join(root, "bin", "run.js");

/** What a command printed and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `gameday …` to its end. */
export function gameday(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const texts = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (texts.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (texts.stderr += chunk.toString()));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, ...texts })));
}

/** As `gameday`, and throws what was said when it was refused. */
export async function succeed(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const ended = await gameday(args, env);
  if (ended.code !== 0)
    throw new Error(`gameday ${args.join(" ")}: exit ${ended.code}\n${ended.stderr}`);
  return ended;
}

/** A drill that people play, followed event by event. */
export class GameDay {
  readonly events: GamedayEvent[] = [];
  result: ResultLine | undefined;
  private readonly waiting = new Set<() => void>();
  private readonly child: ChildProcess;
  readonly gone: Promise<void>;
  readonly env: NodeJS.ProcessEnv;
  private ended = false;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv) {
    this.env = env;
    this.child = spawn(process.execPath, [program, "run", ...args, "--json"], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (this.child.stdout !== null)
      createInterface({ input: this.child.stdout }).on("line", (line) => this.take(line));
    this.gone = new Promise((resolve) =>
      this.child.on("close", () => {
        this.ended = true;
        this.wake();
        resolve();
      }),
    );
  }

  private take(line: string): void {
    const read = JSON.parse(line) as GamedayEvent | ResultLine;
    if (read.type === "result") this.result = read;
    else this.events.push(read);
    this.wake();
  }

  private wake(): void {
    for (const check of this.waiting) check();
  }

  /** The first event of this type that fits; undefined when the drill ends before. */
  until<T extends EventType>(
    type: T,
    fits: (event: Extract<GamedayEvent, { type: T }>) => boolean = () => true,
  ): Promise<Extract<GamedayEvent, { type: T }> | undefined> {
    return new Promise((resolve) => {
      const check = (): void => {
        const found = this.events.find(
          (event): event is Extract<GamedayEvent, { type: T }> =>
            event.type === type && fits(event as Extract<GamedayEvent, { type: T }>),
        );
        if (found === undefined && !this.ended) return;
        this.waiting.delete(check);
        resolve(found);
      };
      this.waiting.add(check);
      check();
    });
  }

  get id(): string {
    const planned = this.events.find((event) => event.type === "drill.planned");
    if (planned?.type !== "drill.planned") throw new Error("game day: no drill yet");
    return planned.data.drill;
  }

  /** The journal, truth included; whole once the drill is over. */
  journal(): readonly GamedayEvent[] {
    if (this.result === undefined) throw new Error("game day: the drill has not ended");
    return readFileSync(join(this.result.runFolder, "events.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as GamedayEvent);
  }

  interrupt(): void {
    if (!this.ended) this.child.kill("SIGINT");
  }

  /** Someone sits down, in a role. */
  async join(name: string, role: string): Promise<Person> {
    const { stdout } = await succeed(
      ["join", "--name", name, "--role", role, "--drill", this.id, "--json"],
      this.env,
    );
    const { seat } = JSON.parse(stdout) as { seat: string };
    return new Person(name, { ...this.env, GAMEDAY_SEAT: seat, GAMEDAY_DRILL_ID: this.id });
  }
}

/** One person in one terminal. */
export class Person {
  readonly name: string;
  refused = 0;
  private readonly env: NodeJS.ProcessEnv;

  constructor(name: string, env: NodeJS.ProcessEnv) {
    this.name = name;
    this.env = env;
  }

  /** Types a command; a refusal is counted and is theirs to deal with. */
  async type(...args: readonly string[]): Promise<Ended> {
    const ended = await gameday(args, this.env);
    const line = `${this.name.padEnd(5)} gameday ${args.join(" ")}`;
    const said = (ended.code === 0 ? ended.stdout : ended.stderr).trim().split("\n")[0] ?? "";
    process.stderr.write(`${line.slice(0, 100)}\n      ${said.slice(0, 120)}\n`);
    if (ended.code !== 0) this.refused += 1;
    return ended;
  }

  /** Types a command that must be accepted. */
  async must(...args: readonly string[]): Promise<Ended> {
    const ended = await this.type(...args);
    if (ended.code !== 0) throw new Error(`${this.name}: ${args.join(" ")}\n${ended.stderr}`);
    return ended;
  }
}
