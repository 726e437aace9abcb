import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { decodeEvent } from "../../src/event/codec.ts";
import type { GamedayEvent } from "../../src/event/event.ts";
import { drillsOf, gameday, homeFor, journalOf, resultOf, root, type Ended } from "./gameday.ts";

const home = homeFor("all");

const published: unknown = JSON.parse(
  readFileSync(join(root, "schemas", "result.schema.json"), "utf8"),
);
const lastLine = z.fromJSONSchema(published as Parameters<typeof z.fromJSONSchema>[0]);

/** The lines of `--json`: events, and last what it came to; all of them valid. */
function read({ stdout }: Ended): { events: readonly GamedayEvent[]; last: unknown } {
  const lines = stdout.trimEnd().split("\n");
  const last: unknown = JSON.parse(lines.at(-1) ?? "");
  expect(lastLine.safeParse(last)).toMatchObject({ success: true });
  const events = lines.slice(0, -1).map((line) => decodeEvent(line));
  expect(events.filter((event) => typeof event === "string")).toEqual([]);
  return { events: events as readonly GamedayEvent[], last };
}

const onSim = (...more: string[]): Promise<Ended> =>
  gameday(home, ["run", "hot-mysql", "--runtime", "sim", "--seed", "7f3a", "--json", ...more]);

describe("gameday run --json", () => {
  it("prints the journal as it is written, and nothing else, with a valid last line", async () => {
    const ended = await onSim("--autopilot");
    const { events, last } = read(ended);
    expect(ended.code).toBe(0);
    expect(last).toMatchObject({
      type: "result",
      scenario: "hot-mysql",
      seed: "7f3a",
      timeScale: 1,
      verdict: "pass",
      exitCode: 0,
      residue: [],
    });
    expect(events).toEqual(await journalOf(resultOf(ended).runFolder));
  });

  it.each([
    ["idle", 1, "fail"],
    ["wrong", 1, "fail"],
  ] as const)("ends with the %s player's verdict, and exits %i", async (player, code, verdict) => {
    const ended = await onSim("--player", player);
    expect(ended.code).toBe(code);
    expect(read(ended).last).toMatchObject({ verdict, exitCode: code });
  });

  it("ends an undecided drill with unknown, and exits 2", async () => {
    const file = join(home.folder, "gentle.yaml");
    writeFileSync(
      file,
      readFileSync(join(root, "scenarios", "hot-mysql.yaml"), "utf8").replace(
        'perSecond: "${heavyCapacity * hotFactor}"',
        "perSecond: 1",
      ),
    );
    const ended = await gameday(home, ["run", file, "--runtime", "sim", "--autopilot", "--json"]);
    expect(ended.code).toBe(2);
    expect(read(ended).last).toMatchObject({
      verdict: "unknown",
      reason: "the promised symptom did not appear in time",
      exitCode: 2,
    });
  });

  it("scales the process and says so in the last line", async () => {
    expect(read(await onSim("--autopilot", "--time-scale", "6")).last).toMatchObject({
      timeScale: 6,
      verdict: "pass",
    });
  });

  it("names drills of the same day, scenario and seed apart", async () => {
    const drills = new Set(
      (await Promise.all([onSim("--autopilot"), onSim("--autopilot")])).map(
        (ended) => resultOf(ended).drill,
      ),
    );
    expect(drills.size).toBe(2);
  });

  it("never writes into an old run's folder, even when nobody remembers that run", async () => {
    const first = resultOf(await onSim("--autopilot"));
    const before = drillsOf(home);
    const journal = readFileSync(join(first.runFolder, "events.jsonl"));
    const second = resultOf(
      await gameday(
        home,
        ["run", "hot-mysql", "--runtime", "sim", "--seed", "7f3a", "--autopilot", "--json"],
        { env: { XDG_STATE_HOME: join(home.folder, "another-state") } },
      ),
    );
    expect(before).not.toContain(second.drill);
    expect(readFileSync(join(first.runFolder, "events.jsonl"))).toEqual(journal);
  });
});

describe("what keeps a drill from starting", () => {
  const failing: readonly (readonly [string, readonly string[], number, string])[] = [
    ["an unknown scenario", ["run", "hot-mysq"], 64, "GD-S001"],
    ["a file that is not there", ["run", "./none.yaml"], 64, "GD-S001"],
    ["an unknown flag", ["run", "hot-mysql", "--fast"], 64, "GD-C001"],
    ["an unknown player", ["run", "hot-mysql", "--player", "lucky"], 64, "GD-C001"],
    [
      "a time scale that is none",
      ["run", "hot-mysql", "--runtime", "sim", "--time-scale", "0"],
      64,
      "GD-C001",
    ],
    [
      "a parameter out of its range",
      ["run", "hot-mysql", "--runtime", "sim", "--set", "hotFactor=40"],
      64,
      "GD-S003",
    ],
    [
      "an unknown corrective action",
      ["run", "hot-mysql", "--runtime", "sim", "--rerun", "idex"],
      64,
      "GD-S010",
    ],
    [
      "an unknown mitigation",
      ["run", "hot-mysql", "--runtime", "sim", "--autopilot", "--mitigation", "pray"],
      64,
      "GD-C001",
    ],
    [
      "a drill to prove that nobody knows",
      ["run", "hot-mysql", "--runtime", "sim", "--rerun", "index", "--of", "none"],
      64,
      "GD-C006",
    ],
    ["an unknown command", ["runn"], 64, "GD-C001"],
    ["a subcommand of a command that has none", ["proxy:foo"], 64, "GD-C001"],
    ["a flag's value of the wrong type", ["proxy", "--port", "x"], 64, "GD-C001"],
  ];

  it.each(failing)(
    "%s is one valid line of JSON and the documented exit code",
    async (_what, args, code, error) => {
      const before = drillsOf(home).length;
      const ended = await gameday(home, [...args, "--json"]);
      expect(ended.stdout.trimEnd().split("\n")).toHaveLength(1);
      expect(read(ended).last).toMatchObject({
        type: "error",
        v: 1,
        code: error,
        hint: expect.any(String),
      });
      expect(ended.code).toBe(code);
      expect(ended.stderr).toBe("");
      expect(drillsOf(home)).toHaveLength(before);
    },
  );

  it("every mistake of a scenario comes at once, each with its place", async () => {
    const file = join(home.folder, "bad.yaml");
    writeFileSync(
      file,
      readFileSync(join(root, "test", "fixtures", "frozen-shop.yaml"), "utf8")
        .replace("fault: pause", "fault: paus")
        .replace("rate: 50/s", "rate: 50/h")
        .replace("to: shop", "to: shp"),
    );
    const ended = await gameday(home, ["run", file, "--json"]);
    const { last } = read(ended);
    expect(ended.code).toBe(64);
    const { errors } = z
      .object({
        errors: z.array(z.object({ code: z.string(), place: z.object({ line: z.number() }) })),
      })
      .parse(last);
    expect(errors.length).toBeGreaterThanOrEqual(3);
    expect(errors.every(({ place }) => place.line > 1)).toBe(true);
  });

  it("a folder that cannot be written to is the environment's fault: exit 69", async () => {
    const file = join(home.folder, "a-file");
    writeFileSync(file, "");
    const ended = await gameday(
      home,
      ["run", "hot-mysql", "--runtime", "sim", "--autopilot", "--json"],
      { env: { GAMEDAY_RUNS: join(file, "runs") } },
    );
    expect(ended.code).toBe(69);
    expect(read(ended).last).toMatchObject({ type: "error", code: "GD-E006" });
  });

  it("is told to people in words on stderr, without a stack trace", async () => {
    const ended = await gameday(home, ["run", "hot-mysq"]);
    expect(ended).toMatchObject({ code: 64, stdout: "" });
    expect(ended.stderr).toMatch(/^error GD-S001 {2}no scenario "hot-mysq"\n/);
    expect(ended.stderr).toContain('did you mean "hot-mysql"?');
    expect(ended.stderr).not.toMatch(/\bat .*\.js:\d+/);
    const flag = await gameday(home, ["run", "hot-mysql", "--tmie-scale", "3"]);
    expect(flag.stderr).toBe(
      "error GD-C001  there is no flag --tmie-scale here\n  did you mean --time-scale?\n  --help shows all flags\n",
    );
    const scale = await gameday(home, ["run", "hot-mysql", "--time-scale", "x"]);
    expect(scale.stderr).toMatch(
      /^error GD-C001 {2}--time-scale must be a number above 0, not "x"\n/,
    );
  });
});
