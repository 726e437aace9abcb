import { weaknessesOf, type Weakness } from "../../org/weak.ts";
import { shownOrganisation } from "./show.ts";

/** What is weak in the organisation of this folder; a file with mistakes is an error. */
export function checkedOrganisation(
  cwd: string,
  given: string | undefined,
): { readonly id: string; readonly why: string; readonly weak: readonly Weakness[] } {
  const { organisation, why } = shownOrganisation(cwd, given);
  return { id: organisation.profile.id, why, weak: weaknessesOf(organisation) };
}
