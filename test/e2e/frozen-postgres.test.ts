import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Summary } from "../../src/metrics/summary.ts";
import { postgresServer } from "../../src/runtime/process/distro/index.ts";
import { programForTests, userCache } from "../support/distro-programs.ts";
import { expectNothingLeft, gameday, homeFor, resultOf } from "./gameday.ts";

const postgres = await programForTests(postgresServer);

describe.skipIf(postgres === undefined)("frozen-postgres on a real stack", () => {
  const home = homeFor("all");

  it.each([
    { variant: "kept", due: /^pass: every SLI met its objective/, loses: false },
    { variant: "nothing-kept", due: /^fail: the system did not hold/, loses: true },
  ])("$variant: $due", async ({ variant, due, loses }) => {
    const args = ["run", `frozen-postgres/${variant}`, "--ci", "--runtime", "process"];
    const ended = await gameday(home, [...args, "--seed", "7f3a", "--json"], {
      env: { XDG_CACHE_HOME: userCache },
    });
    const result = resultOf(ended);
    expect(`${result.verdict}: ${result.reason}`).toMatch(due);
    const { impact } = JSON.parse(
      readFileSync(join(result.runFolder, "summary.json"), "utf8"),
    ) as Summary;
    expect(impact.services.some(({ lost }) => lost > 0)).toBe(loses);
    await expectNothingLeft(home);
  });
});
