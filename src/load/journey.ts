import type { Dispatcher } from "undici";
import type { Random } from "../kernel/random.ts";
import type { LoadFlow, LoadStep } from "./load.ts";
import { template, type Values } from "./template.ts";

/** A step with its texts ready to fill. */
export interface CompiledStep {
  readonly timeoutMs: number;
  readonly expectStatus: number;
  readonly underMs: number;
  request(values: Values): Dispatcher.DispatchOptions;
}

/** Readies a flow's steps. */
export function compileSteps(flow: LoadFlow): readonly CompiledStep[] {
  const names = new Set([...Object.keys(flow.vars), "user"]);
  return flow.steps.map((step) => compileStep(step, names));
}

function compileStep(step: LoadStep, names: ReadonlySet<string>): CompiledStep {
  const path = template(step.path, names);
  const body = step.body === undefined ? undefined : template(step.body, names);
  const headers = Object.entries(step.headers).map(([name, value]) => [name, template(value, names)] as const);
  return {
    timeoutMs: step.timeoutMs,
    expectStatus: step.expectStatus,
    underMs: step.underMs,
    request: (values) => ({
      method: step.method,
      path: path(values),
      headers: headers.flatMap(([name, value]) => [name, value(values)]),
      body: body === undefined ? null : body(values),
    }),
  };
}

/** Draws one journey's values. Always the same number of draws, so that request n of a flow is the same in every run. */
export function drawValues(flow: LoadFlow, random: Random): { user: number; values: Values } {
  const user = 1 + random.below(Math.max(1, flow.users));
  const values: Values = { user };
  for (const [name, from] of Object.entries(flow.vars)) {
    values[name] = "from" in from ? from.from + random.below(from.to - from.from + 1) : random.pick(from);
  }
  return { user, values };
}
