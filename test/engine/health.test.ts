import { describe, expect, it } from "vitest";
import { watchHealth } from "../../src/engine/health.ts";
import type { Listener } from "../../src/engine/recorder.ts";
import type { LoadBin } from "../../src/event/load.ts";
import { fastFrogPlan } from "../support/fast-frog.ts";
import { happens, journal } from "../support/event-builder.ts";

const bin = (flow: string, second: number, more: Partial<LoadBin>): LoadBin => ({
  flow,
  second,
  offered: 10,
  good: 0,
  slow: 0,
  error: 0,
  timeout: 0,
  unsent: 0,
  rejected: 0,
  newlyHurt: 0,
  p50: 0,
  p99: 0,
  max: 0,
  lateP99: 0,
  ...more,
});

const scenario = {
  ...fastFrogPlan.scenario,
  slis: { web: { counts: ["web"], objective: 99.5 }, api: { counts: ["partner"], objective: 99 } },
  baseline: { for: 8_000, expect: { slis: "objective" as const } },
};

function whyNot(bins: readonly LoadBin[]): string {
  const listeners: Listener[] = [];
  const health = watchHealth(
    { listen: (listener) => (listeners.push(listener), () => {}) },
    scenario,
  );
  for (const event of journal(
    fastFrogPlan,
    bins.map((data) => happens(data.second * 1_000, "load.bin", data)),
  ))
    for (const listener of listeners) listener(event);
  return health.whyNot(2);
}

const well = [2, 3].map((second) => bin("partner", second, { good: 10 }));

describe("why a stack is not healthy", () => {
  it("names the service, what it got, and the statuses and errors that were seen", () => {
    expect(
      whyNot([
        ...well,
        bin("web", 2, { error: 10, causes: { 404: 8, broken: 2 } }),
        bin("web", 3, { error: 9, timeout: 1, causes: { 404: 9 } }),
      ]),
    ).toBe(
      "web got 0 %, its objective is 99.5 %: 20 of 20 requests failed (17: status 404, 2: the connection broke, 1: no response in time)",
    );
  });

  it("says what was wrong with a secure connection", () => {
    expect(
      whyNot([...well, bin("web", 2, { error: 10, causes: { "tls CERT_HAS_EXPIRED": 10 } })]),
    ).toContain("10: no TLS connection came about: CERT_HAS_EXPIRED");
  });

  it("looks at the time that counts alone, and says what was not measured", () => {
    expect(whyNot([...well, bin("web", 0, { error: 10, causes: { 503: 10 } })])).toBe(
      "no request of web was measured",
    );
  });

  it("never rounds up to the objective, and counts errors without a name", () => {
    expect(
      whyNot([...well, bin("web", 2, { offered: 100_000, good: 99_499, error: 501 })]),
    ).toContain(
      "web got 99.49 %, its objective is 99.5 %: 501 of 100000 requests failed (501: an error)",
    );
  });

  it("says what was asked for where every service is inside its objective", () => {
    expect(whyNot([...well, bin("web", 2, { good: 10 })])).toBe(
      '"every SLI within its objective" never held for 8 s',
    );
  });
});
