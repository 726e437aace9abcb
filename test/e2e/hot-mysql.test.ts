import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { GamedayEvent } from "../../src/event/event.ts";
import type { ResultLine } from "../../src/event/result.ts";
import type { Summary } from "../../src/metrics/summary.ts";
import { serverForTests } from "../support/real-server.ts";
import { impactFromLog } from "./gateway-log.ts";
import {
  drillsOf,
  expectNothingLeft,
  gameday,
  homeFor,
  journalOf,
  resultOf,
  start,
  type Ended,
} from "./gameday.ts";

const server = await serverForTests();

const home = homeFor("all");

interface Played {
  readonly ended: Ended;
  readonly result: ResultLine;
  readonly summary: Summary;
  readonly seconds: number;
}

/**
 * One more try when somebody else kept this machine so busy that its drill says nothing was
 * measured.
 */
async function play(...more: string[]): Promise<Played> {
  const first = await playOnce(...more);
  return first.result.verdict === "unknown" && first.result.reason.startsWith("load generator:")
    ? playOnce(...more)
    : first;
}

async function playOnce(...more: string[]): Promise<Played> {
  const began = performance.now();
  const ended = await gameday(home, ["run", "hot-mysql", "--seed", "7f3a", "--json", ...more]);
  const result = resultOf(ended);
  const summary = JSON.parse(
    readFileSync(join(result.runFolder, "summary.json"), "utf8"),
  ) as Summary;
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const impact = Object.entries(result.impact)
    .map(([service, lost]) => `${service} ${lost.toFixed(1)}`)
    .join(" ");
  process.stderr.write(
    `hot-mysql ${more.join(" ")}: ${result.verdict} (${result.reason}), impact ${impact} %·min, score ${summary.score?.points ?? "-"}, ${seconds} s\n`,
  );
  return { ended, result, summary, seconds };
}

/** The share of the users' requests that were answered well in the last seconds of the play. */
function lastSeconds(events: readonly GamedayEvent[], seconds: number): number {
  const end = Math.floor((events.find(({ type }) => type === "heal.started")?.ex ?? 0) / 1_000) - 1;
  const bins = events.flatMap(({ type, data }) =>
    type === "load.bin" &&
    data.flow !== "batch" &&
    data.second < end &&
    data.second >= end - seconds
      ? [data]
      : [],
  );
  return (
    bins.reduce((sum, { good }) => sum + good, 0) /
    bins.reduce((sum, { offered }) => sum + offered, 0)
  );
}

const loss = ({ result }: Played): number =>
  Object.values(result.impact).reduce((sum, lost) => sum + lost, 0);
const pages = ["postmortem.md", "postmortem.html", "junit.xml", "summary.json"];
const digests = (runFolder: string): readonly string[] =>
  pages.map(
    (page) =>
      `${page} ${createHash("sha256")
        .update(readFileSync(join(runFolder, page)))
        .digest("hex")}`,
  );

// In this order: a run after the others must start clean.
describe.skipIf(server === undefined)("hot-mysql on a real stack", () => {
  let idle: Played;
  let wrong: Played;
  let perfect: Played;

  it("fails when nobody acts, and its impact is the one in the gateway's own log", async () => {
    idle = await play("--player", "idle");
    expect(`${idle.result.verdict}: ${idle.result.reason}`).toBe(
      "fail: service was not restored before the drill ended",
    );
    expect(idle.ended.code).toBe(1);
    const events = await journalOf(idle.result.runFolder);
    const [window] = idle.summary.impact.windows;
    const fromLog = impactFromLog(
      idle.result.runFolder,
      events,
      window?.fromSecond ?? 0,
      window?.toSecond ?? 0,
    );
    process.stderr.write(
      `by the gateway's log: ${Object.entries(fromLog)
        .map(([service, lost]) => `${service} ${lost.toFixed(1)}`)
        .join(" ")} %·min\n`,
    );
    expect(idle.summary.impact.windows).toHaveLength(1);
    for (const [service, ours] of Object.entries(idle.result.impact)) {
      expect(ours).toBeGreaterThan(1);
      expect(
        Math.abs(ours - (fromLog[service] ?? Number.NaN)) / ours,
        `${service}: ${ours} and ${fromLog[service]} in the log`,
      ).toBeLessThan(0.02);
    }
    await expectNothingLeft(home);
  });

  it("fails in the hands of the wrong player, whose turns are seen, and who is never done", async () => {
    wrong = await play("--player", "wrong");
    expect(wrong.ended.code).toBe(1);
    expect(wrong.summary.wrongTurns.map(({ mitigation }) => mitigation)).toContain(
      "slow-kill-loop",
    );
    expect(wrong.summary.truth.contained).toBeNull();
    expect(lastSeconds(await journalOf(wrong.result.runFolder), 5)).toBeLessThan(0.95);
    await expectNothingLeft(home);
  });

  it("passes when the perfect player blocks the customer, with every proof in the backpack, and starts clean after all the others", async () => {
    perfect = await play("--autopilot");
    expect(`${perfect.result.verdict}: ${perfect.result.reason}`).toMatch(
      /^pass: service restored/,
    );
    expect(perfect.summary.truth.contained).toMatchObject({ by: "players" });
    expect(perfect.summary.evidence.map(({ id, proved }) => `${id} ${proved !== null}`)).toEqual(
      perfect.summary.evidence.map(({ id }) => `${id} true`),
    );
    expect(
      perfect.summary.impact.collateral.find(({ flow }) => flow === "batch")?.rejected,
    ).toBeGreaterThan(0);
    const events = await journalOf(perfect.result.runFolder);
    expect(
      events.filter(({ type, data }) => type === "drill.note" && /left|earlier/.test(data.text)),
    ).toEqual([]);
    await expectNothingLeft(home);
  });

  it("costs its users more the less is done about it", () => {
    expect(loss(idle)).toBeGreaterThan(loss(perfect));
    expect(perfect.summary.score?.points).toBeGreaterThan(wrong.summary.score?.points ?? 100);
    expect(wrong.summary.score?.points).toBeGreaterThanOrEqual(idle.summary.score?.points ?? 100);
  });

  // Its other corrective actions, and the kill loop, are among the long proofs.
  it("holds as a Test with the cost limit in place, and the drill's report says so", async () => {
    const { ended, result } = await play("--rerun", "cost-limit", "--of", perfect.result.drill);
    expect(`${result.verdict}: ${result.reason}`).toMatch(/^pass: every SLI met its objective/);
    expect(ended.code).toBe(0);
    expect(await gameday(home, ["report", "build", perfect.result.drill])).toMatchObject({
      code: 0,
    });
    const report = readFileSync(join(perfect.result.runFolder, "postmortem.md"), "utf8");
    expect(report).toContain(result.drill);
    await expectNothingLeft(home);
  });

  it("has its reports built again to the byte, from any folder", async () => {
    for (const { result } of [idle, wrong, perfect]) {
      const before = digests(result.runFolder);
      expect(await gameday(home, ["report", "build", result.drill])).toMatchObject({ code: 0 });
      expect(digests(result.runFolder)).toEqual(before);
    }
  });
});

describe.skipIf(server === undefined)("hot-mysql, interrupted", () => {
  const endings = (events: readonly GamedayEvent[]): readonly string[] =>
    events.flatMap(({ type, data }) => (type === "drill.ended" ? [data.why] : []));
  const newest = (): string => join(home.runs, drillsOf(home).at(-1) ?? "");

  it("by Ctrl-C while this machine is measured leaves no server and no data behind", async () => {
    const drill = start(home, ["run", "hot-mysql", "--seed", "zzz1", "--autopilot", "--json"]);
    await drill.event(
      "component.state",
      ({ data }) => data.component === "db" && data.state === "running",
    );
    drill.process.kill("SIGINT");
    expect(await drill.ended).toMatchObject({ code: 130 });
    expect(endings(await journalOf(newest()))).toEqual(["interrupted"]);
    await expectNothingLeft(home);
  });

  it("by SIGKILL is healed by its watchdog or by gameday stop, whoever is first: no server, no data, no port", async () => {
    const drill = start(home, ["run", "hot-mysql", "--seed", "zzz2", "--autopilot", "--json"]);
    await drill.event("drill.phase", ({ data }) => data.phase === "steady");
    drill.process.kill("SIGKILL");
    await drill.ended;
    expect(await gameday(home, ["stop"])).toMatchObject({ code: 0 });
    expect(["watchdog", "stopped"].map((why) => [why])).toContainEqual(
      endings(await journalOf(newest())),
    );
    await expectNothingLeft(home);
  });
});
