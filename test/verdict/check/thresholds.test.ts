import { expect, test } from "vitest";
import { summarise } from "../../../src/metrics/summary.ts";
import { judge } from "../../../src/verdict/judge.ts";

import { fastFrog, fastFrogPlan } from "../../support/fast-frog-events.ts";

const plan = fastFrogPlan();
const events = fastFrog(plan);

/** The story with a k6 script's judgement told where the load ends. */
function withThresholds(
  ...told: readonly { metric?: string; threshold: string; ok: boolean | null }[]
): ReturnType<typeof judge> {
  const at = events.findIndex(({ type }) => type === "heal.started");
  const before = events[at];
  if (before === undefined) throw new Error("the story has no end");
  const added = told.map((data) => ({
    ...before,
    type: "load.threshold" as const,
    data: { flow: "web", ...data },
  }));
  return judge(plan, summarise(plan, [...events.slice(0, at), ...added, ...events.slice(at)]));
}

test("thresholds of k6 scripts that are kept are told beside the verdict", () => {
  const { verdict, reason, findings } = withThresholds({
    metric: "http_req_duration",
    threshold: "p(95)<900",
    ok: true,
  });
  expect(verdict).toBe("pass");
  expect(reason).toContain("service restored");
  expect(findings).toContainEqual({
    check: "thresholds",
    title: "k6 scripts kept their thresholds",
    verdict: "pass",
    text: "1 threshold of k6 scripts kept",
  });
});

test("one that is crossed fails the drill, and so does a script that marked itself as failed", () => {
  expect(
    withThresholds(
      { metric: "http_req_failed", threshold: "rate<0.1", ok: true },
      { metric: "http_req_duration", threshold: "p(95)<900", ok: false },
    ),
  ).toMatchObject({
    verdict: "fail",
    reason: "1 of 2 thresholds of k6 scripts crossed: web: http_req_duration p(95)<900",
  });
  expect(
    withThresholds({
      threshold: "the script marked the test as failed (exit code 110)",
      ok: false,
    }),
  ).toMatchObject({
    verdict: "fail",
    reason:
      "1 of 1 thresholds of k6 scripts crossed: web: the script marked the test as failed (exit code 110)",
  });
});

test("a drill without scripts says nothing of thresholds", () => {
  expect(
    judge(plan, summarise(plan, events)).findings.some(({ check }) => check === "thresholds"),
  ).toBe(false);
});

test("thresholds that k6 did not live to judge are unknown, unless another one is crossed", () => {
  const killed = { metric: "http_req_duration", threshold: "p(95)<900", ok: null };
  expect(withThresholds(killed)).toMatchObject({
    verdict: "unknown",
    reason:
      "k6 exited before it had judged its script's thresholds: web: http_req_duration p(95)<900",
  });
  expect(
    withThresholds(killed, { metric: "http_req_failed", threshold: "rate<0.1", ok: false }),
  ).toMatchObject({ verdict: "fail" });
});
