import { readFileSync } from "node:fs";
import { join } from "node:path";
import { didYouMean } from "../kernel/did-you-mean.ts";
import { GamedayError } from "../kernel/error.ts";
import type { Organisation } from "../org/organisation.ts";
import { presetNames } from "../org/preset-names.ts";
import { checkOrganisation, type PresetReader } from "../org/read.ts";
import type { Plan } from "../plan/plan.ts";
import { packageRoot } from "./paths.ts";

/** Reads the organisations that ship with Gameday. */
export const readPreset: PresetReader = (name) => {
  const file = join("fixtures", "org", `${name}.yaml`);
  return { text: readFileSync(join(packageRoot(), file), "utf8"), file };
};

const known = new Map<string, Organisation>();

/** The preset of a name; GD-S010 when there is none. */
export function findPreset(name: string): Organisation {
  if (!presetNames.includes(name)) {
    const near = didYouMean(name, presetNames);
    throw new GamedayError("GD-S010", `there is no profile "${name}"`, {
      hint: `${near === undefined ? "" : `did you mean "${near}"? `}profiles: ${presetNames.join(", ")}`,
    });
  }
  const before = known.get(name);
  if (before !== undefined) return before;
  const { text, file } = readPreset(name);
  const { organisation, errors } = checkOrganisation(text, file, readPreset);
  if (organisation === undefined)
    throw new Error(`presets: ${errors.map(({ message }) => message).join("; ")}`);
  known.set(name, organisation);
  return organisation;
}

/** All of them. */
export const presets = (): readonly Organisation[] => presetNames.map(findPreset);

/**
 * A plan as it was written: one from before organisations had files names its preset, and the first
 * files said nothing about pages and messages. A report of an odd one is better than none.
 */
export function withOrganisation(
  plan: Omit<Plan, "organisation"> & Partial<Pick<Plan, "organisation">>,
): Plan {
  if (plan.organisation !== undefined && Object.hasOwn(plan.organisation.profile, "paging"))
    return { ...plan, organisation: plan.organisation };
  const preset = findPreset(presetNames.includes(plan.profile) ? plan.profile : "gremlin");
  const { profile, ...company } = plan.organisation ?? preset;
  return { ...plan, organisation: { ...company, profile: { ...preset.profile, ...profile } } };
}
