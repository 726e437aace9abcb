import { didYouMean } from "../../kernel/did-you-mean.ts";
import { GamedayError } from "../../kernel/error.ts";
import { severityOf, type Profile } from "../profile.ts";
import { atlassian } from "./atlassian.ts";
import { bigeye } from "./bigeye.ts";
import { gremlin } from "./gremlin.ts";
import { pagerduty } from "./pagerduty.ts";

/** The profiles that come with the tool, by name. */
export const profiles: Readonly<Record<string, Profile>> = {
  gremlin,
  bigeye,
  pagerduty,
  atlassian,
};

/** The profile of a name; GD-S010 when there is none. */
export function findProfile(name: string): Profile {
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (profile !== undefined) return profile;
  const near = didYouMean(name, Object.keys(profiles));
  throw new GamedayError("GD-S010", `there is no profile "${name}"`, {
    hint: `${near === undefined ? "" : `did you mean "${near}"? `}profiles: ${Object.keys(profiles).join(", ")}`,
  });
}

/** What a profile calls a severity: `SEV 1`, `SEV-1`. */
export function labelOf(name: string, severity: number): string {
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  return (
    (profile === undefined ? undefined : severityOf(profile, severity)?.label) ?? `SEV ${severity}`
  );
}
