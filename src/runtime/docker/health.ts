import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import { formatDuration } from "../../kernel/duration.ts";
import { GamedayError } from "../../kernel/error.ts";
import type { ContainerPlan, Doors } from "./container-plan.ts";

export interface HealthWait {
  readonly id: string;
  readonly plan: Pick<ContainerPlan, "healthy">;
  readonly doors: Doors;
  readonly withinMs: number;
  readonly logFile: string;
  /** False once the engine tells that it died. */
  readonly expected: () => boolean;
  readonly signal: AbortSignal;
}

const lookEveryMs = 40;
const lastLines = 15;

/** Waits until a started container is healthy, seen from outside; GD-R001 with the end of its log when it is not in time. */
export async function untilHealthy(container: Docker.Container, { id, plan, doors, withinMs, logFile, expected, signal }: HealthWait): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (expected() && performance.now() < deadline) {
    const healthy = await plan.healthy(doors);
    signal.throwIfAborted();
    if (healthy) return;
    await sleep(lookEveryMs);
  }
  signal.throwIfAborted();
  const what = expected() ? `does not become healthy within ${formatDuration(withinMs)}` : "ends before it is healthy";
  const tail = await container.logs({ stdout: true, stderr: true, tail: lastLines, follow: false }).then(unframed, () => "");
  throw new GamedayError("GD-R001", `${id} ${what}\n${tail.trimEnd()}`, { hint: `the whole log: ${logFile}` });
}

/** The engine puts eight bytes before each piece of output. */
function unframed(framed: Buffer): string {
  const pieces: Buffer[] = [];
  for (let at = 0; at + 8 <= framed.length; ) {
    const length = framed.readUInt32BE(at + 4);
    pieces.push(framed.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return Buffer.concat(pieces).toString("utf8");
}
