import { describe, expect, test } from "vitest";
import { sendingOf } from "../../../src/app/notify/for-real.ts";
import { checkOrganisation } from "../../../src/org/read.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { readPreset } from "../../../src/register/presets.ts";
import { failure } from "../../support/failure.ts";
import { fastFrogPlan } from "../../support/fast-frog-plan.ts";
import { organisationFile } from "./organisation-file.ts";

const env = { CHAT: "https://chat.example/1", PAGER: "https://pager.example/2", KEY: "k" };

function planWith(changes: Partial<Plan> = {}): Plan {
  const { organisation, errors } = checkOrganisation(organisationFile(25), "org.yaml", readPreset);
  if (organisation === undefined) throw new Error(String(errors));
  return { ...fastFrogPlan, runtime: "process", organisation, ...changes };
}

test("a drill sends to all targets of its organisation, with the presets' patience", () => {
  const { targets, pace } = sendingOf(planWith(), env);
  expect(targets).toMatchObject([
    { kind: "slack", name: "chat", mailboxes: ["#sevs", "customer"], url: { env: "CHAT" } },
    { kind: "webhook", name: "pager", mailboxes: ["pages"] },
    { kind: "smtp", name: "mail", mailboxes: ["executive"], tls: "none" },
  ]);
  expect(pace).toEqual({
    tries: 6,
    firstWaitMs: 1_000,
    longestWaitMs: 30_000,
    tryMs: 10_000,
    drainMs: 15_000,
    mostWaiting: 1_000,
  });
});

describe("refused is sending", () => {
  const test_ = { ...fastFrogPlan.scenario, kind: "Test" as const };
  test.each([
    ["on the simulated runtime", planWith({ runtime: "sim" }), "GD-C001"],
    ["for a Test", planWith({ scenario: test_ }), "GD-C001"],
    ["for a rerun", planWith({ rerun: "index" }), "GD-C001"],
    ["without targets", planWith({ organisation: fastFrogPlan.organisation }), "GD-E016"],
  ])("%s", (_when, plan, code) => {
    expect(failure(() => sendingOf(plan, env))).toMatchObject({ code });
  });

  test("without a secret, which is named", () => {
    expect(failure(() => sendingOf(planWith(), { ...env, KEY: "" }))).toMatchObject({
      code: "GD-E016",
      message: "not set in the environment: KEY",
    });
  });
});
