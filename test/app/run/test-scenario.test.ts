import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { lossByLog } from "../../../src/app/run/access-log.ts";
import { findPaths } from "../../../src/register/paths.ts";
import {
  columns,
  testScenarios,
  type TestResult,
  type TestWish,
} from "../../../src/app/run/test-scenario.ts";
import type { GamedayEvent } from "../../../src/event/event.ts";
import type { Summary } from "../../../src/metrics/summary.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { styleFor } from "../../../src/terminal/style.ts";
import { testTable } from "../../../src/terminal/test-table.ts";
import { ownFolder } from "../../support/own-folder.ts";

const home = ownFolder();

const paths = findPaths(
  { HOME: home, XDG_STATE_HOME: join(home, "state"), XDG_CACHE_HOME: join(home, "cache") },
  home,
);
const wish: TestWish = {
  scenario: "slow-database",
  variant: undefined,
  players: undefined,
  runtime: "sim",
  seed: "7f3a",
  load: "builtin",
  allowTargets: [],
  allowImages: [],
  allowRemoteEngine: false,
  trust: { given: false },
};
const steps: string[] = [];
const play = (changes: Partial<TestWish>): Promise<TestResult> =>
  testScenarios(paths, home, { ...wish, ...changes }, ({ title, state }) =>
    steps.push(`${state} ${title}`),
  );

describe("the scripted players on a simulated stack", () => {
  let result: TestResult;
  beforeAll(async () => {
    result = await play({});
  });

  it("play one after the other, the perfect one last, and their row says what they show", () => {
    const [row] = result.rows;
    expect(row).toMatchObject({
      scenario: "slow-database",
      variant: null,
      runtime: "sim",
      why: null,
    });
    expect(row?.runs.map(({ player, verdict }) => `${player} ${verdict}`)).toEqual([
      "idle fail",
      "wrong fail",
      "perfect pass",
    ]);
    expect(
      Object.fromEntries(Object.entries(row?.cells ?? {}).map(([name, { ok }]) => [name, ok])),
    ).toMatchObject({
      symptom: true,
      perfect: true,
      proofs: true,
      idle: true,
      clean: true,
      log: null,
    });
    expect(steps.filter((step) => step.startsWith("start"))).toEqual([
      "start slow-database: idle",
      "start slow-database: wrong",
      "start slow-database: perfect",
    ]);
  });

  it("are shown as a table, and as a list where that is too wide", () => {
    const style = styleFor({ isTTY: false }, { NO_COLOR: "1" });
    const wide = testTable(result.rows, columns, style, 240);
    expect(wide[0]).toMatch(
      /symptom appears +perfect passes +mistakes detected +proofs are fair +idle fails/,
    );
    expect(wide).toHaveLength(2);
    const narrow = testTable(result.rows, columns, style, 80);
    expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(narrow[0]).toBe("slow-database (sim)");
  });

  it("are fewer when fewer are asked for, and then what nobody showed is left open", async () => {
    const { rows } = await play({ players: ["perfect"] });
    expect(rows[0]?.runs.map(({ player }) => player)).toEqual(["perfect"]);
    expect(rows[0]?.cells).toMatchObject({
      wrong: { ok: null },
      idle: { ok: null },
      clean: { ok: null },
    });
  });

  it("fail the scenario whose perfect player does not heal", async () => {
    const text = readFileSync(join(paths.root, "scenarios", "slow-database.yaml"), "utf8").replace(
      "relieves: 0.3",
      "relieves: 1",
    );
    writeFileSync(join(home, "mine.yaml"), text);
    const { rows, exit } = await play({ scenario: "mine.yaml", players: ["perfect"] });
    expect(rows[0]?.cells?.perfect).toEqual({ ok: false, text: "fail" });
    expect(exit).toBe(1);
    const shown = testTable(rows, columns, styleFor({ isTTY: false }, { NO_COLOR: "1" }), 200);
    expect(shown.at(-2)).toMatch(/^ {2}perfect: fail: service was not restored/);
    expect(shown.at(-1)).toContain(rows[0]?.runs[0]?.runFolder);
  });

  it("fail the scenario of which a healthy system proves a finding", async () => {
    const text = readFileSync(join(paths.root, "scenarios", "slow-database.yaml"), "utf8");
    const [, finding = ""] = /\n  database-time:\n([^]*?)\n  api-time:/.exec(text) ?? [];
    const twin = `\n  twin:\n${finding.replace("    background: true\n", "")}\n  api-time:`;
    writeFileSync(join(home, "twin.yaml"), text.replace("\n  api-time:", twin));
    const { rows, exit } = await play({ scenario: "twin.yaml", players: ["perfect"] });
    expect(rows[0]?.cells?.proofs).toEqual({ ok: false, text: "twin is true before the fault" });
    expect(exit).toBe(1);
  });

  it("go on with the next where one cannot be run, and say why; alone that is an error", async () => {
    const text = readFileSync(join(paths.root, "scenarios", "slow-database.yaml"), "utf8").replace(
      "limit: 15m",
      "limit: 15m\nvariants:\n  far: {}\n  cut: {faults: {detour: {fault: disconnect, target: api, with: {}}}}",
    );
    writeFileSync(join(home, "cut.yaml"), text);
    const { rows, exit } = await play({ scenario: "cut.yaml", players: ["perfect"] });
    expect(rows.map(({ variant, why }) => `${variant}: ${why}`)).toEqual([
      "far: null",
      expect.stringMatching(/^cut: .*network/),
    ]);
    expect(exit).toBe(0);
    await expect(play({ scenario: "cut.yaml/cut" })).rejects.toThrow("network");
  });

  it("play every variant of a file, the wrong one the first, and only one that is named", async () => {
    const text = readFileSync(join(paths.root, "scenarios", "slow-database.yaml"), "utf8").replace(
      "limit: 15m",
      "limit: 15m\nvariants:\n  far: {}\n  farther: {set: {delayMs: 250}}",
    );
    writeFileSync(join(home, "variants.yaml"), text);
    const all = await play({ scenario: "variants.yaml" });
    expect(
      all.rows.map(
        ({ variant, runs }) => `${variant}: ${runs.map(({ player }) => player).join(", ")}`,
      ),
    ).toEqual(["far: idle, wrong, perfect", "farther: idle, perfect"]);
    const one = await play({ scenario: "variants.yaml/farther", players: ["idle"] });
    expect(one.rows.map(({ variant }) => variant)).toEqual(["farther"]);
    const plan = JSON.parse(
      readFileSync(join(one.rows[0]?.runs[0]?.runFolder ?? "", "plan.json"), "utf8"),
    ) as Plan;
    expect(plan).toMatchObject({ variant: "farther", params: { delayMs: 250 } });
    const [first = ""] = readFileSync(
      join(one.rows[0]?.runs[0]?.runFolder ?? "", "events.jsonl"),
      "utf8",
    ).split("\n");
    expect(JSON.parse(first)).toMatchObject({
      type: "drill.planned",
      data: { variant: "farther" },
    });
  });
});

describe("the loss by the access log", () => {
  let folder = "";
  let plan: Plan;
  let summary: Summary;
  beforeAll(async () => {
    const { rows } = await play({ players: ["idle"] });
    folder = rows[0]?.runs[0]?.runFolder ?? "";
    plan = JSON.parse(readFileSync(join(folder, "plan.json"), "utf8")) as Plan;
    summary = JSON.parse(readFileSync(join(folder, "summary.json"), "utf8")) as Summary;
    mkdirSync(join(folder, "logs"), { recursive: true });
  });

  const pathOf: Readonly<Record<string, string>> = { web: "/orders/17", partner: "/v1/orders/17" };

  /**
   * Writes what the gateway would have: a line for each request that was due, spread over its
   * second.
   */
  function writeLog(statusOf: (wasGood: boolean) => number | undefined): void {
    const events = readFileSync(join(folder, "events.jsonl"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as GamedayEvent);
    const [first] = events;
    const zeroMs = Date.parse(first?.wall ?? "") - (first?.ex ?? 0);
    const lines = events.flatMap((event) => {
      if (event.type !== "load.bin") return [];
      const { flow, second, offered, good } = event.data;
      return Array.from({ length: offered }, (_, index) => {
        const status = statusOf(index < good);
        return status === undefined
          ? []
          : [
              JSON.stringify({
                ts: new Date(zeroMs + second * 1_000 + (index * 999) / offered).toISOString(),
                method: "GET",
                path: pathOf[flow],
                status,
                ms: 3,
                user: "12",
              }),
            ];
      }).flat();
    });
    writeFileSync(
      join(folder, "logs", "gateway.log"),
      `${lines.join("\n")}\nnot json\n{"ts": "torn`,
    );
  }

  const losses = (): ReturnType<typeof lossByLog> => lossByLog(plan, summary, folder);

  it("is that of the drill's books when both say the same", () => {
    writeLog((good) => (good ? 200 : 503));
    const found = losses();
    if ("cannot" in found) throw new Error(found.cannot);
    expect(found.map(({ service }) => service)).toEqual(["www", "api"]);
    for (const { ours, logged, reached } of found) {
      expect(ours).toBeGreaterThan(1);
      expect(Math.abs(ours - logged) / ours).toBeLessThan(0.001);
      expect(reached).toBeCloseTo(1, 5);
    }
  });

  it("is another when the books are wrong", () => {
    writeLog(() => 200);
    const found = losses();
    if ("cannot" in found) throw new Error(found.cannot);
    for (const { logged } of found) expect(logged).toBe(0);
  });

  it("counts requests that never got there as lost, and says how many did", () => {
    writeLog((good) => (good ? 200 : undefined));
    const found = losses();
    if ("cannot" in found) throw new Error(found.cannot);
    for (const { ours, logged, reached } of found) {
      expect(Math.abs(ours - logged) / ours).toBeLessThan(0.001);
      expect(reached).toBeLessThan(0.9);
    }
  });

  it("cannot be told without such a log, nor when clients try again", () => {
    rmSync(join(folder, "logs", "gateway.log"));
    expect(losses()).toEqual({ cannot: "no access log of www and api" });
    const web = plan.scenario.load.flows["web"];
    if (web === undefined) throw new Error("no flow");
    const retry = {
      attempts: 1,
      on: ["error" as const],
      backoff: 100,
      factor: 2,
      maxBackoff: 5_000,
      jitter: 0,
    };
    expect(
      lossByLog(
        {
          ...plan,
          scenario: {
            ...plan.scenario,
            load: {
              ...plan.scenario.load,
              flows: { ...plan.scenario.load.flows, web: { ...web, retry } },
            },
          },
        },
        summary,
        folder,
      ),
    ).toEqual({ cannot: "clients of web retry: one of their requests is several in a log" });
  });
});
