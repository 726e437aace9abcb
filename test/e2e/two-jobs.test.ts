/**
 * Two CI jobs as root on one machine and one engine: what is whose. A hundred rounds are in `npm
 * run test:long`.
 */
import { describe, expect, it } from "vitest";
import { findEngine } from "../../src/runtime/docker/engine.ts";
import { canHaveTwoJobs } from "./two-jobs.ts";
import { stopEachOther } from "./two-jobs-rounds.ts";

describe.skipIf(!canHaveTwoJobs())("two jobs of one user, of one path and one drill id", () => {
  it("end all that is their own while the other one drills, and nothing of the other one is lost", async () => {
    const engine = await findEngine().catch(() => undefined);
    const { kept } = await stopEachOther(4, engine, () => {});
    expect(kept).toBeGreaterThanOrEqual(16);
  });
});
