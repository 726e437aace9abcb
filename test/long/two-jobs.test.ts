import { expect, it } from "vitest";
import { findEngine } from "../../src/runtime/docker/engine.ts";
import { canHaveTwoJobs } from "../e2e/two-jobs.ts";
import { stopEachOther } from "../e2e/two-jobs-rounds.ts";

it.skipIf(!canHaveTwoJobs())(
  "two jobs end all that is their own while the other one drills, a hundred times, and nothing of the other one is lost",
  async () => {
    const rounds = Number(process.env["GAMEDAY_ROUNDS"] ?? 100);
    const engine = await findEngine().catch(() => undefined);
    const started = performance.now();
    const seen = await stopEachOther(rounds, engine, (round) =>
      process.stderr.write(
        `two jobs: round ${round} of ${rounds}, ${Math.round((performance.now() - started) / 1_000)} s\n`,
      ),
    );
    process.stderr.write(
      `two jobs: ${seen.stops} stops beside a living drill, ${seen.kept} processes and containers kept, 0 lost\n`,
    );
    expect(seen.kept).toBeGreaterThanOrEqual(rounds * 4);
  },
  7_200_000,
);
