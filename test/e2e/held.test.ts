/**
 * Tests on real processes in which users lose requests where nobody used to look: while the fault
 * begins, in a retry, after an earlier fault.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Verdict } from "../../src/event/drill.ts";
import type { Summary } from "../../src/metrics/summary.ts";
import type { Judgement } from "../../src/verdict/judge.ts";
import { wasLate } from "../sabotage/real.ts";
import { auditOf, gameday, homeFor, root, runFolderOf } from "./gameday.ts";

const cases: readonly {
  readonly what: string;
  readonly file: string;
  readonly verdict: Verdict;
}[] = [
  {
    what: "fails when a link drops everything and users wait longer than the hold",
    file: "link-swallows-everything",
    verdict: "fail",
  },
  {
    what: "fails when a gateway keeps asking and answers too late",
    file: "gateway-keeps-asking",
    verdict: "fail",
  },
  {
    what: "fails when the first of two faults took everybody down",
    file: "first-of-two-faults",
    verdict: "fail",
  },
  {
    what: "fails when users lose requests while a component stops",
    file: "slow-restart",
    verdict: "fail",
  },
  {
    what: "fails when the loss lies in the time that verifying the fault takes",
    file: "slow-verification",
    verdict: "fail",
  },
  {
    what: "passes when a part is frozen that no request waits for",
    file: "spare-is-frozen",
    verdict: "pass",
  },
];

const exits: Readonly<Record<Verdict, number>> = { pass: 0, fail: 1, unknown: 2 };
const fixture = (file: string): string => join(root, "test", "fixtures", "held", `${file}.yaml`);

describe("a Test", () => {
  const home = homeFor("each");

  it.each(cases)("$what", async ({ file, verdict }) => {
    const { code, stderr } = await gameday(home, [
      "run",
      fixture(file),
      "--ci",
      "--runtime",
      "process",
      "--json",
    ]);
    const folder = runFolderOf(home);
    const summary = JSON.parse(readFileSync(join(folder, "summary.json"), "utf8")) as Summary & {
      judgement: Judgement;
    };
    if (wasLate(summary.judgement)) return expect(code).toBe(2);
    expect(code, stderr).toBe(exits[verdict]);
    const lost = summary.impact.services.reduce((sum, service) => sum + service.lost, 0);
    // The figures on the page are those of the verdict.
    if (verdict === "fail") expect(lost).toBeGreaterThan(0);
    else expect(lost).toBe(0);
    expect(await auditOf(folder)).toMatchObject({
      may: verdict === "pass" ? "green" : "not",
      disagreements: [],
    });
  });

  it("never passes when its fault touches nobody: it is refused, or nothing was shown", async () => {
    const { code } = await gameday(home, [
      "run",
      fixture("share-of-nobody"),
      "--ci",
      "--runtime",
      "process",
      "--json",
    ]);
    expect([2, 64]).toContain(code);
    expect(existsSync(join(home.runs)) ? code : 64).toBe(code);
  });
});
