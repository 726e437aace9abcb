import type { PlanKind } from "./container-plan.ts";
import { dockerKinds } from "./kind/index.ts";

/** What container a component becomes; what it stands on is made first where it is not there. */
export const planOf: PlanKind = async (spec, options, signal) => {
  if (spec.kind === "container")
    throw new Error(`docker runtime: ${spec.id} is the user's own, and was not found by us`);
  return dockerKinds[spec.kind](spec, options, signal);
};
