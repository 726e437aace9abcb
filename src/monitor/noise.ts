/**
 * How many requests a second-rate objective needs before silence means anything: with an objective
 * of 99.5 percent and no loss among n requests one may be 95 percent sure of it only from n = 3 /
 * (1 − objective) on (the rule of three).
 */
export function minimumRequests(objectivePercent: number): number {
  return Math.ceil(300 / (100 - objectivePercent) - 1e-6);
}

/**
 * Is a loss of `lost` among `offered` requests more than an SLI just at its objective (percent)
 * would show by chance? One-sided Poisson test: the chance of so many or more must be under 1 in
 * 10,000. An hour has 3,600 windows, so at a service that only just keeps its objective this cries
 * wolf about every third hour, at a better one practically never.
 */
export function isBeyondNoise(lost: number, offered: number, objectivePercent: number): boolean {
  const expected = (offered * (100 - objectivePercent)) / 100;
  if (lost <= expected || offered === 0) return false;
  if (lost > expected + 6 * Math.sqrt(expected) + 8) return true;
  let term = Math.exp(-expected);
  // Beyond 700 the first term underflows; there the normal approximation is exact enough (z = 3.72
  // is 1 in 10,000).
  if (term === 0) return lost > expected + 3.72 * Math.sqrt(expected);
  let below = 0;
  for (let count = 0; count < lost; count += 1) {
    below += term;
    term *= expected / (count + 1);
  }
  return 1 - below < 1e-4;
}
