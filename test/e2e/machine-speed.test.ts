import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { serverForTests } from "../support/real-server.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { summarise } from "../../src/metrics/summary.ts";
import { expectNothingLeft, homeFor, journalOf, resultOf, start } from "./gameday.ts";

const server = await serverForTests();
const home = homeFor("each");

let loops: ChildProcess[] = [];

/**
 * Programs that take all they can get, each in a session of its own as other people's programs are.
 */
function makeBusy(): void {
  loops = Array.from({ length: availableParallelism() * 6 }, () =>
    spawn("/bin/sh", ["-c", "while :; do :; done"], { detached: true, stdio: "ignore" }),
  );
}

async function endBusy(): Promise<void> {
  const ended = loops.map((loop) => once(loop, "exit"));
  for (const loop of loops) loop.kill("SIGKILL");
  await Promise.all(ended);
  loops = [];
}

afterEach(endBusy);

describe.skipIf(server === undefined)(
  "a drill that was calibrated while other programs kept the machine busy",
  () => {
    it.each(["idle", "wrong"])(
      "is no pass of the %s player, and no recovery is called the players' work",
      async (player) => {
        makeBusy();
        const running = start(home, ["run", "hot-mysql", "--player", player, "--json"]);
        await running.event("calibration.measured").catch(() => undefined);
        await endBusy();
        const ended = await running.ended;
        const { runFolder, verdict, reason } = resultOf(ended);
        const events = await journalOf(runFolder);
        const { machine, calibration, truth } = summarise(
          JSON.parse(readFileSync(join(runFolder, "plan.json"), "utf8")) as Plan,
          events,
        );
        process.stderr.write(
          `${player} after noise: ${verdict} (${reason}); capacity ${calibration.map(({ value }) => value.toFixed(1)).join()}, again ${machine.repeated.map(({ value, when }) => `${value.toFixed(1)} ${when}`).join()}\n`,
        );
        expect(verdict).not.toBe("pass");
        if (verdict !== "unknown") expect(truth.contained?.by).not.toBe("players");
        // What was measured under the loops says so.
        for (const { noisy, machine: sample } of calibration)
          expect({ noisy, others: (sample?.othersCpus ?? 0) > 0.5 }).toEqual({
            noisy: true,
            others: true,
          });
        await expectNothingLeft(home);
      },
    );
  },
);
