/**
 * Reports of journals that somebody damaged: built, or refused with the line; never a crash, and
 * never half a page.
 */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { buildRun } from "../../../src/app/report/build.ts";
import { findPaths } from "../../../src/register/paths.ts";
import { simulate } from "../../../src/app/run/simulate.ts";
import { encodeEvent } from "../../../src/event/codec.ts";
import { GamedayError } from "../../../src/kernel/error.ts";
import { hotMysql } from "../../support/simulated.ts";
import { fuzzRuns } from "../../support/fuzz-runs.ts";
import { damage, damaged } from "../../support/damage.ts";
import { ownFolder } from "../../support/own-folder.ts";

const folder = ownFolder();
const paths = findPaths(process.env, process.cwd());
const plan = hotMysql();
writeFileSync(join(folder, "plan.json"), JSON.stringify(plan));
const { events } = await simulate(plan, { player: "perfect", cutIdleMs: 10_000 });
const whole = Buffer.from(events.map((event) => `${encodeEvent(event)}\n`).join(""));

async function built(file: Buffer): Promise<void> {
  writeFileSync(join(folder, "events.jsonl"), file);
  try {
    const { judgement } = await buildRun(paths, folder);
    expect(["pass", "fail", "unknown"]).toContain(judgement.verdict);
  } catch (error) {
    expect(error, String(error instanceof Error ? error.stack : error)).toBeInstanceOf(
      GamedayError,
    );
    expect(error).toMatchObject({ code: "GD-R006" });
  }
  expect(readdirSync(folder).filter((name) => name.endsWith(".new"))).toEqual([]);
}

test(
  `${fuzzRuns(500)} damaged journals: a report, or the line that is broken`,
  { timeout: 300_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), (wreck) =>
        built(wreck.reduce(damaged, whole)),
      ),
      { numRuns: fuzzRuns(500), seed: 7_310 },
    );
  },
);
