import type { EventData, GamedayEvent } from "../event/event.ts";
import type { Residue } from "../event/heal.ts";
import { identityOf } from "../plan/identity.ts";
import type { Plan } from "../plan/plan.ts";

/** Which drill it was, and under which conditions. */
export interface DrillFacts {
  readonly drill: string;
  readonly scenario: string;
  /** Absent when the scenario has none. */
  readonly variant?: string;
  readonly title: string;
  readonly kind: "Drill" | "Test";
  readonly scenarioVersion: number;
  readonly digest: string;
  readonly seed: string;
  readonly runtime: string;
  readonly runtimeWhy: string;
  readonly timeScale: number;
  readonly profile: string;
  /** Absent in journals of older versions. */
  readonly profileWhy?: string;
  /** Parameters with the values that this run had. */
  readonly params: Plan["params"];
  readonly player: string;
  /** The version of the tool. */
  readonly gameday: string;
  readonly rerunOf: { readonly drill: string | null; readonly corrective: string } | null;
  readonly host: EventData["drill.planned"]["host"];
  /** ISO 8601, UTC; empty for an empty journal. */
  readonly startedWall: string;
  readonly endedWall: string;
  /** Exercise milliseconds of the last event. */
  readonly lengthMs: number;
}

export interface Gate {
  readonly gate: EventData["gate.checked"]["gate"];
  readonly met: boolean;
  readonly detail: string;
  /**
   * The exercise seconds that a Test's gate looked at; absent in journals of older versions, which
   * looked at the hold alone.
   */
  readonly judged?: { readonly fromSecond: number; readonly toSecond: number };
  readonly atMs: number;
}

export interface Ended {
  readonly why: EventData["drill.ended"]["why"];
  readonly detail: string;
  /** Of an abort that answers the question. */
  readonly verdict?: "fail";
  readonly atMs: number;
}

export interface Heal {
  readonly startedMs: number;
  readonly why: string;
  /** Null when healing did not come to its end. */
  readonly tookMs: number | null;
  readonly failed: readonly { readonly what: string; readonly detail: string }[];
}

/** The frame of a summary. */
export interface Frame {
  /** How many events the journal holds. */
  readonly events: number;
  readonly drill: DrillFacts;
  /** Null when the journal breaks off: the drill died. */
  readonly ended: Ended | null;
  readonly gates: readonly Gate[];
  readonly calibration: readonly EventData["calibration.measured"][];
  /**
   * The machine was measured; then what the plan's expressions came to, and requests per second by
   * flow.
   */
  readonly resolved: boolean;
  readonly values: EventData["plan.resolved"]["values"];
  readonly rates: EventData["plan.resolved"]["flows"];
  readonly heal: Heal | null;
  readonly residue: readonly Residue[];
}

/**
 * Collects the frame of the drill. Before `drill.planned` was written, what the plan itself says
 * stands in for it.
 */
export function drillFacts(plan: Plan): {
  count(event: GamedayEvent): void;
  take(event: GamedayEvent): void;
  done(): Frame;
} {
  let events = 0;
  let last = { wall: "", ex: 0 };
  let startedWall = "";
  let identity = planned(plan);
  let ended: Ended | null = null;
  let resolved: EventData["plan.resolved"] | undefined;
  const gates: Gate[] = [];
  const calibration: EventData["calibration.measured"][] = [];
  const healing = healFacts();
  const take = (event: GamedayEvent): void => {
    switch (event.type) {
      case "drill.planned":
        identity = announced(plan, event.data);
        break;
      case "drill.ended":
        ended ??= { ...event.data, atMs: event.at };
        break;
      case "gate.checked":
        gates.push({ ...event.data, atMs: event.at });
        break;
      case "calibration.measured":
        calibration.push(event.data);
        break;
      case "plan.resolved":
        resolved = event.data;
        break;
      default:
        healing.take(event);
    }
  };
  const count = (event: GamedayEvent): void => {
    if (events === 0) startedWall = event.wall;
    events += 1;
    last = event;
  };
  const done = (): Frame => ({
    events,
    ended,
    gates,
    calibration,
    ...healing.done(),
    resolved: resolved !== undefined,
    values: resolved?.values ?? {},
    rates: resolved?.flows ?? {},
    drill: { ...identity, startedWall, endedWall: last.wall, lengthMs: last.ex },
  });
  return { count, take, done };
}

/** How healing went, and what it left. */
function healFacts(): {
  take(event: GamedayEvent): void;
  done(): Pick<Frame, "heal" | "residue">;
} {
  let heal: Heal | null = null;
  let residue: readonly Residue[] = [];
  const failed: Heal["failed"][number][] = [];
  const take = (event: GamedayEvent): void => {
    switch (event.type) {
      case "heal.started":
        heal ??= { startedMs: event.at, why: event.data.why, tookMs: null, failed };
        break;
      case "heal.step":
        if (!event.data.ok) failed.push({ what: event.data.what, detail: event.data.detail ?? "" });
        break;
      case "heal.done":
        heal = { ...(heal ?? { startedMs: event.at, why: "", failed }), tookMs: event.data.tookMs };
        residue = event.data.residue;
        break;
      default:
    }
  };
  return { take, done: () => ({ heal, residue }) };
}

type Identity = Omit<DrillFacts, "startedWall" | "endedWall" | "lengthMs">;

/** What the journal's first line says. */
function announced({ params }: Plan, data: EventData["drill.planned"]): Identity {
  const { rerunOf, blind: _blind, ...rest } = data;
  return {
    ...rest,
    params,
    rerunOf:
      rerunOf === undefined
        ? null
        : { drill: rerunOf.drill ?? null, corrective: rerunOf.corrective },
  };
}

/** What is known without a first line. */
function planned(plan: Plan): Identity {
  return {
    drill: "",
    ...identityOf(plan),
    runtimeWhy: "",
    params: plan.params,
    player: "",
    gameday: "",
    rerunOf: plan.rerun === undefined ? null : { drill: null, corrective: plan.rerun },
    host: { cpus: 0, memoryMiB: 0, platform: "", node: "" },
  };
}
