/**
 * Drills in worlds that are bad to them: each ends with a clear message, everything healed, and
 * never with a pass that it did not earn.
 */
import {
  copyFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { GamedayEvent } from "../../src/event/event.ts";
import { serverForTests } from "../support/real-server.ts";
import {
  drillsOf,
  expectNothingLeft,
  gameday,
  homeFor,
  journalOf,
  markedProcesses,
  registered,
  resultOf,
  root,
  runFolderOf,
  start,
  type Ended,
} from "./gameday.ts";
import {
  devWithoutShm,
  fillDisk,
  noMounts,
  noShift,
  shiftedClock,
  smallDisk,
  startAfter,
} from "./worlds.ts";

const server = await serverForTests();
for (const reason of [noMounts, noShift])
  if (reason !== undefined) process.stderr.write(`bad worlds: some are left out, ${reason}\n`);

const home = homeFor("each");

const quick = [
  join(root, "test", "fixtures", "quick-test.yaml"),
  "--ci",
  "--proxy",
  "embedded",
  "--json",
];
const onlyJournal = (): Promise<readonly GamedayEvent[]> => journalOf(runFolderOf(home));
const endings = (events: readonly GamedayEvent[]): readonly string[] =>
  events.flatMap(({ type, data }) =>
    type === "drill.ended" ? [`${data.why}: ${data.detail}`] : [],
  );
/** What was said of it: on stderr, by the last line of --json. */
const errorsOf = ({ stdout, stderr }: Ended): string =>
  `${stderr}${stdout.trimEnd().split("\n").at(-1) ?? ""}`;

/**
 * Every fault is proven undone, some of them twice: what the disk did not take the first time is
 * done again.
 */
function expectHealed(events: readonly GamedayEvent[]): void {
  const armed = events.flatMap(({ type, data }) => (type === "fault.armed" ? [data.id] : []));
  const undone = events.flatMap(({ type, data }) =>
    type === "fault.undone" && data.ok ? [data.id] : [],
  );
  expect(new Set(undone)).toEqual(new Set(armed));
  expect(events.findLast(({ type }) => type === "heal.done")?.data).toMatchObject({ residue: [] });
}

/** A Test of one service that misbehaves. */
function badShop(config: string): string {
  const file = join(home.folder, "bad-shop.yaml");
  copyFileSync(join(root, "test", "fixtures", "bad-shop.ts"), join(home.folder, "bad-shop.ts"));
  const text = readFileSync(join(root, "test", "fixtures", "quick-test.yaml"), "utf8").replace(
    "{ kind: service, program: counter.ts, replicas: 2 }",
    `{ kind: service, program: bad-shop.ts, replicas: 2, health: { within: 3s }, config: ${config} }`,
  );
  writeFileSync(file, text);
  return file;
}

describe("a disk", () => {
  it.skipIf(noMounts !== undefined)(
    "that gets full during the drill ends it: healed, told on the room that was kept for that, and unknown",
    async () => {
      using _disk = smallDisk(home.runs, "size=6m");
      const drill = start(home, ["run", ...quick]);
      await drill.event("fault.verified");
      fillDisk(home.runs);
      const ended = await drill.ended;
      expect(ended.code).toBe(69);
      expect(errorsOf(ended)).toMatch(
        /GD-E006.*cannot write the journal .*ENOSPC.*free some space/s,
      );
      const [id = ""] = drillsOf(home).filter((name) => !name.startsWith("full-"));
      const events = await journalOf(join(home.runs, id));
      expect(endings(events)).toEqual([
        expect.stringMatching(/^error: GD-E006 cannot write the journal/),
      ]);
      expectHealed(events);
      expect(await markedProcesses(home)).toEqual([]);
      expect(registered(home).map(({ ended: end }) => end?.how)).toEqual(["over"]);
      for (const name of readdirSync(home.runs))
        if (name.startsWith("full-")) rmSync(join(home.runs, name));
      const built = await gameday(home, ["report", "build", id, "--json"]);
      expect(JSON.parse(built.stdout)).toMatchObject({ verdict: "unknown" });
      await expectNothingLeft(home);
    },
  );

  it.skipIf(noMounts !== undefined)(
    "that is full from the start is told before anything is started",
    async () => {
      using _disk = smallDisk(home.runs, "size=200k");
      const ended = await gameday(home, ["run", ...quick]);
      expect(ended.code).toBe(69);
      expect(errorsOf(ended)).toMatch(/GD-E006.*no space left/is);
      await expectNothingLeftOfNothing();
    },
  );

  it.skipIf(noMounts !== undefined).each([
    ["runs", /the run folder .*GAMEDAY_RUNS/],
    ["state", /the state folder .*XDG_STATE_HOME/],
  ])(
    "that can only be read, under %s, is told before anything is started",
    async (folder, words) => {
      using _disk = smallDisk(join(home.folder, folder), "ro");
      const ended = await gameday(home, ["run", ...quick]);
      expect(ended.code).toBe(69);
      expect(errorsOf(ended)).toMatch(/GD-E006.*cannot write/);
      expect(errorsOf(ended)).toMatch(words);
      await expectNothingLeftOfNothing();
    },
  );

  /** No drill came about, so there is no journal to look at. */
  async function expectNothingLeftOfNothing(): Promise<void> {
    expect(await markedProcesses(home)).toEqual([]);
    expect(readdirSync(home.temp)).toEqual([]);
    expect(registered(home).filter(({ ended }) => ended === undefined)).toEqual([]);
  }
});

describe.skipIf(noShift !== undefined)("a wall clock", () => {
  it("that jumps two hours ahead and three back moves neither durations nor leases: the drill passes and leaves nothing", async () => {
    const clock = shiftedClock(home.folder);
    const drill = start(home, ["run", ...quick], { env: clock.env });
    await drill.event("drill.phase", ({ data }) => data.phase === "steady");
    clock.set(7_200);
    await drill.event("fault.verified");
    clock.set(-3_600);
    const ended = await drill.ended;
    expect(resultOf(ended)).toMatchObject({ verdict: "pass", residue: [] });
    const events = await onlyJournal();
    const jumps = events
      .slice(1)
      .map(({ wall }, i) => Date.parse(wall) - Date.parse(events[i]?.wall ?? ""));
    expect([Math.max(...jumps) > 7_000_000, Math.min(...jumps) < -10_000_000]).toEqual([
      true,
      true,
    ]);
    for (const [i, event] of events.slice(1).entries())
      expect(event.ex).toBeGreaterThanOrEqual(events[i]?.ex ?? 0);
    expect(events.at(-1)?.ex).toBeLessThan(120_000);
    await expectNothingLeft(home);
  });

  it("that is a day behind when a killed drill is healed does not keep its watchdog from it", async () => {
    const clock = shiftedClock(home.folder);
    const drill = start(home, ["run", ...quick], { env: clock.env });
    await drill.event("fault.applied");
    clock.set(-86_400);
    drill.process.kill("SIGKILL");
    await drill.ended;
    await expect
      .poll(() => registered(home).map(({ ended }) => ended?.how), { timeout: 30_000 })
      .toEqual(["aborted by watchdog: the command is gone"]);
    await expect.poll(() => markedProcesses(home), { timeout: 30_000 }).toEqual([]);
    expectHealed(await onlyJournal());
    await expectNothingLeft(home);
  });
});

describe("a machine", () => {
  it("that allows 256 open files is enough for a small drill", async () => {
    const ended = await startAfter(home, "ulimit -n 256", ["run", ...quick], { unshare: false })
      .ended;
    expect(resultOf(ended)).toMatchObject({ verdict: "pass", residue: [] });
    await expectNothingLeft(home);
  });

  it("that allows too few open files is told to allow more wherever they run out, and everything is healed", async () => {
    const told: string[] = [];
    for (const limit of [26, 28, 30, 32]) {
      const ended = await startAfter(home, `ulimit -n ${limit}`, ["run", ...quick], {
        unshare: false,
      }).ended;
      told.push(`${limit}: exit ${ended.code} ${errorsOf(ended)}`);
      expect([0, 2, 69], told.at(-1)).toContain(ended.code);
      await expect.poll(() => markedProcesses(home), { timeout: 30_000 }).toEqual([]);
    }
    expect(told.join("\n")).toMatch(/exit 69 .*GD-E014.*too many open files.*ulimit -n/s);
  });

  it.skipIf(noMounts !== undefined || server === undefined)(
    "without /dev/shm runs a drill with a database",
    async () => {
      const ended = await startAfter(
        home,
        devWithoutShm,
        ["run", crashShop(), "--trust", "--ci", "--json"],
        { unshare: true },
      ).ended;
      expect(resultOf(ended)).toMatchObject({ verdict: "pass", residue: [] });
      await expectNothingLeft(home);
    },
  );
});

describe("a service", () => {
  it("that ends at once is told with its last words; exit 69", async () => {
    const ended = await gameday(home, [
      "run",
      badShop("{ dies: true }"),
      "--trust",
      "--ci",
      "--json",
    ]);
    expect(ended.code).toBe(69);
    expect(errorsOf(ended)).toMatch(
      /GD-R001.*shop\/\d exited before it was healthy \(exit code 7\).*no disk, no cry/s,
    );
    expectHealed(await onlyJournal());
    await expectNothingLeft(home);
  });

  it("that never answers its health check is not waited for longer than it says; exit 69", async () => {
    const ended = await gameday(home, [
      "run",
      badShop("{ hung: true }"),
      "--trust",
      "--ci",
      "--json",
    ]);
    expect(ended.code).toBe(69);
    expect(errorsOf(ended)).toMatch(/GD-R001.*shop\/\d did not become healthy within 3 s/);
    expectHealed(await onlyJournal());
    await expectNothingLeft(home);
  });

  it("whose port another program takes between choosing and binding gets another one", async () => {
    const ended = await gameday(home, [
      "run",
      badShop("{ robbed: 2 }"),
      "--trust",
      "--ci",
      "--json",
      "--proxy",
      "embedded",
    ]);
    expect(resultOf(ended)).toMatchObject({ verdict: "pass", residue: [] });
    expect(readFileSync(join(runFolderOf(home), "logs", "shop-1.log.robbed"), "utf8")).toBe("xx");
    await expectNothingLeft(home);
  });

  it("whose every port is taken is not tried for ever; exit 69", async () => {
    const ended = await gameday(home, [
      "run",
      badShop("{ robbed: 99 }"),
      "--trust",
      "--ci",
      "--json",
    ]);
    expect(ended.code).toBe(69);
    expect(errorsOf(ended)).toMatch(/GD-E007.*another program took the port/);
    await expectNothingLeft(home);
  });
});

/** A Test of an API on a small database, which nothing breaks but us. */
function crashShop(): string {
  const file = join(home.folder, "crash-shop.yaml");
  copyFileSync(join(root, "test", "fixtures", "crash-shop.yaml"), file);
  return file;
}

describe.skipIf(server === undefined)("a database", () => {
  const dbOf = (
    drill: ReturnType<typeof start>,
  ): Promise<Extract<GamedayEvent, { type: "component.state" }>> =>
    drill.event(
      "component.state",
      ({ data }) => data.component === "db" && data.state === "running",
    );

  it("that crashes during a Test comes back, and the Test has failed", async () => {
    const drill = start(home, ["run", crashShop(), "--trust", "--ci", "--json"]);
    const db = await dbOf(drill);
    await drill.event("fault.verified");
    process.kill(db.data.pid ?? 0, "SIGSEGV");
    const ended = await drill.ended;
    expect(resultOf(ended)).toMatchObject({
      verdict: "fail",
      exitCode: 1,
      residue: [],
      reason: expect.stringMatching(/did not hold.*api/),
    });
    const states = (await onlyJournal()).flatMap(({ type, data }) =>
      type === "component.state" && data.component === "db" ? [data.state] : [],
    );
    expect(states).toEqual(["starting", "running", "exited", "running"]);
    await expectNothingLeft(home);
  });

  it("that somebody kills during a Test says nothing about the system", async () => {
    const drill = start(home, ["run", crashShop(), "--trust", "--ci", "--json"]);
    const db = await dbOf(drill);
    await drill.event("fault.verified");
    process.kill(db.data.pid ?? 0, "SIGKILL");
    expect(resultOf(await drill.ended)).toMatchObject({
      verdict: "unknown",
      exitCode: 2,
      residue: [],
      reason: expect.stringContaining("changed process of db"),
    });
    await expectNothingLeft(home);
  });

  it("that crashes and does not come back ends the drill with its name, and unknown", async () => {
    const drill = start(home, ["run", crashShop(), "--trust", "--ci", "--json"]);
    const db = await dbOf(drill);
    await drill.event("fault.verified");
    const data = join(runFolderOf(home), "work", "stack");
    expect(existsSync(data)).toBe(true);
    rmSync(data, { recursive: true });
    process.kill(db.data.pid ?? 0, "SIGKILL");
    const ended = await drill.ended;
    expect(resultOf(ended)).toMatchObject({ verdict: "unknown", residue: [] });
    expect(endings(await onlyJournal())).toEqual([
      expect.stringMatching(/^error: .*db died and does not come back/),
    ]);
    expectHealed(await onlyJournal());
    await expectNothingLeft(home);
  });
});
