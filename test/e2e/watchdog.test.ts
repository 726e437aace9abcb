/** A drill whose command dies without a word is healed unasked, by a process that outlives it. */
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { GamedayEvent } from "../../src/event/event.ts";
import { postgresServer } from "../../src/runtime/process/distro/index.ts";
import { workingIn } from "../../src/runtime/process/kin.ts";
import { programForTests } from "../support/distro-programs.ts";
import {
  drillsOf,
  entry,
  expectNothingLeft,
  frozenShop,
  gameday,
  healedUnasked,
  homeFor,
  journalOf,
  makeHome,
  markedProcesses,
  registered,
  root,
  runFolderOf,
  start,
  watchdogOf,
  type Running,
} from "./gameday.ts";

const home = homeFor("each");

const run = (...more: string[]): Running =>
  start(home, ["run", frozenShop, "--player", "idle", "--json", ...more]);
const runFolder = (): string => runFolderOf(home);
const ends = (events: readonly GamedayEvent[]): readonly unknown[] =>
  events.flatMap(({ type, data }) => (type === "drill.ended" ? [data] : []));

async function expectAborted(why: string): Promise<void> {
  await healedUnasked(home);
  const events = await journalOf(runFolder());
  expect(ends(events)).toEqual([{ why: "watchdog", detail: `aborted by watchdog: ${why}` }]);
  const of = (type: string): number => events.filter((event) => event.type === type).length;
  expect(of("fault.undone")).toBe(of("fault.armed"));
  expect(events.findLast(({ type }) => type === "heal.done")?.data).toMatchObject({ residue: [] });
  await expectNothingLeft(home);
}

describe("a drill whose command is gone", () => {
  it.each([
    ["while its stack comes up", (drill: Running) => drill.event("component.state")],
    ["while its fault works", (drill: Running) => drill.event("fault.verified")],
  ] as const)(
    "killed %s is healed by its watchdog, which writes the report and goes",
    async (_when, moment) => {
      const drill = run();
      await moment(drill);
      drill.process.kill("SIGKILL");
      expect(await drill.ended).toMatchObject({ signal: "SIGKILL" });
      await expectAborted("the command is gone");
      expect(readFileSync(join(runFolder(), "postmortem.md"), "utf8")).toContain(
        "aborted by watchdog",
      );
      expect(registered(home)[0]?.ended?.how).toBe("aborted by watchdog: the command is gone");
      expect(await gameday(home, ["stop"])).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("no drill is running"),
      });
      expect(await gameday(home, ["stop", drillsOf(home)[0] ?? ""])).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("had ended"),
      });
    },
  );

  it("killed with its whole process group is healed: its watchdog is in a session of its own", async () => {
    const drill = start(home, [entry, "run", frozenShop, "--player", "idle", "--json"], {
      node: "setsid",
      entry: process.execPath,
    });
    await drill.event("fault.verified");
    const parent = /PPid:\s+(\d+)/.exec(
      readFileSync(`/proc/${watchdogOf(home)}/status`, "utf8"),
    )?.[1];
    expect(parent).not.toBe(String(drill.pid));
    process.kill(-drill.pid, "SIGKILL");
    await expectAborted("the command is gone");
  });
});

it("a drill whose command is stopped is killed and healed after three beats, so that nobody writes when it goes on", async () => {
  const drill = run();
  await drill.event("fault.verified");
  drill.process.kill("SIGSTOP");
  expect(await drill.ended).toMatchObject({ signal: "SIGKILL" });
  await expectAborted("the command is stopped and silent");
});

it("a fault with a time of its own ends then, even while its command is stopped", async () => {
  const timed = join(home.folder, "timed-shop.yaml");
  copyFileSync(join(root, "test", "fixtures", "counter.ts"), join(home.folder, "counter.ts"));
  writeFileSync(
    timed,
    readFileSync(frozenShop, "utf8").replace(
      "{ fault: pause, target: shop }",
      "{ fault: pause, target: shop, for: 1s }",
    ),
  );
  const drill = start(home, ["run", timed, "--trust", "--player", "idle", "--json"]);
  // What was verified was applied, and that is on disk.
  await drill.event("fault.verified");
  drill.process.kill("SIGSTOP");
  await drill.ended;
  await healedUnasked(home);
  expect(readFileSync(join(runFolder(), "logs", "watchdog.log"), "utf8")).toMatch(
    /the time of the fault "freeze" is over and the fault was still active; shop is running/,
  );
  const armed = (await journalOf(runFolder())).find(({ type }) => type === "fault.armed");
  expect(armed?.data).toMatchObject({ leaseMs: 1_000 });
  await expectNothingLeft(home);
});

const database = await programForTests(postgresServer);

it.skipIf(database === undefined)(
  "a drill killed while its PostgreSQL is paused leaves none of that behind, though its processes hide their mark",
  async () => {
    const scenario = join(home.folder, "paused-database.yaml");
    copyFileSync(join(root, "test", "fixtures", "counter.ts"), join(home.folder, "counter.ts"));
    writeFileSync(
      scenario,
      readFileSync(frozenShop, "utf8")
        .replace("stack:\n", "stack:\n  db: { kind: postgres, accounts: [app] }\n")
        .replace("{ fault: pause, target: shop }", "{ fault: pause, target: db }"),
    );
    const drill = start(home, ["run", scenario, "--trust", "--player", "idle", "--json"]);
    await drill.event("fault.verified");
    const work = join(runFolder(), "work");
    // The server and what it keeps beside itself: checkpointer, writers, launcher.
    expect((await workingIn([work])).length).toBeGreaterThan(3);
    drill.process.kill("SIGKILL");
    await drill.ended;
    await expectAborted("the command is gone");
    expect(await workingIn([work])).toEqual([]);
  },
);

it("a drill stopped for less than that goes on", async () => {
  const drill = run();
  await drill.event("fault.verified");
  drill.process.kill("SIGSTOP");
  drill.process.kill("SIGCONT");
  await drill.event("drill.phase", ({ data }) => data.phase === "respond");
  drill.process.kill("SIGINT");
  expect(await drill.ended).toMatchObject({ code: 130 });
  await expectNothingLeft(home);
});

it("a watchdog that is killed is replaced, and the next one heals", async () => {
  const drill = run();
  await drill.event("fault.verified");
  const first = watchdogOf(home);
  process.kill(first, "SIGKILL");
  await drill.line(/watchdog \(pid \d+\) is gone; another one takes over/);
  await expect.poll(() => watchdogOf(home), { timeout: 20_000 }).not.toBe(first);
  drill.process.kill("SIGKILL");
  await expectAborted("the command is gone");
});

it("a watchdog started by hand for a drill that both have left continues, and never touches another drill", async () => {
  const other = makeHome();
  try {
    const [drill, bystander] = [
      run("--seed", "one"),
      start(other, ["run", frozenShop, "--player", "idle", "--json", "--seed", "one"]),
    ];
    await Promise.all([drill.event("fault.verified"), bystander.event("fault.verified")]);
    expect(drillsOf(other)).toEqual(drillsOf(home));
    process.kill(drill.pid, "SIGSTOP");
    process.kill(watchdogOf(home), "SIGKILL");
    process.kill(drill.pid, "SIGKILL");
    await drill.ended;
    expect((await markedProcesses(home)).length).toBeGreaterThan(0);
    const again = start(home, [drillsOf(home)[0] ?? ""], {
      entry: join(entry, "../../dist/src/app/run/watchdog-process.js"),
    });
    expect(await again.ended).toMatchObject({ code: 0 });
    await expectAborted("the command is gone");
    expect((await markedProcesses(other)).length).toBeGreaterThan(1);
    bystander.process.kill("SIGINT");
    expect(await bystander.ended).toMatchObject({ code: 130 });
    await expectNothingLeft(other);
  } finally {
    await gameday(other, ["stop", "--all"]);
    await other[Symbol.asyncDispose]();
  }
});
