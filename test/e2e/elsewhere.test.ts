/**
 * Drills whose command runs where nobody here can see it: in another pid namespace, or in a boot
 * that is over.
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, it } from "vitest";
import { processStart } from "../../src/journal/lock.ts";
import { thisOrigin } from "../../src/journal/origin.ts";
import {
  command,
  drillsOf,
  entry,
  expectNothingLeft,
  frozenShop,
  gameday,
  homeFor,
  journalOf,
  markedProcesses,
  registered,
  runFolderOf,
  start,
} from "./gameday.ts";

const home = homeFor("each");
const canHaveNamespaces =
  process.platform === "linux" &&
  process.getuid?.() === 0 &&
  spawnSync("unshare", ["--mount", "--pid", "--fork", "true"]).status === 0;

describe.skipIf(!canHaveNamespaces)(
  "a drill in another pid namespace that shares the register",
  () => {
    let container: ChildProcess | undefined;
    /**
     * As in a container that has the state and the runs as volumes; with a `/tmp` of its own, or
     * with ours.
     */
    const began = async (temp: "own" | "shared"): Promise<string> => {
      const own = join(home.folder, "own-temp");
      mkdirSync(own, { recursive: true });
      const child = spawn(
        "unshare",
        [
          "--mount",
          "--pid",
          "--fork",
          "--kill-child",
          "--mount-proc",
          "sh",
          "-c",
          '[ "$1" = shared ] || mount --bind "$2" "$3"; shift 3; "$@"; exit $?',
          "sh",
          temp,
          own,
          home.temp,
          process.execPath,
          entry,
          "run",
          frozenShop,
          "--json",
          "--seed",
          "e15e",
        ],
        { cwd: home.elsewhere, env: home.env, stdio: ["ignore", "pipe", "inherit"] },
      );
      container = child;
      for await (const line of createInterface({ input: child.stdout }))
        if (line.includes('"type":"page.sent"')) break;
      child.stdout.resume();
      return drillsOf(home)[0] ?? "";
    };
    afterEach(() => container?.kill("SIGKILL"));

    it("is not dead, not healed and not touched, until somebody who knows says that it is gone", async () => {
      const drill = await began("own");
      const before = await markedProcesses(home);
      expect(before.length).toBeGreaterThanOrEqual(2);
      const status = await gameday(home, ["status"]);
      expect(status.stdout).toMatch(
        new RegExp(
          `^${drill}  elsewhere\n  it runs on host .*, pid namespace \\d+, which cannot be seen from here; if that host is gone: .*gameday stop ${drill} --elsewhere\n$`,
        ),
      );
      expect(status.stderr).not.toContain("died");
      expect(await gameday(home, ["stop", "--all"])).toMatchObject({
        code: 0,
        stdout: expect.stringContaining(`${drill}  left alone: it runs on host`),
      });
      const named = await gameday(home, ["stop", drill]);
      expect([named.code, named.stderr]).toEqual([64, expect.stringContaining("GD-C013")]);
      const verb = await gameday(home, ["note", "who is there?"]);
      expect([verb.code, verb.stderr]).toEqual([64, expect.stringContaining("GD-C002")]);
      expect(await gameday(home, ["stop", "--all", "--elsewhere"])).toMatchObject({ code: 64 });
      expect(await markedProcesses(home)).toEqual(before);
      expect(registered(home)[0]?.ended).toBeUndefined();
      // The container is killed, and with it the watchdog: from here it looks as before.
      const gone = once(container as ChildProcess, "exit");
      container?.kill("SIGKILL");
      await gone;
      await expect.poll(() => markedProcesses(home)).toEqual([]);
      expect((await gameday(home, ["status"])).stdout).toContain(`${drill}  elsewhere`);
      expect(await gameday(home, ["stop", drill, "--elsewhere"])).toMatchObject({
        code: 0,
        stdout: `${drill}  healed, nothing is left of it\n`,
      });
      const events = await journalOf(runFolderOf(home));
      expect(
        events.flatMap(({ type, data }): readonly unknown[] => {
          if (type === "fault.undone") return [data.ok];
          return type === "drill.ended" ? [data.why] : [];
        }),
      ).toEqual([true, "stopped"]);
      expect(registered(home)[0]?.ended).toBeDefined();
    });

    it("ends itself when it is asked to over a socket that both reach", async () => {
      const drill = await began("shared");
      const stopped = await gameday(home, ["stop", drill]);
      expect([stopped.code, stopped.stdout]).toEqual([0, `${drill}  has ended where it ran\n`]);
      await expect.poll(() => markedProcesses(home)).toEqual([]);
      await expectNothingLeft(home);
    });
  },
);

describe("a drill of an earlier boot", () => {
  it("is dead, whatever has its process ids now, and is healed", async () => {
    const drill = start(home, ["run", frozenShop, "--json"]);
    await drill.event("page.sent");
    const id = drillsOf(home)[0] ?? "";
    const file = join(home.folder, "state", "gameday", "drills", `${id}.json`);
    const was = JSON.parse(readFileSync(file, "utf8")) as {
      watchdog: { pid: number };
      pid: number;
    };
    for (const pid of [was.watchdog.pid, was.pid]) process.kill(pid, "SIGSTOP");
    for (const pid of [was.watchdog.pid, was.pid]) process.kill(pid, "SIGKILL");
    await drill.ended;
    // As it is found after a reboot: the ids belong to living processes of today.
    const [pid, pidStart] = [process.pid, processStart(process.pid)];
    const { bootedAt, ...origin } = thisOrigin();
    writeFileSync(
      file,
      JSON.stringify({
        ...was,
        pid,
        pidStart,
        watchdog: { pid, start: pidStart },
        origin: { ...origin, boot: "the one before", bootedAt: bootedAt - 86_400 },
        started: new Date((bootedAt - 600) * 1_000).toISOString(),
      }),
    );
    const noted = await gameday(home, ["history"]);
    expect(noted.stderr).toContain(
      `! ${id} crashed and was not healed; faults may still be active. Heal it: ${command} stop`,
    );
    expect(await gameday(home, ["stop"])).toMatchObject({
      code: 0,
      stdout: `${id}  healed, nothing is left of it\n`,
    });
    await expectNothingLeft(home);
  });
});
