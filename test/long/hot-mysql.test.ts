/** Proofs of hot-mysql that take their time: about 25 minutes in all. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { GamedayEvent } from "../../src/event/event.ts";
import type { Summary } from "../../src/metrics/summary.ts";
import { connectMysql } from "../../src/mysql/connect.ts";
import type { Mysql } from "../../src/mysql/mysql.ts";
import {
  expectNothingLeft,
  gameday,
  homeFor,
  journalOf,
  resultOf,
  start,
  type Ended,
  type Running,
} from "../e2e/gameday.ts";
import { serverForTests } from "../support/real-server.ts";

const server = await serverForTests();

const home = homeFor("each");

const summaryOf = (ended: Ended): Summary =>
  JSON.parse(readFileSync(join(resultOf(ended).runFolder, "summary.json"), "utf8")) as Summary;
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** A drill with a person on call, who sees everything so that the test can wait for it. */
const byHand = (seed: string): Running =>
  start(home, ["run", "hot-mysql", "--seed", seed, "--json", "--truth"]);
const untilTruth = (drill: Running, state: string): Promise<GamedayEvent> =>
  drill.event("truth.changed", ({ data }) => data.state === state);

describe.skipIf(server === undefined)("hot-mysql", () => {
  it("passes ten times in a row, by one cure and the other, and leaves nothing (15 minutes)", async () => {
    const verdicts: string[] = [];
    const containedMs: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      const cure = n % 2 === 0 ? "block-customer" : "kill-loop";
      const ended = await gameday(home, [
        "run",
        "hot-mysql",
        "--seed",
        `ten${n}`,
        "--autopilot",
        "--mitigation",
        cure,
        "--json",
      ]);
      const { verdict, reason } = resultOf(ended);
      verdicts.push(verdict);
      containedMs.push(summaryOf(ended).durations.faultToContained ?? Number.NaN);
      say(`${n + 1} of 10, ${cure}: ${verdict} (${reason})`);
      await expectNothingLeft(home);
    }
    const sorted = containedMs.toSorted((a, b) => a - b);
    say(
      `time to mitigate: ${seconds(sorted[0] ?? 0)} at least, ${seconds(((sorted[4] ?? 0) + (sorted[5] ?? 0)) / 2)} median, ${seconds(sorted[9] ?? 0)} at most`,
    );
    expect(verdicts).toEqual(Array.from({ length: 10 }, () => "pass"));
  });

  it("holds as a Test with the index in place (1 minute)", async () => {
    const ended = await gameday(home, [
      "run",
      "hot-mysql",
      "--seed",
      "7f3a",
      "--json",
      "--rerun",
      "index",
    ]);
    const { verdict, reason } = resultOf(ended);
    expect(`${verdict}: ${reason}`).toMatch(/^pass: every SLI met its objective/);
    await expectNothingLeft(home);
  });

  it("is felt and can be solved on a machine that is kept half busy (2 minutes)", async () => {
    const hogs = Array.from({ length: Math.max(1, Math.floor(availableParallelism() / 2)) }, () =>
      spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" }),
    );
    try {
      const ended = await gameday(home, [
        "run",
        "hot-mysql",
        "--seed",
        "busy",
        "--autopilot",
        "--json",
      ]);
      const { verdict, reason, impact } = resultOf(ended);
      say(`half busy: ${verdict} (${reason}), impact ${JSON.stringify(impact)}`);
      expect(summaryOf(ended).gates.find(({ gate }) => gate === "mustBreak")?.met).toBe(true);
      expect(verdict).toBe("pass");
    } finally {
      for (const hog of hogs) hog.kill("SIGKILL");
      await Promise.all(hogs.map((hog) => once(hog, "exit")));
    }
  });

  it("becomes SEV 0 under the same name when nobody contains it for two minutes (3 minutes)", async () => {
    const drill = byHand("slow");
    const declared = await drill.event("incident.declared");
    const raised = await drill.event("incident.severity");
    const impact = await drill.event("impact.started");
    expect(raised.data).toMatchObject({
      from: 1,
      to: 0,
      automatic: true,
      deadlineEx: expect.closeTo(raised.ex + 900_000, -2),
    });
    expect(raised.ex - impact.data.second * 1_000).toBeGreaterThanOrEqual(120_000);
    await drill.event("message.posted", ({ data }) =>
      data.text.includes(`SEV 0 ${declared.data.name}`),
    );
    expect(await gameday(home, ["stop"])).toMatchObject({ code: 0 });
    await drill.ended;
    await expectNothingLeft(home);
  });

  it("recurs when a person's kill loop stops too early, and is contained again when it goes on (2 minutes)", async () => {
    const drill = byHand("early");
    await drill.event("page.sent");
    const db = await drill.event(
      "component.state",
      ({ data }) => data.component === "db" && data.state === "running",
    );
    const mysql = await connectMysql({
      host: db.data.address ?? "",
      port: db.data.port ?? 0,
      user: "oncall",
      password: "gameday",
    });
    try {
      const first = killing(mysql);
      await untilTruth(drill, "contained");
      await first.stop();
      const { seq } = await untilTruth(drill, "recurred");
      const again = killing(mysql);
      await drill.event(
        "truth.changed",
        (event) => event.data.state === "contained" && event.seq > seq,
      );
      await again.stop();
    } finally {
      await mysql.close();
    }
    expect(await gameday(home, ["stop"])).toMatchObject({ code: 0 });
    const summary = summaryOf(await drill.ended);
    expect(
      summary.truth.steps
        .map(({ state }) => state)
        .filter((state) => state === "contained" || state === "recurred")
        .slice(0, 3),
    ).toEqual(["contained", "recurred", "contained"]);
    await expectNothingLeft(home);
  });

  it("sees a restart of the database as the wrong turn that it is, and brings the database back (1 minute)", async () => {
    const drill = byHand("restart");
    await drill.event("page.sent");
    const db = await drill.event(
      "component.state",
      ({ data }) => data.component === "db" && data.state === "running",
    );
    process.kill(db.data.pid ?? 0, "SIGKILL");
    await drill.event(
      "component.state",
      ({ data, seq }) => data.component === "db" && data.state === "running" && seq > db.seq,
    );
    await drill.event("action.detected", ({ data }) => data.mitigation === "restart-db");
    expect(await gameday(home, ["stop"])).toMatchObject({ code: 0 });
    const events = await journalOf(resultOf(await drill.ended).runFolder);
    expect(
      events.flatMap(({ type, data }) =>
        type === "component.state" && data.component === "db" ? [data.state] : [],
      ),
    ).toEqual(["starting", "running", "exited", "running"]);
    await expectNothingLeft(home);
  });
});

/** A person's own kill loop, five times a second until it is stopped. */
function killing(mysql: Mysql): { stop(): Promise<void> } {
  let over = false;
  const work = (async () => {
    for (; !over; await wait(200))
      await mysql.kill("command='Query' AND info LIKE '%customer=''4211''%'", "query");
  })();
  work.catch(() => {});
  return {
    stop: async () => {
      over = true;
      await work;
    },
  };
}
