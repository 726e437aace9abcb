/**
 * The built command as a person or a pipeline meets it: spawned, in folders of its own, its output
 * watched line by line.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { readPlan } from "../../src/app/report/read-plan.ts";
import { auditFolder, type Audit } from "../../src/audit/audit.ts";
import type { Verdict } from "../../src/event/drill.ts";
import type { EventType, GamedayEvent } from "../../src/event/event.ts";
import type { ResultLine } from "../../src/event/result.ts";
import { readJournal } from "../../src/journal/read-journal.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const entry = join(root, "bin", "run.js");
/** How hints spell the command for whoever calls it from one of the folders of a `Home`. */
export const command = join(root, "bin", "gameday");
export const frozenShop = join(root, "test", "fixtures", "frozen-shop.yaml");

/**
 * A user's world of folders: state, runs and temporary files of its own; the cache is shared, as on
 * a real machine.
 */
export interface Home extends AsyncDisposable {
  readonly folder: string;
  /** An empty folder to call from. */
  readonly elsewhere: string;
  readonly runs: string;
  readonly temp: string;
  readonly env: NodeJS.ProcessEnv;
}

export function makeHome(): Home {
  const folder = mkdtempSync(join(tmpdir(), "gde-"));
  const [state, runs, temp, elsewhere] = ["state", "runs", "t", "elsewhere"].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  for (const each of [state, temp, elsewhere]) mkdirSync(each);
  const {
    GAMEDAY_DRILL: _drill,
    GAMEDAY_DRILL_ID: _id,
    GAMEDAY_SEED: _seed,
    CI: _ci,
    NODE_OPTIONS: _options,
    XDG_RUNTIME_DIR: _sockets,
    ...outer
  } = process.env;
  const env = {
    ...outer,
    HOME: folder,
    XDG_STATE_HOME: state,
    XDG_CACHE_HOME: process.env["GAMEDAY_E2E_CACHE"] ?? join(root, "node_modules", ".cache"),
    GAMEDAY_RUNS: runs,
    TMPDIR: temp,
    NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "compile"),
    NO_COLOR: "1",
  };
  return {
    folder,
    elsewhere,
    runs,
    temp,
    env,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/**
 * A home for each test of the file or the suite that calls this, or one for all of them, there once
 * the first begins; at the end its drills are stopped and its folders removed.
 */
export function homeFor(whom: "each" | "all"): Home {
  const home = {} as Home;
  const [before, after] = whom === "each" ? [beforeEach, afterEach] : [beforeAll, afterAll];
  before(() => void Object.assign(home, makeHome()));
  after(async () => {
    await gameday(home, ["stop", "--all"]);
    try {
      await expectSoundVerdicts(home);
    } finally {
      await home[Symbol.asyncDispose]();
    }
  });
  return home;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command under way. */
export interface Running {
  readonly process: ChildProcess;
  readonly pid: number;
  /** Complete lines so far. */
  readonly lines: readonly string[];
  readonly talk: readonly string[];
  readonly ended: Promise<Ended>;
  /** The first line, on stdout or stderr, that fits; rejects when the command ends without one. */
  line(fits: RegExp | ((line: string) => boolean)): Promise<string>;
  /** The first event of `--json` that fits. */
  event<T extends EventType>(
    type: T,
    fits?: (event: Extract<GamedayEvent, { type: T }>) => boolean,
  ): Promise<Extract<GamedayEvent, { type: T }>>;
}

export interface StartOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly node?: string;
  readonly entry?: string;
}

/** Starts `gameday …`; nothing is waited for. */
export function start(
  home: Home,
  args: readonly string[],
  {
    cwd = home.elsewhere,
    env = {},
    node = process.execPath,
    entry: file = entry,
  }: StartOptions = {},
): Running {
  const child = spawn(node, [file, ...args], {
    cwd,
    env: { ...home.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [lines, talk]: [string[], string[]] = [[], []];
  const watchers = new Set<(line: string) => void>();
  for (const [stream, kept] of [
    [child.stdout, lines],
    [child.stderr, talk],
  ] as const) {
    createInterface({ input: stream }).on("line", (line) => {
      kept.push(line);
      for (const look of watchers) look(line);
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) =>
      resolve({
        code,
        signal,
        stdout: lines.map((line) => `${line}\n`).join(""),
        stderr: talk.map((line) => `${line}\n`).join(""),
      }),
    );
  });
  const line = (fits: RegExp | ((line: string) => boolean)): Promise<string> => {
    const test = fits instanceof RegExp ? (text: string) => fits.test(text) : fits;
    return new Promise((resolve, reject) => {
      const look = (text: string): void => {
        if (!test(text)) return;
        watchers.delete(look);
        resolve(text);
      };
      watchers.add(look);
      for (const text of [...lines, ...talk]) look(text);
      void ended.then(({ code, signal, stderr }) =>
        reject(
          new Error(
            `gameday ${args.join(" ")} ended (${code ?? signal}) before a line that fits ${String(fits)}\n${stderr}${lines.slice(-5).join("\n")}`,
          ),
        ),
      );
    });
  };
  const event = async <T extends EventType>(
    type: T,
    fits: (event: Extract<GamedayEvent, { type: T }>) => boolean = () => true,
  ): Promise<Extract<GamedayEvent, { type: T }>> => {
    const found = await line((text) => {
      const parsed = eventOf(text, type);
      return parsed !== undefined && fits(parsed);
    });
    return eventOf(found, type) as Extract<GamedayEvent, { type: T }>;
  };
  return { process: child, pid: child.pid ?? 0, lines, talk, ended, line, event };
}

function eventOf<T extends EventType>(
  text: string,
  type: T,
): Extract<GamedayEvent, { type: T }> | undefined {
  if (!text.startsWith("{") || !text.includes(`"type":"${type}"`)) return undefined;
  const parsed = JSON.parse(text) as GamedayEvent;
  return parsed.type === type ? (parsed as Extract<GamedayEvent, { type: T }>) : undefined;
}

/** Runs `gameday …` to its end. */
export function gameday(
  home: Home,
  args: readonly string[],
  options: StartOptions = {},
): Promise<Ended> {
  return start(home, args, options).ended;
}

/** The last line of `--json`. */
export function resultOf({ stdout, stderr }: Pick<Ended, "stdout" | "stderr">): ResultLine {
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  if (!last.startsWith("{")) throw new Error(`no result line:\n${stderr}`);
  return JSON.parse(last) as ResultLine;
}

/** A run's journal, its chain of hashes held. */
export async function journalOf(runFolder: string): Promise<readonly GamedayEvent[]> {
  const events: GamedayEvent[] = [];
  for await (const event of readJournal(join(runFolder, "events.jsonl"), { verify: true }))
    events.push(event);
  return events;
}

/** What an audit says of a finished drill. */
export async function auditOf(runFolder: string): Promise<Audit> {
  const { judgement } = JSON.parse(readFileSync(join(runFolder, "summary.json"), "utf8")) as {
    judgement: { verdict: Verdict };
  };
  return auditFolder(
    {
      drill: basename(runFolder),
      runFolder,
      plan: readPlan(runFolder),
      verdict: judgement.verdict,
    },
    join(runFolder, "events.jsonl"),
  );
}

/**
 * No finished drill of a home has a verdict or figures that its journal and its logs do not bear
 * out.
 */
async function expectSoundVerdicts(home: Home): Promise<void> {
  for (const drill of drillsOf(home)) {
    const folder = join(home.runs, drill);
    if (!existsSync(join(folder, "summary.json"))) continue;
    const { disagreements, why } = await auditOf(folder);
    expect(disagreements, `the audit of ${drill}: ${why.join("; ")}`).toEqual([]);
  }
}

/** The drills of a home, oldest first. */
export function drillsOf(home: Home): readonly string[] {
  return existsSync(home.runs) ? readdirSync(home.runs).toSorted() : [];
}

/** The run folder of a home's only drill, or of its oldest. */
export function runFolderOf(home: Home): string {
  return join(home.runs, drillsOf(home)[0] ?? "");
}

/** Processes that carry the mark of one of the home's drills: `pid name`. */
export async function markedProcesses(home: Home): Promise<readonly string[]> {
  const drills = new Set(drillsOf(home).map((drill) => `GAMEDAY_DRILL=${drill}`));
  const pids = existsSync("/proc")
    ? (await readdir("/proc")).filter((name) => /^\d+$/.test(name))
    : [];
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = (await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "")).split(
        "\0",
      );
      // Other people on this machine may run a drill of the same name.
      return environment.includes(`HOME=${home.folder}`) &&
        environment.some((one) => drills.has(one))
        ? [`${pid} ${readFileSync(`/proc/${pid}/comm`, "utf8").trim()}`]
        : [];
    }),
  );
  return found.flat();
}

interface Registered {
  readonly drill: string;
  readonly pid: number;
  readonly socket: string;
  readonly watchdog?: { readonly pid: number };
  readonly ended?: { readonly how: string };
}

/** What the home's register says of its drills. */
export function registered(home: Home): readonly Registered[] {
  const folder = join(home.folder, "state", "gameday", "drills");
  const names = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith(".json"))
    : [];
  return names.map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Registered);
}

/** The watchdog of the home's only drill. */
export function watchdogOf(home: Home): number {
  const pid = registered(home)[0]?.watchdog?.pid;
  if (pid === undefined) throw new Error("the drill has no watchdog");
  return pid;
}

/** Resolves once a watchdog has healed all drills and is gone. */
export async function healedUnasked(home: Home): Promise<void> {
  await expect
    .poll(
      async () =>
        registered(home).every(({ ended }) => ended !== undefined) &&
        (await markedProcesses(home)).length === 0,
      { timeout: 60_000, interval: 50 },
    )
    .toBe(true);
}

/**
 * Nothing is left of a home's drills: no process, no port, no data outside the run folders'
 * records.
 */
export async function expectNothingLeft(home: Home): Promise<void> {
  expect(await markedProcesses(home)).toEqual([]);
  expect(await readdir(home.temp, { recursive: true })).toEqual([]);
  for (const drill of drillsOf(home)) {
    const folder = join(home.runs, drill);
    expect(strangers(folder), drill).toEqual([]);
    const ports = (await journalOf(folder)).flatMap(({ type, data }) =>
      type === "component.state" && data.address !== undefined && data.port !== undefined
        ? [[data.address, data.port] as const]
        : [],
    );
    expect(
      (await Promise.all(ports.map(([host, port]) => isFree(host, port)))).every(Boolean),
      `ports of ${drill}`,
    ).toBe(true);
  }
  expect(await readdir(home.elsewhere)).toEqual([]);
}

/** What a run folder may hold for good. */
const kept: ReadonlySet<string> = new Set([
  "scenario.yaml",
  "plan.json",
  "events.jsonl",
  "summary.json",
  "briefing.md",
  "postmortem.md",
  "postmortem.html",
  "junit.xml",
  "logs",
  "load",
  "reruns.jsonl",
]);

/**
 * What lies in a run folder and does not belong there. The scenario's other files do: its stack and
 * its variants, by the names it gives them.
 */
export function strangers(folder: string): readonly string[] {
  const scenario = join(folder, "scenario.yaml");
  const text = existsSync(scenario) ? readFileSync(scenario, "utf8") : "";
  return readdirSync(folder).filter(
    (name) => !kept.has(name) && !new RegExp(`[: ]${name}/[a-z0-9-]+\\.yaml`).test(text),
  );
}

export function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
