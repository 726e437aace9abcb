import { compareAfterHeal } from "../event/difference.ts";
import { factName, type Facts } from "../event/facts.ts";
import type { Residue } from "../event/heal.ts";
import type { Clock } from "../kernel/clock.ts";
import { messageOf } from "../kernel/message-of.ts";
import type { Recorder } from "./recorder.ts";
import { within } from "./within.ts";

/** One thing that a drill must leave as it found it. */
export interface RestoreTarget {
  /** As faults name theirs; `load` for the load. */
  readonly target: string;
  /** It existed before the drill and stays after it: any difference is residue. */
  readonly stays: boolean;
  /**
   * Facts that people may change while they respond. Those of the drill's own stack are removed
   * with it.
   */
  readonly peoples: (fact: string) => boolean;
  capture(): Promise<Facts>;
}

interface Captured {
  readonly of: RestoreTarget;
  readonly facts: Facts;
}

/** A hung database must not keep a drill from healing. Milliseconds. */
const captureWithinMs = 5_000;

/**
 * Captures the state of targets before the first fault and compares it after the last, to prove
 * what healing did.
 */
export class Restoration {
  private readonly before = new Map<string, Captured>();
  private readonly recorder: Recorder;
  private readonly clock: Clock;

  constructor(recorder: Recorder, clock: Clock) {
    this.recorder = recorder;
    this.clock = clock;
  }

  /**
   * Before the first fault. Throws when the state of something that stays cannot be read: a drill
   * whose restoration could not be proven does not begin.
   */
  async capture(targets: readonly RestoreTarget[]): Promise<void> {
    const looks = await Promise.all(
      targets.map(async (of) => ({
        of,
        facts: await this.look(of).catch((error: unknown) => unknowable(of, error)),
      })),
    );
    for (const { of, facts } of looks) {
      if (facts === undefined) continue;
      this.before.set(of.target, { of, facts });
      await this.recorder.sure({
        type: "restoration.captured",
        data: { target: of.target, facts: shortened(facts) },
      });
    }
  }

  /**
   * After the faults are undone and before anything is removed: compares every target with its
   * captured state. Never throws.
   */
  async check(): Promise<readonly Residue[]> {
    const looks = await Promise.all(
      [...this.before.values()].map(async (captured) => ({
        ...captured,
        after: await this.look(captured.of).catch(() => undefined),
      })),
    );
    this.before.clear();
    const residue: Residue[] = [];
    for (const { of, facts, after } of looks) {
      const { checked, residue: left } = compareAfterHeal(
        of.target,
        facts,
        after,
        (fact, is) => of.stays || (is !== null && !of.peoples(fact)),
      );
      await this.recorder.sure({ type: "restoration.checked", data: checked });
      residue.push(...left);
    }
    return residue;
  }

  private look(of: RestoreTarget): Promise<Facts> {
    return within(this.clock, captureWithinMs, "no answer", () => of.capture());
  }
}

/**
 * The state of the drill's own stack is not needed. For something that stays, a drill whose
 * restoration could not be proven does not begin.
 */
function unknowable({ target, stays }: RestoreTarget, cause: unknown): undefined {
  if (stays)
    throw new Error(
      `the state of ${target} cannot be read before the fault, so restoration could not ` +
        `be verified: ${messageOf(cause)}`,
      { cause },
    );
}

/**
 * Of hundreds of facts of one kind, `variable max_connections`, the journal needs only the number:
 * differences are reported one by one.
 */
function shortened(facts: Facts): Facts {
  const kinds = Map.groupBy(Object.entries(facts), ([fact]) => factName(fact).kind);
  return Object.fromEntries(
    [...kinds].flatMap(([kind, all]) =>
      kind === undefined || all.length <= 20 ? all : [[`${kind}s`, all.length]],
    ),
  );
}
