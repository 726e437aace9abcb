import { describe, expect, it } from "vitest";
import { ledgerRecords, type LedgerRecord } from "../../src/metrics/ledger.ts";
import { ledger as check } from "../../src/verdict/check/ledger.ts";
import type { Summary } from "../../src/metrics/summary.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { stamp } from "../support/event-builder.ts";

const facts = {
  acknowledged: 800,
  missing: 3,
  where: "3 only on db-eu",
  oldestAgoMs: 52_000,
  newestAgoMs: 49_000,
  allowed: 0,
};

function recordOf(
  changes: Record<string, number | string | null>,
  faultMs: number | null,
): LedgerRecord {
  const records = ledgerRecords();
  const inputs = [
    {
      type: "probe.sample",
      at: 60_000,
      data: { signal: "lost", value: 41, unit: "orders", keys: { nowhere: 41 } },
    },
    {
      type: "probe.sample",
      at: 62_000,
      data: { signal: "lost", value: null, unit: "orders", error: "nobody answers" },
    },
    {
      type: "probe.sample",
      at: 64_000,
      data: { signal: "lost", value: 3, unit: "orders", keys: { nowhere: 3 } },
    },
    {
      type: "probe.concluded",
      at: 100_000,
      data: { signal: "lost", probe: "ledger", facts: { ...facts, ...changes } },
    },
    { type: "heal.started", at: 100_100, data: { why: "the incident is resolved" } },
    {
      type: "probe.sample",
      at: 100_400,
      data: { signal: "lost", value: 782, unit: "orders", keys: { "only on db-us": 782 } },
    },
    {
      type: "probe.concluded",
      at: 100_000,
      data: { signal: "other", probe: "haproxy", facts: {} },
    },
  ] as const;
  for (const event of stamp(inputs)) records.take(event);
  const [record, ...more] = records.done(faultMs);
  if (record === undefined || more.length > 0) throw new Error("one ledger, one record");
  return record;
}

const answer = (record: LedgerRecord | undefined): ReturnType<typeof check.run> =>
  check.run({} as Plan, { ledgers: record === undefined ? [] : [record] } as unknown as Summary);

describe("the recovery point", () => {
  it("reaches from the oldest missing write to the fault", () => {
    expect(recordOf({}, 50_000)).toEqual({
      signal: "lost",
      acknowledged: 800,
      missing: 3,
      where: "3 only on db-eu",
      allowed: 0,
      worst: 41,
      rpoMs: 3_000,
    });
    expect(recordOf({ newestAgoMs: 51_500 }, 50_000).rpoMs).toBe(2_000);
  });

  it("reaches to the newest one where writes got lost after the fault", () => {
    expect(recordOf({ oldestAgoMs: 40_000, newestAgoMs: 10_000 }, 50_000).rpoMs).toBe(30_000);
  });

  it("is nought when nothing is missing, and not known when nobody could be asked", () => {
    expect(recordOf({ missing: 0, oldestAgoMs: null, newestAgoMs: null }, 50_000).rpoMs).toBe(0);
    expect(
      recordOf({ missing: null, oldestAgoMs: null, newestAgoMs: null }, 50_000).rpoMs,
    ).toBeNull();
  });
});

describe("the verdict on a ledger", () => {
  it("passes when all is there, or no more is missing than the scenario allows", () => {
    expect(answer(recordOf({ missing: 0 }, null))).toEqual({
      verdict: "pass",
      text: "all 800 acknowledged writes are where they should be",
    });
    expect(answer(recordOf({ allowed: 3 }, null))).toMatchObject({ verdict: "pass" });
  });

  it("fails when acknowledged writes are gone", () => {
    expect(answer(recordOf({}, null))).toEqual({
      verdict: "fail",
      text: "3 of 800 acknowledged writes are missing at the end of the drill: 3 only on db-eu",
    });
  });

  it("does not know when no database could be asked, and says nothing of a drill without a ledger", () => {
    expect(answer(recordOf({ missing: null, where: "nobody answered" }, null))).toMatchObject({
      verdict: "unknown",
    });
    expect(answer(undefined)).toBeUndefined();
  });
});
