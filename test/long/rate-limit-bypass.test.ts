/** Proofs of rate-limit-bypass that take their time: about 4 minutes. */
import { describe, expect, it } from "vitest";
import { expectNothingLeft, gameday, homeFor, resultOf } from "../e2e/gameday.ts";
import { serverForTests } from "../support/real-server.ts";

const server = await serverForTests();

const home = homeFor("all");

describe.skipIf(server === undefined)("rate-limit-bypass", () => {
  it.each(["close", "by-cost"])(
    "holds as a Test with the corrective action %s in place (2 minutes)",
    async (corrective) => {
      const ended = await gameday(home, [
        "run",
        "rate-limit-bypass",
        "--seed",
        "7f3a",
        "--rerun",
        corrective,
        "--json",
      ]);
      const result = resultOf(ended);
      expect(`${result.verdict}: ${result.reason}`).toMatch(/^pass: every SLI met its objective/);
      expect(ended.code).toBe(0);
      await expectNothingLeft(home);
    },
  );
});
