import { readFile } from "node:fs/promises";
import { formatDuration } from "../../kernel/duration.ts";
import { GamedayError } from "../../kernel/error.ts";
import type { Child } from "./child.ts";
import type { ComponentKind, Doors } from "./component.ts";
import { portFree } from "./port.ts";

export interface HealthWait {
  readonly id: string;
  readonly kind: ComponentKind;
  readonly doors: Doors;
  readonly withinMs: number;
  readonly logFile: string;
  /** Where in the log this start begins. Bytes. */
  readonly logFrom: number;
  readonly signal: AbortSignal;
}

const lookEveryMs = 25;

/**
 * Waits until a started component is healthy. GD-E007 when a stranger has its port, else GD-R001
 * with the end of its log.
 */
export async function untilHealthy(child: Child, wait: HealthWait): Promise<void> {
  const { id, kind, doors, signal, withinMs } = wait;
  const deadline = performance.now() + withinMs;
  while (child.alive() && performance.now() < deadline) {
    const healthy = await kind.healthy(doors, child.pid);
    signal.throwIfAborted();
    if (healthy && child.alive()) return;
    await child.endsWithin(lookEveryMs);
  }
  signal.throwIfAborted();
  const log = (await readFile(wait.logFile).catch(() => Buffer.alloc(0)))
    .subarray(wait.logFrom)
    .toString("utf8");
  if (!child.alive() && (await lostItsPort(log, doors))) {
    throw new GamedayError(
      "GD-E007",
      `${id}: another program took the port ${doors.host}:${doors.port} first`,
      { hint: "gameday doctor shows what earlier drills left running" },
    );
  }
  const what = child.alive()
    ? `did not become healthy within ${formatDuration(withinMs)}`
    : `exited before it was healthy (${(await child.ended).detail})`;
  throw new GamedayError(
    "GD-R001",
    `${id} ${what}\n${log.trimEnd().split("\n").slice(-15).join("\n")}`,
    { hint: `the whole log: ${wait.logFile}` },
  );
}

async function lostItsPort(log: string, { host, port, adminPort }: Doors): Promise<boolean> {
  if (/EADDRINUSE|address already in use/i.test(log)) return true;
  return !(
    (await portFree(host, port)) &&
    (adminPort === undefined || (await portFree(host, adminPort)))
  );
}
