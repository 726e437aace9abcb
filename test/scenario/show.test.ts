import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDuration } from "../../src/kernel/duration.ts";
import { durationText } from "../../src/scenario/duration-text.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { showScenario } from "../../src/scenario/show.ts";
import { catalog } from "../support/catalog-fixture.ts";
import { readShipped, shippedVariants } from "../support/shipped-scenarios.ts";

const rich = parseScenario(
  readFileSync(new URL("rich.yaml", import.meta.url), "utf8"),
  "rich.yaml",
  catalog,
);

describe("a scenario that is shown", () => {
  const ours = ["rich", "smallest"].map((name) => ({
    name,
    variant: undefined,
    scenario: parseScenario(
      readFileSync(new URL(`${name}.yaml`, import.meta.url), "utf8"),
      "it.yaml",
      catalog,
    ),
  }));
  const shipped = shippedVariants.map(({ name, variant }) => ({
    name,
    variant,
    scenario: readShipped(name, variant),
  }));

  it.each([...ours, ...shipped])(
    "with its answers is the same scenario when it is read again: $name $variant",
    ({ scenario }) => {
      const text = showScenario(scenario, { spoilers: true });
      expect(parseScenario(text, "shown.yaml", catalog)).toEqual(scenario);
      expect(showScenario(parseScenario(text, "shown.yaml", catalog), { spoilers: true })).toBe(
        text,
      );
    },
  );

  it("prints every default of the smallest scenario", async () => {
    const scenario = parseScenario(
      readFileSync(new URL("smallest.yaml", import.meta.url), "utf8"),
      "smallest.yaml",
      catalog,
    );
    await expect(showScenario(scenario, { spoilers: true })).toMatchFileSnapshot(
      "smallest.shown.yaml",
    );
  });

  it("says where it comes from; the names of variants only with the answers", () => {
    const from = { variant: "gray", variants: ["lost", "gray"], stack: "stacks/shop.yaml" };
    expect(showScenario(rich, { spoilers: true, from })).toMatch(
      /^# Merged with everything from stacks\/shop.yaml gives it.\n# The variant gray; there are: lost, gray.\n/,
    );
    expect(showScenario(rich, { spoilers: false, from })).toMatch(
      /^# Merged with everything from stacks\/shop.yaml gives it.\n# One of 2 variants.\n/,
    );
    expect(showScenario(rich, { spoilers: true, from: { ...from, variant: "lost" } })).toContain(
      "# The variant lost, which runs when none is named; there are: lost, gray.",
    );
  });

  it("keeps the answers back unless asked, and says what it keeps", () => {
    const text = showScenario(rich, { spoilers: false });
    for (const secret of [
      "load-surge",
      "Block the customer",
      "block-customer",
      "It does not.",
      "noisy-neighbour",
      "Index for the export",
      "Look at the database first",
      "/admin/usage",
      "What did the alert",
      "Read the end",
    ])
      expect(text).not.toContain(secret);
    expect(text).toContain("Where do the queries come from?");
    expect(text).toContain(
      "# Hidden, because it would give the answer away: params, calibrate, mustBreak, faults, mitigations, rootCause, corrective, players, hints, debrief, answers of evidence, settings and data of components, users and signals that players do not see.",
    );
  });
});

it("durations are written as they are read", () => {
  expect([0, 200, 1_500, 30_000, 90_000, 8 * 3_600_000].map(durationText)).toEqual([
    "0s",
    "200ms",
    "1s500ms",
    "30s",
    "1m30s",
    "8h",
  ]);
  fc.assert(fc.property(fc.nat(), (ms) => parseDuration(durationText(ms)) === ms));
});
