import type { NotifySettings } from "../notify/target.ts";
import type { Profile } from "./profile.ts";
import type { Rotation } from "./rotation/rotation.ts";

/** A service that the organisation calls critical. */
export interface Service {
  readonly title: string;
  readonly owner: string | undefined;
  /** Share of good requests, in percent. */
  readonly slo: number | undefined;
  readonly dependsOn: readonly string[];
  readonly critical: boolean;
}

export interface Person {
  readonly name: string;
  readonly email: string | undefined;
  /** What they can be on call for. */
  readonly roles: readonly string[];
}

/** What an incident costs; kept for reports that ask for it. */
export interface CostInputs {
  readonly currency: string;
  /** Of one person. */
  readonly hourlyRate: number | undefined;
  /** By service. */
  readonly revenuePerMinute: Readonly<Record<string, number>>;
}

/** One company's incidents: plain JSON, resolved, as a plan carries it. */
export interface Organisation {
  readonly profile: Profile;
  readonly services: Readonly<Record<string, Service>>;
  readonly people: Readonly<Record<string, Person>>;
  readonly rotations: readonly Rotation[];
  /** Who reads what is sent to a name: by the names that severities notify. */
  readonly notify: Readonly<Record<string, readonly string[]>>;
  /** Where texts go for real, with `--notify`; a plan of before has none. */
  readonly send?: NotifySettings;
  readonly cost: CostInputs | undefined;
}
