import type { Organisation } from "../../src/org/organisation.ts";
import type { Profile } from "../../src/org/profile.ts";
import { presetNames } from "../../src/org/preset-names.ts";
import { findPreset } from "../../src/register/presets.ts";

/** The organisation of a test that does not care which. */
export const gremlin: Organisation = findPreset("gremlin");

export const profileNamed = (name: string): Profile => findPreset(name).profile;

/** Those of all presets. */
export const allProfiles: readonly Profile[] = presetNames.map(profileNamed);
