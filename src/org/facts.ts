/**
 * What a drill has measured, and which severity that makes by the organisation's own rows. What
 * no one measures is left out, and no row about it holds.
 */
import type { DataCopy, Profile, Severity, SeverityPredicate } from "./profile.ts";

export interface Facts {
  /** How long each SLI has been below its objective, unbroken; exercise milliseconds. */
  readonly services: readonly { readonly names: readonly string[]; readonly belowForMs: number }[];
  /** The worst copy of data that is lost. */
  readonly dataLost?: DataCopy;
  /** Spare copies that are left of the service that has the fewest. */
  readonly redundancy?: number;
  readonly usersAffected?: number;
  readonly exposedRecords?: number;
}

export interface Finding {
  readonly severity: Severity;
  /** The row that holds. */
  readonly because: SeverityPredicate;
}

/** The worst severity that holds: where several do, it is the worse one. */
export function severityOfFacts(
  profile: Profile,
  facts: Facts,
  timeScale = 1,
): Finding | undefined {
  return rowsThatHold(profile, facts, timeScale)[0];
}

/** Every row that holds, those of the worst severity first. */
export function rowsThatHold(
  { severities }: Profile,
  facts: Facts,
  timeScale = 1,
): readonly Finding[] {
  return severities.flatMap((severity) =>
    severity.when
      .filter((row) => holds(row, facts, timeScale))
      .map((because) => ({ severity, because })),
  );
}

function holds(row: SeverityPredicate, facts: Facts, timeScale: number): boolean {
  if ("service" in row) return isBelow(row, facts.services, timeScale);
  if ("dataLost" in row) return facts.dataLost === row.dataLost;
  if ("redundancy" in row)
    return facts.redundancy !== undefined && facts.redundancy <= row.redundancy;
  if ("usersAffected" in row) return (facts.usersAffected ?? 0) > row.usersAffected.above;
  return (facts.exposedRecords ?? 0) > row.exposedRecords.above;
}

function isBelow(
  { service, forMs }: Extract<SeverityPredicate, { service: string }>,
  services: Facts["services"],
  timeScale: number,
): boolean {
  const named =
    service === "all" || service === "any"
      ? services
      : services.filter(({ names }) => names.includes(service));
  const longEnough = ({ belowForMs }: Facts["services"][number]): boolean =>
    belowForMs >= Math.max(forMs / timeScale, 1);
  return service === "any" ? named.some(longEnough) : named.length > 0 && named.every(longEnough);
}
