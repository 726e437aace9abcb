import type { ServiceImpact } from "./impact.ts";

/** What the drill would have cost of an error budget, had the traffic been a normal month's. */
export interface Budget {
  readonly sli: string;
  readonly service: string;
  readonly periodDays: number;
  /**
   * Share of the period's budget that the impact windows used: 0.5 is half, 2 is twice as much as
   * there is.
   */
  readonly share: number;
  /**
   * How many times faster than allowed the budget burned inside the windows; 1 uses it up exactly
   * in the period.
   */
  readonly burn: number;
}

const periodDays = 30;

/**
 * Error budget use of one service; `measuredSeconds` is how long its traffic was measured, which
 * gives its normal rate.
 */
export function budgetOf(impact: ServiceImpact, measuredSeconds: number): Budget {
  const allowed = (100 - impact.objective) / 100;
  const perSecond = measuredSeconds === 0 ? 0 : impact.wholeDrill.offered / measuredSeconds;
  const inPeriod = perSecond * periodDays * 86_400;
  return {
    sli: impact.sli,
    service: impact.service,
    periodDays,
    share: inPeriod === 0 ? 0 : impact.lost / (allowed * inPeriod),
    burn: impact.offered === 0 ? 0 : impact.lost / impact.offered / allowed,
  };
}
