import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import { formatDuration } from "../../kernel/duration.ts";
import { GamedayError } from "../../kernel/error.ts";
import type { ContainerPlan, Doors } from "./container-plan.ts";
import { lastLines } from "./logs.ts";

export interface HealthWait {
  readonly id: string;
  readonly plan: Pick<ContainerPlan, "healthy">;
  readonly doors: Doors;
  readonly withinMs: number;
  readonly logFile: string;
  /** False once the engine reports that it died. */
  readonly expected: () => boolean;
  readonly signal: AbortSignal;
}

const lookEveryMs = 40;

/**
 * Waits until a started container is healthy, seen from outside; GD-R001 with the end of its log
 * when it is not in time.
 */
export async function untilHealthy(
  container: Docker.Container,
  { id, plan, doors, withinMs, logFile, expected, signal }: HealthWait,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (expected() && performance.now() < deadline) {
    const healthy = await plan.healthy(doors);
    signal.throwIfAborted();
    if (healthy) return;
    await sleep(lookEveryMs);
  }
  signal.throwIfAborted();
  const what = expected()
    ? `did not become healthy within ${formatDuration(withinMs)}`
    : "exited before it was healthy";
  throw new GamedayError("GD-R001", `${id} ${what}\n${await lastLines(container, 15)}`, {
    hint: `the whole log: ${logFile}`,
  });
}
