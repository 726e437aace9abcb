/**
 * The parts that only some machines have: tests that want one skip without it, are counted for the
 * summary of `npm test`, and fail where it is required.
 */
import { appendFileSync } from "node:fs";
import { relative } from "node:path";
import { expect } from "vitest";
import { needs, type Need } from "../../scripts/test-needs.ts";

/**
 * True when the environment insists that tests with this real part run: CI does, so that a part
 * that went missing is not taken for one that was never there.
 */
export function required(part: Need): boolean {
  return (process.env["GAMEDAY_REQUIRE"] ?? "").split(/[ ,]+/).includes(part);
}

/**
 * A real part for tests, or undefined when it cannot be had; rejects instead where it is required.
 */
export async function provided<T>(part: Need, find: () => Promise<T>): Promise<T | undefined> {
  try {
    return await find();
  } catch (error) {
    if (required(part))
      throw new Error(
        `GAMEDAY_REQUIRE names ${part}: ${error instanceof Error ? error.message : String(error)}`,
        { cause: error },
      );
    lacking(part);
    return undefined;
  }
}

/**
 * Says that tests of this file are skipped for want of a part: in the summary of `npm test`, else
 * in one line here.
 */
export function lacking(part: Need): void {
  const file = relative(process.cwd(), expect.getState().testPath ?? "");
  const summary = process.env["GAMEDAY_TEST_SUMMARY"];
  if (summary === undefined)
    process.stderr.write(`skipped in ${file}: no ${part}; to have it: ${needs[part]}\n`);
  else appendFileSync(summary, `${JSON.stringify({ part, file })}\n`);
}
