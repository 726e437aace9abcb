import type { PageRecord } from "./alerts.ts";
import type { Moments } from "./moments.ts";

/**
 * Durations named by their two end points, whole exercise milliseconds; null when one of them did
 * not happen. Negative when the second came first: people may declare before users are affected,
 * and claim `mitigated` before it is true.
 */
export interface Durations {
  readonly faultToImpact: number | null;
  readonly faultToDetectable: number | null;
  readonly faultToAlert: number | null;
  readonly faultToPage: number | null;
  readonly faultToDeclared: number | null;
  readonly faultToAcknowledged: number | null;
  readonly faultToDiagnosed: number | null;
  readonly faultToContained: number | null;
  readonly faultToCleared: number | null;
  readonly faultToResolved: number | null;
  readonly impactToDetectable: number | null;
  readonly impactToAlert: number | null;
  /** Monitoring's own lag. */
  readonly detectableToAlert: number | null;
  readonly alertToDeclared: number | null;
  /** The first page after the fault that the responders acknowledged; bots answer immediately. */
  readonly pageToAcknowledged: number | null;
  readonly declaredToMobilised: number | null;
  readonly declaredToDiagnosed: number | null;
  readonly diagnosedToActed: number | null;
  /** Time to mitigate as the users felt it, and as people declared it. */
  readonly impactToContained: number | null;
  readonly declaredToMitigated: number | null;
  readonly declaredToResolved: number | null;
  /** The gap between truth and claim: negative is premature, positive is late. */
  readonly containedToMitigated: number | null;
}

/** Every duration that the moments allow. */
export function durationsOf(m: Moments, pages: readonly PageRecord[]): Durations {
  return {
    faultToImpact: between(m.fault, m.impact),
    faultToDetectable: between(m.fault, m.detectable),
    faultToAlert: between(m.fault, m.alert),
    faultToPage: between(m.fault, m.page),
    faultToDeclared: between(m.fault, m.declared),
    faultToAcknowledged: between(m.fault, m.acknowledged),
    faultToDiagnosed: between(m.fault, m.diagnosed),
    faultToContained: between(m.fault, m.contained),
    faultToCleared: between(m.fault, m.cleared),
    faultToResolved: between(m.fault, m.resolved),
    impactToDetectable: between(m.impact, m.detectable),
    impactToAlert: between(m.impact, m.alert),
    detectableToAlert: between(m.detectable, m.alert),
    alertToDeclared: between(m.alert, m.declared),
    pageToAcknowledged: firstAnswer(m, pages),
    declaredToMobilised: between(m.declared, m.mobilised),
    declaredToDiagnosed: between(m.declared, m.diagnosed),
    diagnosedToActed: between(m.diagnosed, m.acted),
    impactToContained: between(m.impact, m.contained),
    declaredToMitigated: between(m.declared, m.mitigatedClaimed),
    declaredToResolved: between(m.declared, m.resolved),
    containedToMitigated: between(m.contained, m.mitigatedClaimed),
  };
}

function firstAnswer({ fault }: Moments, pages: readonly PageRecord[]): number | null {
  const first = pages.find(
    ({ atMs, ackedBy }) => fault !== null && atMs >= fault && ackedBy === "responder",
  );
  return first === undefined ? null : between(first.atMs, first.ackedMs);
}

function between(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : Math.round(to - from);
}
