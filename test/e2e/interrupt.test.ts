import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { GamedayEvent } from "../../src/event/event.ts";
import {
  command,
  drillsOf,
  expectNothingLeft,
  frozenShop,
  gameday,
  healedUnasked,
  homeFor,
  journalOf,
  markedProcesses,
  resultOf,
  runFolderOf,
  start,
  watchdogOf,
  type Running,
} from "./gameday.ts";

const home = homeFor("each");

const run = (...more: string[]): Running =>
  start(home, ["run", frozenShop, "--player", "idle", "--json", ...more]);
const onlyJournal = (): Promise<readonly GamedayEvent[]> => journalOf(runFolderOf(home));
const endings = (events: readonly GamedayEvent[]): readonly string[] =>
  events.flatMap(({ type, data }) => (type === "drill.ended" ? [data.why] : []));

const moments: readonly (readonly [string, (drill: Running) => Promise<unknown>])[] = [
  ["while the stack comes up", (drill) => drill.event("component.state")],
  [
    "while the baseline is watched",
    (drill) => drill.event("drill.phase", ({ data }) => data.phase === "steady"),
  ],
  ["while the fault works", (drill) => drill.event("fault.verified")],
  ["while people respond", (drill) => drill.event("page.sent")],
];

describe("an interruption", () => {
  it.each(moments)(
    "by Ctrl-C %s heals everything, says so in one line and exits 130",
    async (_when, moment) => {
      const drill = run();
      await moment(drill);
      drill.process.kill("SIGINT");
      const ended = await drill.ended;
      expect(ended).toMatchObject({ code: 130, signal: null });
      expect(ended.stderr.split("\n").filter((line) => line.startsWith("heal "))).toEqual([
        expect.stringContaining(drillsOf(home)[0] ?? "?"),
      ]);
      expect(resultOf(ended)).toMatchObject({
        type: "result",
        exitCode: 130,
        verdict: "unknown",
        residue: [],
      });
      expect(endings(await onlyJournal())).toEqual(["interrupted"]);
      await expectNothingLeft(home);
    },
  );

  it.each([
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("by %s heals everything and exits %i", async (signal, code) => {
    const drill = run();
    await drill.event("fault.verified");
    drill.process.kill(signal);
    expect(await drill.ended).toMatchObject({ code, signal: null });
    expect(endings(await onlyJournal())).toEqual(["interrupted"]);
    await expectNothingLeft(home);
  });

  it("by the terminal's end, when nobody reads any more, heals all the same", async () => {
    const drill = start(home, ["run", frozenShop, "--player", "idle"]);
    await drill.line(/fault {4}freeze verified/);
    drill.process.stdout?.destroy();
    drill.process.stderr?.destroy();
    drill.process.kill("SIGHUP");
    expect(await drill.ended).toMatchObject({ code: 129 });
    await expectNothingLeft(home);
  });

  it("by a reader that has seen enough heals all the same: gameday run --json | head", async () => {
    const drill = run();
    await drill.event("fault.verified");
    drill.process.stdout?.destroy();
    expect(await drill.ended).toMatchObject({ code: 129 });
    await expectNothingLeft(home);
  });

  it("while everything is healed changes nothing but the exit code", async () => {
    const drill = run();
    await drill.event("fault.verified");
    drill.process.kill("SIGTERM");
    await drill.event("heal.started");
    drill.process.kill("SIGTERM");
    drill.process.kill("SIGHUP");
    expect(await drill.ended).toMatchObject({ code: 143 });
    await expectNothingLeft(home);
  });

  it("by a second Ctrl-C leaves at once with the command that finishes the job, if the watchdog has not", async () => {
    const drill = run();
    await drill.event("fault.verified");
    drill.process.kill("SIGINT");
    await drill.line(/^heal /);
    drill.process.kill("SIGINT");
    const { code, stderr } = await drill.ended;
    expect(code).toBe(130);
    const command =
      /its watchdog finishes it, or run: \S*gameday (stop \S+)/.exec(stderr)?.[1] ?? "";
    const stopped = await gameday(home, command.split(" "), { cwd: home.folder });
    expect(stopped).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("nothing is left of it"),
    });
    await healedUnasked(home);
    await expectNothingLeft(home);
  });
});

/** Command and watchdog, before either can do anything. */
async function killBoth(drill: Running): Promise<void> {
  process.kill(drill.pid, "SIGSTOP");
  process.kill(watchdogOf(home), "SIGKILL");
  process.kill(drill.pid, "SIGKILL");
  expect(await drill.ended).toMatchObject({ signal: "SIGKILL" });
}

describe("a drill whose command and watchdog were killed both", () => {
  it("is told by the next command whatever it is, and healed by gameday stop from another folder, once and again", async () => {
    const drill = run();
    await drill.event("fault.verified");
    await killBoth(drill);
    const [id = ""] = drillsOf(home);
    expect((await markedProcesses(home)).length).toBeGreaterThan(0);
    expect(
      (await gameday(home, ["scenario", "list"], { cwd: home.folder })).stderr.split("\n")[0],
    ).toBe(
      `! ${id} crashed and was not healed; faults may still be active. Heal it: ${command} stop`,
    );
    expect((await gameday(home, ["status"])).stdout).toContain(`heal it: ${command} stop ${id}`);
    expect(await gameday(home, ["stop"], { cwd: home.folder })).toMatchObject({
      code: 0,
      stdout: `${id}  healed, nothing is left of it\n`,
    });
    await expectNothingLeft(home);
    const events = await onlyJournal();
    expect(events.map(({ type }) => type).slice(-5)).toEqual([
      "heal.started",
      "fault.undone",
      "heal.done",
      "drill.ended",
      "drill.phase",
    ]);
    expect(endings(events)).toEqual(["stopped"]);
    expect(await gameday(home, ["stop", id])).toMatchObject({
      code: 0,
      stdout: `${id}  had ended; nothing is left of it\n`,
    });
    expect(await gameday(home, ["stop"])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("no drill is running"),
    });
    expect(await onlyJournal()).toHaveLength(events.length);
    expect((await gameday(home, ["scenario", "list"])).stderr).not.toContain("died");
  });

  it("can still be read, and says that it has not answered its question", async () => {
    const drill = run();
    await drill.event("fault.verified");
    await killBoth(drill);
    const [id = ""] = drillsOf(home);
    const built = await gameday(home, ["report", "build", id, "--json"]);
    expect(JSON.parse(built.stdout)).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining("journal ends abruptly"),
    });
    await gameday(home, ["stop", id]);
    const again = await gameday(home, ["report", "build", id, "--json"]);
    expect(JSON.parse(again.stdout)).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining("stopped"),
    });
    expect(readFileSync(join(home.runs, id, "postmortem.md"), "utf8")).toContain(id);
  });

  it("is healed when it died while its stack came up, and when its journal ends in a torn line", async () => {
    const drill = run();
    await drill.event("component.state");
    await killBoth(drill);
    const [id = ""] = drillsOf(home);
    appendFileSync(join(home.runs, id, "events.jsonl"), '{"v":1,"seq":4,"wall":"2026-1');
    expect(await gameday(home, ["stop", "--json"])).toMatchObject({ code: 0 });
    expect(endings(await onlyJournal())).toEqual(["stopped"]);
    await expectNothingLeft(home);
  });
});
