import type { LoadFlow } from "./load.ts";

/** Throws when a flow cannot be sent. The plan must have made sure that it can: this is our bug. */
export function checkFlow(flow: LoadFlow): void {
  if (flow.to.length === 0) throw new Error(`load: flow ${flow.id} has nowhere to go`);
  if (flow.steps.length === 0 && flow.script === undefined) throw new Error(`load: flow ${flow.id} has nothing to do`);
  if (!(flow.perSecond >= 0) || !Number.isFinite(flow.perSecond)) throw new Error(`load: flow ${flow.id} at ${flow.perSecond}/s`);
  for (const step of flow.steps) if (!step.path.startsWith("/")) throw new Error(`load: flow ${flow.id}: path ${step.path} must start with /`);
}
