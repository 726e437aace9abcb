import { httpAt } from "../kernel/address.ts";
import { GamedayError } from "../kernel/error.ts";
import type { LoadFlow } from "./load.ts";

/** Throws when a flow cannot be sent. The plan must have made sure that it can: this is our bug. */
export function checkFlow(flow: LoadFlow): void {
  if (flow.to.length === 0) throw new Error(`load: flow ${flow.id} has no target`);
  if (flow.steps.length === 0 && flow.script === undefined)
    throw new Error(`load: flow ${flow.id} has nothing to do`);
  if (!(flow.perSecond >= 0) || !Number.isFinite(flow.perSecond))
    throw new Error(`load: flow ${flow.id} at ${flow.perSecond}/s`);
  for (const step of flow.steps) for (const to of flow.to) httpAt(to, step.path);
}

/** Refuses what only the other driver can do, before anything is sent. */
export function checkDriver(flow: LoadFlow, driver: "builtin" | "k6"): void {
  if (driver === "builtin" && flow.script !== undefined)
    throw new GamedayError(
      "GD-L001",
      `flow ${flow.id} is a k6 script, which the built-in driver cannot run`,
      { hint: "--load k6; gameday setup tools builds k6" },
    );
  if (driver === "k6" && flow.connections?.max !== undefined)
    throw new GamedayError(
      "GD-L001",
      `flow ${flow.id} limits its connections, which k6 cannot: each of its virtual users has one`,
      { hint: "--load builtin" },
    );
}
