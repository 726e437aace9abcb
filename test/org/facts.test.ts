import { describe, expect, test } from "vitest";
import { severityOfFacts, type Facts } from "../../src/org/facts.ts";
import type { Profile, SeverityPredicate } from "../../src/org/profile.ts";
import { gremlin } from "../support/organisation.ts";

const minute = 60_000;
const below = (...services: readonly (readonly [string, number])[]): Facts => ({
  services: services.map(([name, belowForMs]) => ({ names: [name], belowForMs })),
});
/** What the facts make it: by the talk's own rows, or by those given for the severities 0, 1, 2. */
const level = (facts: Facts, profile: Profile = gremlin.profile): number | undefined =>
  severityOfFacts(profile, facts)?.severity.id;
const rows = (...when: readonly (readonly SeverityPredicate[])[]): Profile => ({
  ...gremlin.profile,
  severities: gremlin.profile.severities.map((row, index) => ({ ...row, when: when[index] ?? [] })),
});

describe("the talk's rows", () => {
  test("every service below its objective for two minutes is a SEV 0", () => {
    expect(level(below(["www", 2 * minute], ["api", 3 * minute]))).toBe(0);
    expect(level(below(["www", 2 * minute - 1], ["api", 3 * minute]))).toBeUndefined();
    expect(level(below())).toBeUndefined();
  });

  test.each([
    ["customer", 0],
    ["primary-backup", 1],
    ["secondary-backup", 2],
  ] as const)("loss of the %s copy is a SEV %i", (dataLost, severity) => {
    expect(level({ services: [], dataLost })).toBe(severity);
  });

  test("where two hold, it is the worse one", () => {
    expect(level({ ...below(["www", 2 * minute]), dataLost: "secondary-backup" })).toBe(0);
  });
});

describe("a row", () => {
  test("about any service, or one by its name", () => {
    const facts = below(["www", 0], ["api", 5 * minute]);
    const service = (name: string): Profile =>
      rows([{ service: name, below: "objective", forMs: 5 * minute }]);
    expect(level(facts, service("any"))).toBe(0);
    expect(level(facts, service("api"))).toBe(0);
    expect(level(facts, service("www"))).toBeUndefined();
    expect(level(facts, service("other"))).toBeUndefined();
  });

  test("about a limit holds above it only", () => {
    const profile = rows([{ usersAffected: { above: 1_000 } }], [{ exposedRecords: { above: 0 } }]);
    expect(level({ services: [], usersAffected: 1_000 }, profile)).toBeUndefined();
    expect(level({ services: [], usersAffected: 1_001 }, profile)).toBe(0);
    expect(level({ services: [], exposedRecords: 1 }, profile)).toBe(1);
  });

  test("about spares holds when they are gone", () => {
    const profile = rows([], [{ redundancy: 0 }]);
    expect(level({ services: [], redundancy: 1 }, profile)).toBeUndefined();
    expect(level({ services: [], redundancy: 0 }, profile)).toBe(1);
  });

  test("about what nobody has measured does not hold", () => {
    const profile = rows(
      [{ redundancy: 0 }, { dataLost: "customer" }],
      [{ usersAffected: { above: 0 } }, { exposedRecords: { above: 0 } }],
    );
    expect(level({ services: [] }, profile)).toBeUndefined();
  });
});
