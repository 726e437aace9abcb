import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Summary } from "../../src/metrics/summary.ts";
import { serverForTests } from "../support/real-server.ts";
import { expectNothingLeft, gameday, homeFor, journalOf, resultOf } from "./gameday.ts";

const server = await serverForTests();

const home = homeFor("all");

// Its other variants, and the other players on them, are `gameday scenario test rate-limit-bypass`.
describe.skipIf(server === undefined)("rate-limit-bypass on a real stack", () => {
  it("passes once the limiter counts by account: the script goes through its tricks, and gets no more than one account may have", async () => {
    const ended = await gameday(home, [
      "run",
      "rate-limit-bypass",
      "--seed",
      "7f3a",
      "--autopilot",
      "--json",
    ]);
    const result = resultOf(ended);
    expect(`${result.verdict}: ${result.reason}`).toMatch(/^pass: service restored/);
    const summary = JSON.parse(
      readFileSync(join(result.runFolder, "summary.json"), "utf8"),
    ) as Summary;
    expect(summary.truth.contained).toMatchObject({ by: "players" });
    expect(summary.evidence.map(({ id, proved }) => `${id} ${proved !== null}`)).toEqual(
      summary.evidence.map(({ id }) => `${id} true`),
    );
    const events = await journalOf(result.runFolder);
    // Refused, it names other addresses; refused again because these no longer count, it comes back
    // as somebody else.
    expect(
      events.flatMap(({ type, data }) =>
        type === "load.changed" && data.journey !== undefined ? [data.journey] : [],
      ),
    ).toEqual(["plain", "spoofed", "spoofed-again"]);
    expect(
      events.flatMap(({ type, data }) => (type === "action.detected" ? [data.mitigation] : [])),
    ).toContain("close");
    const ratios = events.flatMap(({ type, data }) =>
      type === "probe.sample" && data.signal === "top-ratio" && typeof data.value === "number"
        ? [data.value]
        : [],
    );
    expect(Math.max(...ratios)).toBeGreaterThan(1.3);
    expect(Math.max(...ratios.slice(-15))).toBeLessThanOrEqual(1.2);
    await expectNothingLeft(home);
  });
});
