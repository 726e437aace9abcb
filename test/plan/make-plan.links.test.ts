import { describe, expect, it } from "vitest";
import { describePlan } from "../../src/wording/plan.ts";
import { planOf, rich, smallest } from "../support/plan-fixture.ts";

const latency = { fault: "latency", at: 0, with: { latency: "300ms" } };
const linked = {
  ...rich,
  links: {
    "gateway-to-api": { from: "gateway", to: "api" },
    "api-to-db": { from: "api", to: "db" },
  },
};

describe("a fault on a link", () => {
  it("becomes one fault for each replica at the other end, each with its own undo", () => {
    const plan = planOf({ ...linked, faults: { slow: { ...latency, target: "gateway-to-api" } } });
    expect(plan.faults.map(({ id, target }) => [id, target])).toEqual([
      ["slow-1", "gateway-to-api/1"],
      ["slow-2", "gateway-to-api/2"],
    ]);
  });

  it("may strike the way to one replica alone", () => {
    expect(
      planOf({
        ...linked,
        faults: { slow: { ...latency, target: "gateway-to-api/2" } },
      }).faults.map(({ id, target }) => [id, target]),
    ).toEqual([["slow", "gateway-to-api/2"]]);
  });

  it("has the link itself as its target where there is but one way", () => {
    for (const target of ["api-to-db", "api-to-db/1"])
      expect(
        planOf({ ...linked, faults: { slow: { ...latency, target } } }).faults[0]?.target,
      ).toBe("api-to-db");
  });

  it("is printed with its link, its parameters and how it is taken off", () => {
    const lines = describePlan(
      planOf({ ...linked, faults: { slow: { ...latency, for: 60_000, target: "api-to-db" } } }),
    );
    expect(lines).toContain("links through the fault proxy:");
    expect(lines).toContain("  gateway-to-api   gateway → api");
    expect(lines).toContain(
      "  slow             at 0 ms: latency on api-to-db (latency 300ms), for 1 m; undo: remove latency from api-to-db",
    );
    expect(describePlan(planOf(smallest)).join("\n")).not.toContain("fault proxy");
  });
});
