import type { Dispatcher } from "undici";
import type { Random } from "../kernel/random.ts";
import { catcher, type Catcher } from "./capture.ts";
import type { LoadFlow, LoadStep, RetryPolicy } from "./load.ts";
import { template, type Values } from "./template.ts";

/** A step with its texts ready to fill. */
export interface CompiledStep {
  readonly timeoutMs: number;
  readonly expectStatus: number;
  readonly underMs: number;
  readonly reuse: boolean;
  readonly catcher: Catcher | undefined;
  readonly thinkMs: LoadStep["thinkMs"];
  request(values: Values): Dispatcher.DispatchOptions;
}

/** Readies a flow's steps. */
export function compileSteps(flow: LoadFlow): readonly CompiledStep[] {
  const captured = flow.steps.flatMap((step) => Object.keys(step.capture ?? {}));
  const names = new Set([...Object.keys(flow.vars), ...captured, "user"]);
  return flow.steps.map((step) => compileStep(step, names, flow.connections?.reuse ?? true));
}

function compileStep(step: LoadStep, names: ReadonlySet<string>, reuse: boolean): CompiledStep {
  const path = template(step.path, names);
  const body = step.body === undefined ? undefined : template(step.body, names);
  const headers = Object.entries(step.headers).map(([name, value]) => [name, template(value, names)] as const);
  return {
    timeoutMs: step.timeoutMs,
    expectStatus: step.expectStatus,
    underMs: step.underMs,
    reuse,
    catcher: catcher(step.capture),
    thinkMs: step.thinkMs,
    request: (values) => ({
      method: step.method,
      path: path(values),
      headers: headers.flatMap(([name, value]) => [name, value(values)]),
      body: body === undefined ? null : body(values),
      reset: !reuse,
    }),
  };
}

/** Draws one journey's values. Always the same number of draws, so that journey n of a flow is the same in every run. */
export function drawValues(flow: LoadFlow, random: Random): { user: number; values: Values } {
  const user = 1 + random.below(Math.max(1, flow.users));
  const values: Values = { user };
  for (const [name, from] of Object.entries(flow.vars)) {
    values[name] = "from" in from ? from.from + random.below(from.to - from.from + 1) : random.pick(from);
  }
  return { user, values };
}

/** How long a user thinks after a step, ms. */
export function thinkMs(think: LoadStep["thinkMs"], random: Random): number {
  if (think === undefined || typeof think === "number") return think ?? 0;
  return think.from + random.next() * (think.to - think.from);
}

/** The wait before extra attempt `retry` (from 1), ms. */
export function backoffMs(policy: RetryPolicy, retry: number, random: Random): number {
  const wait = Math.min(policy.maxBackoffMs, policy.backoffMs * policy.factor ** (retry - 1));
  return wait * (1 - policy.jitter * random.next());
}
