/**
 * Fifty people in one drill, each of whom sends a verb a second: how long an answer takes, next to
 * a server that only puts the line on the disk; that nothing is lost or reordered; and that the
 * drill's memory stays flat.
 */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { call } from "../src/control/client.ts";
import type { GamedayEvent } from "../src/event/event.ts";
import { Registry } from "../src/register/registry.ts";
import { resultOf, type BenchResult } from "./result.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const people = 50;
const secondsEach = 15;
const turns = 5;

const scenario = `apiVersion: gameday/v1
kind: Drill
id: crowd
title: The shop does not answer
limit: 15m
stack:
  shop: { kind: service, program: counter.ts, front: the shop }
load:
  journeys:
    look: { to: shop, steps: [{ get: /, timeout: 1s }] }
  flows:
    users: { journey: look, rate: 20/s }
slis:
  shop: { counts: [users], objective: 99 }
alerts:
  errors: { when: { sli: shop, below: 90, over: 2s }, text: the shop does not answer }
baseline: { for: 2s }
mustBreak: { within: 10s, expect: { sli: shop, below: 50 } }
faults:
  freeze: { fault: pause, target: shop }
`;

export async function measure(): Promise<readonly BenchResult[]> {
  execFileSync(process.execPath, ["scripts/build.ts"], { cwd: root });
  const folder = mkdtempSync(join(tmpdir(), "gd-crowd-"));
  const floor = await startFloor(folder);
  const drill = await startDrill(folder);
  try {
    const answers: number[][] = [];
    const bare: number[] = [];
    const memory: number[] = [];
    for (let turn = 0; turn <= turns; turn += 1) {
      const ours = await crowd((who, at) => note(drill.socket, `${who} says ${turn}-${at}`));
      const least = p99(await crowd((who, at) => line(join(folder, "f"), `${who} ${at}`)));
      if (turn === 0) continue;
      answers.push(ours);
      bare.push(least);
      memory.push(rssMiB(drill.process));
    }
    await drill.end();
    const lost = missing(drill.journal());
    return [
      resultOf({
        name: "crowd-answer-p99",
        unit: "ms",
        peerName: "socket and disk alone",
        goal: { of: "ours", atMost: 50 },
        unknown: lost === 0 ? undefined : `${lost} notes are missing or out of order`,
        runs: { ours: answers.map(p99), peer: bare },
      }),
      resultOf({
        name: "crowd-lost-or-reordered",
        unit: "events",
        peerName: null,
        goal: { of: "ours", atMost: 0 },
        runs: { ours: [lost], peer: [] },
      }),
      resultOf({
        name: "crowd-memory-growth",
        unit: "MiB/turn",
        peerName: null,
        goal: { of: "ours", atMost: 2 },
        runs: { ours: growth(memory), peer: [] },
      }),
    ];
  } finally {
    await drill.end();
    floor.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everyone once a second, each starting at another moment; how long each answer took. */
async function crowd(say: (who: string, at: number) => Promise<void>): Promise<number[]> {
  const took: number[] = [];
  const begin = performance.now() + 100;
  const person = async (index: number): Promise<void> => {
    for (let at = 0; at < secondsEach; at += 1) {
      const due = begin + (at + index / people) * 1_000;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
      // From when it was due: a late answer makes the next one late as well, and is not hidden.
      await say(`person-${index}`, at);
      took.push(performance.now() - due);
    }
  };
  await Promise.all(Array.from({ length: people }, (_, index) => person(index)));
  return took;
}

async function note(socket: string, text: string): Promise<void> {
  const by = { id: "crowd", kind: "person", roles: [] } as const;
  const answer = await call(socket, { verb: "note", args: { text }, by }, 30_000);
  if (!answer.ok) throw new Error(`bench: ${answer.error.message}`);
}

function line(socket: string, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const connection = connect(socket, () => connection.write(`${text}\n`));
    connection
      .on("data", () => {})
      .on("end", resolve)
      .on("error", reject);
  });
}

async function startFloor(folder: string): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [join(root, "bench", "crowd-floor.ts"), join(folder, "f"), join(folder, "floor.jsonl")],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  await new Promise((resolve) => child.stdout.once("data", resolve));
  return child;
}

interface Running {
  readonly socket: string;
  readonly process: ChildProcess;
  journal(): readonly GamedayEvent[];
  end(): Promise<void>;
}

/** A real drill on child processes, once the page is out. */
async function startDrill(folder: string): Promise<Running> {
  const state = join(folder, "state");
  mkdirSync(state);
  writeFileSync(join(folder, "crowd.yaml"), scenario);
  cpSync(join(root, "test", "fixtures", "counter.ts"), join(folder, "counter.ts"));
  const child = spawn(
    process.execPath,
    [join(root, "bin", "run.js"), "run", "crowd.yaml", "--trust", "--runtime", "process", "--json"],
    {
      cwd: folder,
      env: { ...process.env, XDG_STATE_HOME: state, GAMEDAY_RUNS: join(folder, "runs") },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const paged = Promise.withResolvers<void>();
  void gone.then(() => paged.reject(new Error("bench: the drill ended before its first page")));
  createInterface({ input: child.stdout }).on("line", (text) => {
    if (text.includes('"type":"page.sent"')) paged.resolve();
  });
  await paged.promise;
  const entry = new Registry(join(state, "gameday")).pick(undefined);
  return {
    socket: entry.socket,
    process: child,
    journal: () =>
      readFileSync(join(entry.runFolder, "events.jsonl"), "utf8")
        .trim()
        .split("\n")
        .map((text) => JSON.parse(text) as GamedayEvent),
    async end() {
      if (child.exitCode === null) child.kill("SIGINT");
      await gone;
    },
  };
}

/** Notes that are not in the journal exactly once, or not in the order of their sender. */
function missing(events: readonly GamedayEvent[]): number {
  const texts = events.flatMap((event) => (event.type === "note.added" ? [event.data.text] : []));
  return Array.from({ length: people }, (_, index) => {
    const prefix = `person-${index} says `;
    const own = texts.filter((text) => text.startsWith(prefix));
    const sent = Array.from({ length: turns + 1 }, (_turn, turn) =>
      Array.from({ length: secondsEach }, (_second, at) => `${prefix}${turn}-${at}`),
    ).flat();
    return sent.filter((text, at) => own[at] !== text).length;
  }).reduce((sum, count) => sum + count, 0);
}

function p99(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1] ?? Number.NaN;
}

function rssMiB({ pid = 0 }: ChildProcess): number {
  const [, kib] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kib) / 1_024;
}

/** From one turn to the next. */
function growth(memory: readonly number[]): readonly number[] {
  return memory.slice(1).map((value, at) => value - (memory[at] ?? value));
}
