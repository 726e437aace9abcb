import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Engine } from "../../src/runtime/docker/engine.ts";
import { possessions, twoJobs, type Job, type JobDrill } from "./two-jobs.ts";

/** What the rounds have seen. */
export interface Rounds {
  readonly rounds: number;
  /** Times that a job typed `stop --all` while the other one drilled. */
  readonly stops: number;
  /** Processes and containers of the other job's drills that were there before and after it. */
  readonly kept: number;
}

/**
 * Each round both jobs drill at once, under one id; then each in turn ends all that is its own
 * while the other one drills. What the other one has is the same before and after, and its drill
 * goes on. Somebody's shells that have the drill's id, or anything, in their environment live
 * through all of it.
 */
export async function stopEachOther(
  count: number,
  engine: Engine | undefined,
  onRound: (round: number) => void,
): Promise<Rounds> {
  using two = twoJobs();
  const bystanders = [
    { GAMEDAY_DRILL: "anything" },
    { GAMEDAY_DRILL: "2026-12-01-frozen-shop-job", GAMEDAY_MARK: "anything" },
  ].map((env) =>
    spawn("sleep", ["86400"], { env: { PATH: process.env["PATH"], ...env }, stdio: "ignore" }),
  );
  let [stops, kept] = [0, 0];
  try {
    for (let round = 1; round <= count; round += 1) {
      // Every other round on containers, where there is an engine.
      const runtime = engine !== undefined && round % 2 === 0 ? "docker" : "process";
      let drills = await Promise.all(
        two.jobs.map((job) => begun(job, two.scenario, runtime, `r${round}`)),
      );
      expect(two.jobs[0].entry().drill).toBe(two.jobs[1].entry().drill);
      for (const [which, other] of [
        [0, 1],
        [1, 0],
      ] as const) {
        kept += await stopBeside(two.jobs[which], two.jobs[other], engine);
        stops += 1;
        expect(await drills[which]?.ended).toBe(2);
        if (which === 0)
          drills = [
            await begun(two.jobs[0], two.scenario, runtime, `r${round}`),
            drills[1] as JobDrill,
          ];
      }
      await two.jobs[0].gameday(["stop", "--all"]);
      await Promise.all(drills.map(({ ended }) => ended));
      for (const job of two.jobs) expect(await possessions(job.entry().mark, engine)).toEqual([]);
      onRound(round);
    }
    expect(bystanders.map(({ exitCode, signalCode }) => [exitCode, signalCode])).toEqual(
      bystanders.map(() => [null, null]),
    );
    return { rounds: count, stops, kept };
  } finally {
    for (const job of two.jobs) await job.gameday(["stop", "--all"]);
    for (const one of bystanders) one.kill("SIGKILL");
    await Promise.all(
      bystanders
        .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
        .map((one) => once(one, "exit")),
    );
  }
}

async function begun(job: Job, scenario: string, runtime: string, seed: string): Promise<JobDrill> {
  const drill = job.run([
    "run",
    scenario,
    "--trust",
    "--runtime",
    runtime,
    "--json",
    "--seed",
    seed,
  ]);
  await drill.told("page.sent");
  return drill;
}

/** One job ends all that is its own; answers how many things the other one kept. */
async function stopBeside(job: Job, other: Job, engine: Engine | undefined): Promise<number> {
  const [mine, theirs] = [job.entry(), other.entry()];
  const before = await possessions(theirs.mark, engine);
  // Its component, its watchdog; on containers the watchdog and the container.
  expect(before.length).toBeGreaterThanOrEqual(2);
  const stopped = await job.gameday(["stop", "--all", "--json"]);
  expect(stopped, stopped.stderr).toMatchObject({ code: 0 });
  const said = JSON.parse(stopped.stdout) as {
    drills: { drill: string; was: string }[];
    strays: { drill: string; whose: string }[];
  };
  expect(said.drills).toEqual([expect.objectContaining({ drill: mine.drill, was: "running" })]);
  // The other one's is told of, and left alone.
  expect(said.strays).toContainEqual(
    expect.objectContaining({ drill: theirs.drill, whose: "another's" }),
  );
  expect(await possessions(mine.mark, engine)).toEqual([]);
  expect(await possessions(theirs.mark, engine)).toEqual(before);
  expect(await other.gameday(["note", "still here", "--drill", theirs.drill])).toMatchObject({
    code: 0,
  });
  expect(readFileSync(join(other.runFolder(theirs.drill), "events.jsonl"), "utf8")).not.toMatch(
    /"type":"heal.started"/,
  );
  return before.length;
}
