import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { auditRun, exitOfAudit } from "../../../src/app/report/audit.ts";
import { findPaths } from "../../../src/register/paths.ts";
import { stream } from "../../../src/kernel/random.ts";
import { auditLines } from "../../../src/terminal/audit-lines.ts";
import { playSabotaged } from "../../sabotage/stage.ts";
import { testPlan } from "../../sabotage/story.ts";
import { ownFolder } from "../../support/own-folder.ts";

const home = ownFolder();
let folder = "";
beforeAll(async () => {
  folder = join(home, "run");
  mkdirSync(folder);
  const plan = testPlan(stream("7", "audit"), "7", {
    faults: [{ fault: "pause", target: "spare", for: "4s" }],
    holdMs: 6_000,
  });
  const { events } = await playSabotaged(plan, {});
  writeFileSync(join(folder, "plan.json"), JSON.stringify(plan));
  writeFileSync(
    join(folder, "events.jsonl"),
    events.map((event) => `${JSON.stringify(event)}\n`).join(""),
  );
});

const audit = (): ReturnType<typeof auditRun> =>
  auditRun(findPaths({ XDG_STATE_HOME: home }, home), "run", home);
const judged = (verdict: string): void =>
  writeFileSync(
    join(folder, "summary.json"),
    JSON.stringify({ v: 1, judgement: { verdict, reason: "x" } }),
  );

it("needs a verdict to check", async () => {
  await expect(audit()).rejects.toThrow(/has no verdict/);
});

it("cannot tell without an access log, and says so with exit code 2", async () => {
  judged("pass");
  const found = await audit();
  expect(exitOfAudit(found)).toBe(2);
  expect(auditLines(found)).toEqual([
    "run  pass",
    "  The audit cannot tell whether this drill may pass.",
    "  - web: there is no access log of it",
    "  - side: there is no access log of it",
  ]);
});

it("disagrees with a pass that the journal forbids, with exit code 1, and with no fail", async () => {
  const events = join(folder, "events.jsonl");
  const plain = readFileSync(events, "utf8");
  writeFileSync(events, plain.replace(/^.*"gate":"mustHold".*\n/m, ""));
  const found = await audit();
  expect(exitOfAudit(found)).toBe(1);
  expect(auditLines(found)[1]).toBe("  The audit disagrees: this drill must not pass.");
  expect(found.why.join()).toContain("the gate mustHold was never reached");
  judged("fail");
  const agreed = await audit();
  expect(exitOfAudit(agreed)).toBe(0);
  expect(auditLines(agreed)[1]).toBe("  The audit agrees: this drill must not pass.");
});
