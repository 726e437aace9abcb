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
    const open = records.get(id) ?? untouched(id);
    records.set(id, open);
    return open;
  };
  for (const { id, fault, target, with: parameters } of plan.faults)
    Object.assign(record(id), { fault, target, with: parameters });
  return {
    take: (event) => {
      if (isOfFault(event)) enter(record(event.data.id), event);
    },
    done: () => [...records.values()],
  };
}

/** A fault to which nothing has happened yet. */
function untouched(id: string): Open {
  return {
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
  };
}

type FaultEvent = Extract<GamedayEvent, { type: `fault.${string}` }>;

function isOfFault(event: GamedayEvent): event is FaultEvent {
  return event.type.startsWith("fault.");
}

/** Enters one event of a fault into its record. What can come again keeps its first time. */
function enter(record: Open, event: FaultEvent): void {
  const atMs = event.at;
  switch (event.type) {
    case "fault.armed": {
      const { fault, target, with: parameters, undo } = event.data;
      Object.assign(record, { fault, target, with: parameters, undo, armedMs: atMs });
      break;
    }
    case "fault.applied":
      record.appliedMs ??= atMs;
      break;
    case "fault.verified":
      record.verified = { atMs, ok: event.data.ok, evidence: event.data.evidence };
      break;
    case "fault.lapsed":
      record.lapsed ??= lapse(event.data, atMs);
      break;
    case "fault.spent":
      record.spent ??= lapse(event.data, atMs);
      break;
    case "fault.undone": {
      const { ok, evidence, why } = event.data;
      record.undone = { atMs, ok, evidence, why };
      break;
    }
    case "fault.failed":
      record.failures.push({ atMs, doing: event.data.doing, message: event.data.message });
      break;
    default:
      event satisfies never;
  }
}

function lapse(
  { evidence, workedMs }: EventData["fault.lapsed"] | EventData["fault.spent"],
  atMs: number,
): Lapse {
  return { atMs, evidence, workedMs };
}
