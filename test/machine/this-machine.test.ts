import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { busyPrograms } from "../../src/machine/busy-programs.ts";
import { constantWork } from "../../src/machine/constant-work.ts";
import type { Machine, MachineLook } from "../../src/machine/machine.ts";
import { thisMachine } from "../../src/machine/this-machine.ts";

const burnMs = 400;
/**
 * Linux counts each process in whole hundredths of a second, of its user and of its system time.
 */
const roundingMs = 20;

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0)) await undo();
});

function machineOf(mark: string): Machine {
  const machine = thisMachine({
    owns: (environ) => environ.split("\0").includes(`GAMEDAY_TEST_MARK=${mark}`),
    containers: async () => new Set(),
  });
  cleanUp.push(() => machine.close());
  return machine;
}

interface Burner {
  readonly pid: number;
  /** Lets it burn so much CPU time, and answers how much it was, milliseconds. */
  burn(): Promise<number>;
}

/** A process that is no child of ours: its parent is gone before it begins. */
async function orphan(mark: string | undefined): Promise<Burner> {
  const program = `
    process.on("SIGUSR2", () => { const start = process.cpuUsage(); let used = 0; while (used < ${burnMs}) { const { user, system } = process.cpuUsage(start); used = (user + system) / 1000; } process.stdout.write(used + "\\n"); });
    setInterval(() => {}, 60_000);
    process.stdout.write(process.pid + "\\n");`;
  const { GAMEDAY_TEST_MARK: _mark, ...env } = process.env;
  const shell = spawn("/bin/sh", ["-c", 'setsid "$0" -e "$1" &', process.execPath, program], {
    env: { ...env, ...(mark === undefined ? {} : { GAMEDAY_TEST_MARK: mark }) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: ((line: string) => void)[] = [];
  shell.stdout.on("data", (chunk: Buffer) => lines.shift()?.(chunk.toString("utf8").trim()));
  const next = (): Promise<string> => new Promise((resolve) => lines.push(resolve));
  const exited = new Promise((resolve) => shell.once("exit", resolve));
  const pid = Number(await next());
  cleanUp.push(() => existsSync(`/proc/${pid}`) && process.kill(pid, "SIGKILL"));
  await exited;
  return { pid, burn: () => (process.kill(pid, "SIGUSR2"), next().then(Number)) };
}

const grown = (before: MachineLook, after: MachineLook, key: "oursMs" | "othersMs"): number =>
  (after[key] ?? Number.NaN) - (before[key] ?? Number.NaN);

describe.skipIf(!existsSync("/proc/stat"))("the machine that we run on", () => {
  it("counts what a process with the drill's mark uses as ours, and never as others'", async () => {
    const machine = machineOf("a-drill");
    const marked = await orphan("a-drill");
    await machine.look();
    const before = await machine.look();
    const burnt = await marked.burn();
    const after = await machine.look();
    expect(grown(before, after, "oursMs")).toBeGreaterThanOrEqual(burnt - roundingMs);
  });

  it("counts what another program uses as others', and never as ours", async () => {
    const machine = machineOf("a-drill");
    const foreign = await orphan("another-drill");
    await machine.look();
    // From before the first look to after the second: no less than what lies between their
    // readings.
    const own = process.cpuUsage();
    const before = await machine.look();
    const burnt = await foreign.burn();
    const after = await machine.look();
    const { user, system } = process.cpuUsage(own);
    expect(grown(before, after, "oursMs")).toBeLessThanOrEqual(
      (user + system) / 1_000 + roundingMs,
    );
    expect(grown(before, after, "othersMs")).toBeGreaterThanOrEqual(
      burnt - roundingMs * (after.hostCpus + 1),
    );
  });

  it("keeps the time of a process of ours that has gone", async () => {
    const machine = machineOf("a-drill");
    const marked = await orphan("a-drill");
    const before = await machine.look();
    const burnt = await marked.burn();
    await machine.look();
    process.kill(marked.pid, "SIGKILL");
    while (existsSync(`/proc/${marked.pid}`)) await new Promise((resolve) => setImmediate(resolve));
    expect(grown(before, await machine.look(), "oursMs")).toBeGreaterThanOrEqual(
      burnt - roundingMs,
    );
  });

  it("names the programs that keep it busy", async () => {
    const foreign = await orphan(undefined);
    const burning = foreign.burn();
    const busy = await busyPrograms(200);
    await burning;
    expect(busy?.programs.map(({ pid }) => pid)).toContain(foreign.pid);
    expect(busy?.othersCpus).toBeGreaterThan(0);
  });

  it("says that it does not know who else works where the drill's containers cannot be seen", async () => {
    const machine = thisMachine({
      owns: () => false,
      containers: async () => new Set(["f".repeat(64)]),
    });
    cleanUp.push(() => machine.close());
    expect(await machine.look()).toMatchObject({
      oursMs: null,
      othersMs: null,
      workUs: expect.any(Number),
    });
  });
});

it("times constant work by CPU time, so that waiting for a CPU does not count", async () => {
  const work = constantWork();
  const us = await work.measure();
  expect(us).toBeGreaterThan(0);
  await work.close();
  expect(await work.measure()).toBeNull();
});
