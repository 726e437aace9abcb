import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { waitForLock } from "../journal/lock.ts";
import { originText } from "../journal/origin.ts";
import { GamedayError } from "../kernel/error.ts";
import { realClock } from "./real-clock.ts";
import type { Entry, Life, LockedTarget, Registry } from "./registry.ts";

/** How long to wait for another registration, which only writes a file. Milliseconds. */
const patienceMs = 10_000;
/** A process elsewhere that has held the lock for this long counts as gone. Milliseconds. */
const elsewhereForMs = 60_000;

/**
 * Registers a drill with its targets, one such drill at a time; GD-C010 when another drill has one
 * of them.
 */
export async function registerWithTargets(
  registry: Registry,
  stateFolder: string,
  targets: readonly LockedTarget[],
  register: () => Entry,
): Promise<Entry> {
  if (targets.length === 0) return register();
  // The folder may not exist yet: this user's first drill makes it.
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  const lock = await waitForLock(join(stateFolder, "targets"), realClock, patienceMs, {
    elsewhereForMs,
  });
  try {
    refuseShared(registry, targets);
    return register();
  } finally {
    lock.release();
  }
}

/** How another drill holds a container, and what to do about it. */
function holding({ drill, origin }: Entry, life: Life): readonly [how: string, hint: string] {
  if (life === "dead") return ["crashed while using", `heal it first: gameday stop ${drill}`];
  if (life !== "elsewhere") return ["has", `wait for its end, or stop it: gameday stop ${drill}`];
  return [
    `runs on ${originText(origin)}, and has`,
    `stop it there, or if it no longer runs: gameday stop ${drill} --elsewhere`,
  ];
}

function refuseShared(registry: Registry, targets: readonly LockedTarget[]): void {
  for (const other of registry.list()) {
    const life = registry.life(other);
    const shared =
      life === "ended"
        ? undefined
        : targets.find(({ container }) =>
            other.targets?.some((one) => one.container === container),
          );
    if (shared === undefined) continue;
    const { drill } = other;
    const [how, hint] = holding(other, life);
    throw new GamedayError("GD-C010", `the drill ${drill} ${how} the container ${shared.name}`, {
      hint,
    });
  }
}
