import type { EventData, GamedayEvent } from "../event/event.ts";
import type { Undo } from "../event/undo.ts";
import type { Plan } from "../plan/plan.ts";

type Check = { readonly atMs: number; readonly ok: boolean; readonly evidence: string };

type Lapse = { readonly atMs: number; readonly evidence: string; readonly workedMs: number };

/** The life of one fault. Exercise milliseconds; null for what did not happen. */
export interface FaultRecord {
  readonly id: string;
  readonly fault: string;
  readonly target: string;
  readonly with: Readonly<Record<string, unknown>>;
  readonly undo: Undo | null;
  readonly armedMs: number | null;
  readonly appliedMs: number | null;
  /** The last check that it works at its target. */
  readonly verified: Check | null;
  /**
   * It stopped working before it was undone. Exercise milliseconds of when that was noticed;
   * `workedMs` since it was applied it was seen to work.
   */
  readonly lapsed?: Lapse;
  /** The same of one that is over when its effect is. */
  readonly spent?: Lapse;
  readonly undone: (Check & { readonly why: EventData["fault.undone"]["why"] }) | null;
  readonly failures: readonly {
    readonly atMs: number;
    readonly doing: EventData["fault.failed"]["doing"];
    readonly message: string;
  }[];
}

type Open = { -readonly [K in keyof Omit<FaultRecord, "failures">]: FaultRecord[K] } & {
  failures: FaultRecord["failures"][number][];
};

/**
 * Collects the faults: those of the plan in its order, whether they happened or not, then any
 * other.
 */
export function faultRecords(plan: Plan): {
  take(event: GamedayEvent): void;
  done(): FaultRecord[];
} {
  const records = new Map<string, Open>();
  const record = (id: string): Open => {
    let open = records.get(id);
    if (open === undefined)
      records.set(
        id,
        (open = {
          id,
          fault: "",
          target: "",
          with: {},
          undo: null,
          armedMs: null,
          appliedMs: null,
          verified: null,
          undone: null,
          failures: [],
        }),
      );
    return open;
  };
  for (const { id, fault, target, with: parameters } of plan.faults)
    Object.assign(record(id), { fault, target, with: parameters });
  const take = (event: GamedayEvent): void => {
    const atMs = event.at;
    switch (event.type) {
      case "fault.armed":
        Object.assign(record(event.data.id), {
          fault: event.data.fault,
          target: event.data.target,
          with: event.data.with,
          undo: event.data.undo,
          armedMs: atMs,
        });
        break;
      case "fault.applied":
        record(event.data.id).appliedMs ??= atMs;
        break;
      case "fault.verified":
        record(event.data.id).verified = { atMs, ok: event.data.ok, evidence: event.data.evidence };
        break;
      case "fault.lapsed":
        record(event.data.id).lapsed ??= {
          atMs,
          evidence: event.data.evidence,
          workedMs: event.data.workedMs,
        };
        break;
      case "fault.spent":
        record(event.data.id).spent ??= {
          atMs,
          evidence: event.data.evidence,
          workedMs: event.data.workedMs,
        };
        break;
      case "fault.undone":
        record(event.data.id).undone = {
          atMs,
          ok: event.data.ok,
          evidence: event.data.evidence,
          why: event.data.why,
        };
        break;
      case "fault.failed":
        record(event.data.id).failures.push({
          atMs,
          doing: event.data.doing,
          message: event.data.message,
        });
        break;
      default:
    }
  };
  return { take, done: () => [...records.values()] };
}
