import { join } from "node:path";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Summary } from "../../src/metrics/summary.ts";
import { haproxyProgram } from "../../src/runtime/process/distro/index.ts";
import { serverForTests } from "../support/real-server.ts";
import { programForTests, userCache } from "../support/distro-programs.ts";
import { expectNothingLeft, gameday, homeFor, journalOf, resultOf } from "./gameday.ts";

const server = await serverForTests();
const haproxy = await programForTests(haproxyProgram);

const home = homeFor("all");

// Its other variants, and the other players on them, are `gameday scenario test region-failure`.
describe.skipIf(server === undefined || haproxy === undefined)(
  "region-failure on a real stack",
  () => {
    it("passes once the replica is promoted with a fence and Europe's name leads to America, and no acknowledged order is lost", async () => {
      const ended = await gameday(
        home,
        ["run", "region-failure", "--seed", "7f3a", "--autopilot", "--json"],
        { env: { XDG_CACHE_HOME: userCache } },
      );
      const result = resultOf(ended);
      expect(`${result.verdict}: ${result.reason}`).toMatch(/^pass: service restored/);
      const summary = JSON.parse(
        readFileSync(join(result.runFolder, "summary.json"), "utf8"),
      ) as Summary;
      expect(summary.truth.contained).toMatchObject({ by: "players" });
      expect(summary.evidence.map(({ id, proved }) => `${id} ${proved !== null}`)).toEqual(
        summary.evidence.map(({ id }) => `${id} true`),
      );
      expect(summary.wrongTurns).toEqual([]);
      const [ledger] = summary.ledgers;
      expect(ledger?.acknowledged).toBeGreaterThan(50);
      expect(ledger?.missing).toBeLessThanOrEqual(ledger?.allowed ?? 0);
      const events = await journalOf(result.runFolder);
      const values = (signal: string): readonly unknown[] =>
        events.flatMap(({ type, data }) =>
          type === "probe.sample" && data.signal === signal ? [data.value] : [],
        );
      // Asked of the name server itself; its users learn of it when their TTL is over.
      expect(new Set(values("eu-name").filter((value) => value !== null))).toEqual(
        new Set(["lb-eu.shop.test 100", "lb-us.shop.test 100"]),
      );
      // Once healing takes the stack down, nobody answers.
      expect(values("us-writable").findLast((value) => value !== null)).toBe(1);
      await expectNothingLeft(home);
    });
  },
);
