import { chmodSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Paths } from "../../src/register/paths.ts";
import { realClock } from "../../src/register/real-clock.ts";
import { removeTemp } from "../../src/register/own-temp.ts";
import { registerRun } from "../../src/register/register-run.ts";
import { Registry, type Entry } from "../../src/register/registry.ts";
import { thisOrigin, type Origin } from "../../src/journal/origin.ts";
import { ownFolder } from "../support/own-folder.ts";

const folder = ownFolder();
let count = 0;

function home(): { paths: Paths; registry: Registry } {
  const here = join(folder, String((count += 1)));
  const paths: Paths = {
    root: here,
    state: join(here, "state"),
    cache: join(here, "cache"),
    runs: join(here, "runs"),
    sockets: join(here, "s", "gd"),
  };
  return { paths, registry: new Registry(paths.state) };
}

const run = (
  { paths, registry }: ReturnType<typeof home>,
  seed = "7f3a",
  files: Record<string, string> = {},
): Entry =>
  registerRun(paths, registry, {
    wallMs: Date.UTC(2026, 10, 21),
    scenario: "hot-mysql",
    seed,
    runtime: "sim",
    limitMs: 60_000,
    files,
  });

describe("registering a run", () => {
  it("gives each its own id and folder, with its files in it", () => {
    const here = home();
    const [one, two] = [run(here, "7f3a", { "plan.json": "{}" }), run(here)];
    expect([one.drill, two.drill]).toEqual([
      "2026-11-21-hot-mysql-7f3a",
      "2026-11-21-hot-mysql-7f3a-2",
    ]);
    expect(readdirSync(one.runFolder)).toEqual(["plan.json"]);
    expect(here.registry.list().map(({ drill }) => drill)).toEqual([one.drill, two.drill]);
  });

  it("never takes a folder that already exists, whoever forgot about it", () => {
    const here = home();
    mkdirSync(join(here.paths.runs, "2026-11-21-hot-mysql-7f3a"), { recursive: true });
    expect(run(here).drill).toBe("2026-11-21-hot-mysql-7f3a-2");
    expect(here.registry.list()).toHaveLength(1);
  });

  it("takes the next id when another process was faster", () => {
    const here = home();
    const entry = run(here);
    expect(here.registry.add(entry)).toBe(false);
    here.registry.forget(entry.drill);
    expect(here.registry.add(entry)).toBe(true);
  });

  it("leaves nothing in the register when it cannot write its folder", () => {
    const here = home();
    mkdirSync(here.paths.root, { recursive: true });
    writeFileSync(here.paths.runs, "a file where the folder should be");
    expect(() => run(here)).toThrow(expect.objectContaining({ code: "GD-E006" }));
    expect(here.registry.list()).toEqual([]);
  });

  it("takes its folder of sockets away at its end, and no other", () => {
    const here = home();
    const [one, two] = [run(here), run(here)];
    removeTemp(one);
    expect(readdirSync(here.paths.sockets)).toEqual([basename(two.temp)]);
    removeTemp(two);
    expect(readdirSync(here.paths.sockets)).toEqual([]);
    removeTemp(two);
  });

  it("keeps what it writes for this user alone, in a folder of sockets whose name nobody can know before", () => {
    const here = home();
    const [one, two] = [run(here, "7f3a", { "plan.json": "{}", "parts/a.yaml": "" }), run(here)];
    const modes = [
      one.runFolder,
      join(one.runFolder, "plan.json"),
      join(one.runFolder, "parts"),
      join(one.runFolder, "parts", "a.yaml"),
      one.temp,
    ].map((path) => (statSync(path).mode & 0o777).toString(8));
    expect(modes).toEqual(["700", "600", "700", "600", "700"]);
    expect(basename(one.temp)).toMatch(/^gd-[\w-]{12}$/);
    expect(basename(two.temp)).not.toBe(basename(one.temp));
  });

  it("does not begin where others could put a folder in the place of its own", () => {
    const here = home();
    mkdirSync(here.paths.sockets, { recursive: true });
    chmodSync(here.paths.sockets, 0o777);
    expect(() => run(here)).toThrow(
      expect.objectContaining({
        code: "GD-R005",
        message: expect.stringContaining("is writable by everyone"),
      }),
    );
    expect(here.registry.list()).toEqual([]);
    chmodSync(here.paths.sockets, 0o1777);
    expect(run(here).drill).toBeDefined();
  });
});

describe("the register", () => {
  it("knows a running drill, an ended one, and one whose process is gone or is somebody else's now", () => {
    const here = home();
    const entry = run(here);
    expect(here.registry.life(entry)).toBe("running");
    expect(here.registry.life({ ...entry, pidStart: "another start" })).toBe("dead");
    expect(here.registry.life({ ...entry, pid: 2 ** 22 + 1 })).toBe("dead");
    here.registry.end(entry.drill, "over", "2026-11-21T19:00:00.000Z");
    expect(here.registry.life(here.registry.read(entry.drill) as Entry)).toBe("ended");
  });

  it("keeps the first word about an end", () => {
    const here = home();
    const { drill } = run(here);
    here.registry.end(drill, "over", "2026-11-21T19:00:00.000Z");
    here.registry.end(drill, "gameday stop", "2026-11-21T20:00:00.000Z");
    expect(here.registry.read(drill)?.ended?.how).toBe("over");
  });

  it("picks the only running drill, or asks which; a name may be a part of the id", () => {
    const here = home();
    expect(() => here.registry.pick(undefined)).toThrow(
      expect.objectContaining({ code: "GD-C002" }),
    );
    const [one, two] = [run(here, "aaaa"), run(here, "bbbb")];
    expect(() => here.registry.pick(undefined)).toThrow(
      expect.objectContaining({ code: "GD-C003" }),
    );
    expect(here.registry.pick("bbbb").drill).toBe(two.drill);
    here.registry.end(two.drill, "over", "");
    expect(here.registry.pick(undefined).drill).toBe(one.drill);
    expect(() => here.registry.pick("none")).toThrow(expect.objectContaining({ code: "GD-C006" }));
  });

  it("takes a name that is the end of an id before one that begins a part of it", () => {
    const here = home();
    const [first, second] = [run(here, "aaaa"), run(here, "aaaa")];
    expect(second.drill).toBe(`${first.drill}-2`);
    expect(here.registry.pick("hot-mysql-aaaa").drill).toBe(first.drill);
    expect(here.registry.pick("aaaa-2").drill).toBe(second.drill);
  });

  it("never guesses between several, and knows a part by its beginning alone", () => {
    const here = home();
    // In the order of their ids: two that begin in the same millisecond are listed by them.
    const [second, first] = [run(here, "7b00"), run(here, "7f3a")];
    for (const part of ["hot", "my", "2026-11", "7"])
      expect(() => here.registry.pick(part)).toThrow(
        expect.objectContaining({
          code: "GD-C003",
          message: expect.stringContaining(`${second.drill}, ${first.drill}`),
        }),
      );
    for (const middle of ["s", "ot", "ysql", "f3a", "-", "", "2026", "1", "20"])
      expect(() => here.registry.pick(middle)).toThrow(
        expect.objectContaining({ code: "GD-C006" }),
      );
    expect(here.registry.pick("7f").drill).toBe(first.drill);
    here.registry.end(second.drill, "over", "2026-11-21T19:00:00.000Z");
    expect(here.registry.pick("hot").drill).toBe(first.drill);
    expect(() => here.registry.pick("hot", "none")).toThrow(
      expect.objectContaining({ code: "GD-C003" }),
    );
  });

  it("gives each drill a mark of its own, and no two registers one that is alike", () => {
    const [here, there] = [home(), home()];
    const [one, two, other] = [run(here), run(here), run(there)];
    expect(one.mark.owner).toBe(two.mark.owner);
    expect(other.drill).toBe(one.drill);
    expect(new Set([one, two, other].map(({ mark }) => mark.secret)).size).toBe(3);
    expect(other.mark.owner).not.toBe(one.mark.owner);
    expect(one.mark.lastsS).toBe(960);
    expect(new Set([one, two, other].map(({ temp }) => basename(temp))).size).toBe(3);
  });

  it("reads past what is no entry of its own", () => {
    const here = home();
    const { drill } = run(here);
    writeFileSync(join(here.paths.state, "drills", "torn.json"), '{"v":1,"dri');
    writeFileSync(join(here.paths.state, "drills", "note.txt"), "hello");
    expect(here.registry.list().map((entry) => entry.drill)).toEqual([drill]);
  });
});

describe("a drill that began somewhere else", () => {
  const origin: Origin = thisOrigin();
  const bootS = origin.bootedAt;
  const at = (wallS: number): string => new Date(wallS * 1_000).toISOString();

  it.each([
    [
      "in an earlier boot of this host is dead, whatever has its process id now",
      { origin: { ...origin, boot: "before", bootedAt: 1 }, started: at(bootS - 60) },
      "dead",
    ],
    [
      "in another pid namespace of this boot is elsewhere",
      { origin: { ...origin, pids: "4026539999" } },
      "elsewhere",
    ],
    [
      "on another host is elsewhere",
      { origin: { ...origin, host: "build-7/0123", boot: "theirs" } },
      "elsewhere",
    ],
    [
      "on a copy of this host that booted earlier is elsewhere: it began while we were up",
      { origin: { ...origin, boot: "theirs" }, started: at(bootS + 60) },
      "elsewhere",
    ],
    [
      "in another pid namespace is dead once its time is over by the kernel's clock",
      { origin: { ...origin, pids: "4026539999" }, startedMono: realClock.monoMs() - 961_000 },
      "dead",
    ],
    [
      "in another pid namespace is elsewhere until then, whatever the calendar says",
      { origin: { ...origin, pids: "4026539999" }, started: at(0), expires: at(1) },
      "elsewhere",
    ],
  ] as const)("%s", (_title, more, life) => {
    const here = home();
    const entry = run(here);
    expect(here.registry.life({ ...entry, ...more })).toBe(life);
    here.registry.write({ ...entry, ...more });
    expect(here.registry.abandoned()).toEqual(life === "dead" ? [entry.drill] : []);
  });

  it("on another host is dead once its time is over by the clock of the register's disk", () => {
    const here = home();
    const entry = { ...run(here), origin: { ...origin, host: "build-7/0123", boot: "theirs" } };
    here.registry.write(entry);
    const file = join(here.paths.state, "drills", `${entry.drill}.json`);
    const { mtimeMs } = statSync(file);
    utimesSync(file, mtimeMs / 1_000, mtimeMs / 1_000 - 900);
    expect(here.registry.life(entry)).toBe("elsewhere");
    utimesSync(file, mtimeMs / 1_000, mtimeMs / 1_000 - 1_000);
    expect(here.registry.life(entry)).toBe("dead");
    expect(
      readdirSync(join(here.paths.state, "drills")).filter((name) => name.endsWith(".time")),
    ).toEqual([]);
  });
});
