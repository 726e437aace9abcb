import type { PlanKind } from "./container-plan.ts";
import { dockerKinds } from "./kind/index.ts";

/** The container that a component becomes. Makes what it is built on first, if missing. */
export const planOf: PlanKind = async (spec, options, signal) => {
  if (spec.kind === "container")
    throw new Error(`docker runtime: ${spec.id} is the user's own, and was not found by us`);
  return dockerKinds[spec.kind](spec, options, signal);
};
