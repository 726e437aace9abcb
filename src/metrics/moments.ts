import type { GamedayEvent } from "../event/event.ts";
import type { Scenario } from "../plan/plan.ts";

/**
 * The points that durations are measured between: exercise milliseconds, null for what did not
 * happen.
 */
export interface Moments {
  /**
   * The first fault began to act: it was armed, for applying it may last and be what affects users.
   */
  readonly fault: number | null;
  /** Start of the first bad second. */
  readonly impact: number | null;
  /** What some alert waits for was there. */
  readonly detectable: number | null;
  /** The first alert that fired after the fault, and the first page. */
  readonly alert: number | null;
  readonly page: number | null;
  readonly declared: number | null;
  /** A page was acknowledged, or command was taken. */
  readonly acknowledged: number | null;
  readonly mobilised: number | null;
  /** The first proof that was accepted. */
  readonly firstEvidence: number | null;
  /** The evidence of the root cause was complete. */
  readonly diagnosed: number | null;
  /** The first mitigation that the tool saw working. */
  readonly acted: number | null;
  /** People's last claim that it is mitigated. */
  readonly mitigatedClaimed: number | null;
  /**
   * Service was restored, and stayed so: the last `contained`, null when it was broken again. Of
   * a Test also when all was good until its end.
   */
  readonly contained: number | null;
  /** The first `contained`, whatever came after. */
  readonly containedFirst: number | null;
  readonly cleared: number | null;
  readonly resolved: number | null;
  /** Healing began, or the drill ended: nothing after it is counted. */
  readonly playEnd: number | null;
}

type Open = { -readonly [K in keyof Moments]: Moments[K] };

/** Collects the moments from events in order. */
export function momentsOf(scenario: Scenario): {
  take(event: GamedayEvent): void;
  readonly moments: Moments;
} {
  const moments: Open = {
    fault: null,
    impact: null,
    detectable: null,
    alert: null,
    page: null,
    declared: null,
    acknowledged: null,
    mobilised: null,
    firstEvidence: null,
    diagnosed: null,
    acted: null,
    mitigatedClaimed: null,
    contained: null,
    containedFirst: null,
    cleared: null,
    resolved: null,
    playEnd: null,
  };
  const open = new Set(rootCauseEvidence(scenario));
  return {
    moments,
    take: (event) => (takeTruth(moments, event), takePeople(moments, event, open)),
  };
}

/**
 * The evidence that makes the diagnosis: the root cause's own list, or everything there is to
 * prove.
 */
export function rootCauseEvidence(scenario: Scenario): readonly string[] {
  const listed = scenario.rootCause?.evidence ?? [];
  if (listed.length > 0) return listed;
  return Object.keys(scenario.evidence).filter((id) => scenario.evidence[id]?.background !== true);
}

function takeTruth(moments: Open, event: GamedayEvent): void {
  switch (event.type) {
    case "fault.armed":
      moments.fault ??= event.at;
      break;
    case "impact.started":
      // A bin is a second long, and the fault may have come within it; so below.
      moments.impact ??= Math.max(event.at, moments.fault ?? event.at);
      break;
    case "action.detected":
      if (event.data.kind === "correct" || event.data.kind === "partial")
        moments.acted ??= event.at;
      break;
    case "truth.changed":
      if (event.data.state === "detectable")
        moments.detectable ??= Math.max(event.at, moments.fault ?? event.at);
      if (event.data.state === "cleared") moments.cleared ??= event.at;
      if (event.data.state === "recurred") moments.contained = null;
      if (event.data.state === "contained") moments.contained = event.at;
      moments.containedFirst ??= moments.contained;
      break;
    case "drill.phase":
      if (event.data.phase === "heal") moments.playEnd ??= event.at;
      break;
    case "heal.started":
    case "drill.ended":
      moments.playEnd ??= event.at;
      break;
    default:
  }
}

function takePeople(moments: Open, event: GamedayEvent, open: Set<string>): void {
  switch (event.type) {
    // An alert before the fault is a false alarm, not a detection.
    case "alert.fired":
      if (moments.fault !== null) moments.alert ??= event.at;
      break;
    case "page.sent":
      if (moments.fault !== null) moments.page ??= event.at;
      break;
    case "page.acked":
      if (moments.fault !== null) moments.acknowledged ??= event.at;
      break;
    case "incident.declared":
      moments.declared ??= event.at;
      break;
    case "incident.state":
      if (event.data.state === "acknowledged") moments.acknowledged ??= event.at;
      if (event.data.state === "mobilised") moments.mobilised ??= event.at;
      if (event.data.state === "mitigated") moments.mitigatedClaimed = event.at;
      if (event.data.state === "resolved") moments.resolved = event.at;
      break;
    case "evidence.proved":
      moments.firstEvidence ??= event.at;
      if (open.delete(event.data.evidence) && open.size === 0) moments.diagnosed ??= event.at;
      break;
    default:
  }
}
