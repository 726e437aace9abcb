import type { LoadStep, RetryPolicy } from "../event/flow.ts";
import type { Random } from "../kernel/random.ts";
import { catcher, type Catcher } from "./capture.ts";
import type { LoadFlow } from "./load.ts";
import { template, type Values } from "./template.ts";

/** A step with its texts ready to fill. */
export interface CompiledStep {
  readonly timeoutMs: number;
  readonly expectStatus: number;
  readonly underMs: number;
  readonly reuse: boolean;
  /** It may be asked for twice: by its method, or because it says so itself. */
  readonly repeatable: boolean;
  readonly catcher: Catcher | undefined;
  readonly thinkMs: LoadStep["thinkMs"];
  /** The whole request as it goes over a wire to `host`. */
  request(values: Values, host: string): string;
}

/** Readies a flow's steps. */
export function compileSteps(flow: LoadFlow): readonly CompiledStep[] {
  const captured = flow.steps.flatMap((step) => Object.keys(step.capture ?? {}));
  const names = new Set([...Object.keys(flow.vars), ...captured, "user"]);
  return flow.steps.map((step) => compileStep(step, flow, names));
}

function compileStep(step: LoadStep, flow: LoadFlow, names: ReadonlySet<string>): CompiledStep {
  const reuse = flow.connections?.reuse ?? true;
  const given = Object.entries(step.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const ownHost = Object.keys(step.headers).some((name) => name.toLowerCase() === "host");
  const head = template(
    `${step.method} ${step.path} HTTP/1.1\r\nconnection: ${reuse ? "keep-alive" : "close"}\r\n${given.join("")}`,
    names,
  );
  const body = template(step.body ?? "", names);
  // With a body, the length is ours to set. A GET or DELETE that has no body gets no length.
  const bare = step.body === undefined && (step.method === "GET" || step.method === "DELETE");
  const request = (values: Values, host: string): string => {
    const start = ownHost ? head(values) : `${head(values)}host: ${host}\r\n`;
    if (bare) return `${start}\r\n`;
    const text = body(values);
    return `${start}content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
  };
  return {
    timeoutMs: step.timeoutMs,
    expectStatus: step.expectStatus,
    underMs: step.underMs,
    reuse,
    repeatable:
      step.method !== "POST" ||
      Object.keys(step.headers).some((name) => /^(?:x-)?idempotency-key$/i.test(name)),
    catcher: catcher(step.capture),
    thinkMs: step.thinkMs,
    request: bare && !head.hasHoles ? oncePerHost((host) => request({}, host)) : request,
  };
}

/** A text that depends on the host alone: it is made again only when the host changes. */
function oncePerHost(make: (host: string) => string): (values: Values, host: string) => string {
  let last: { readonly host: string; readonly text: string } | undefined;
  return (_, host) => {
    if (last?.host !== host) last = { host, text: make(host) };
    return last.text;
  };
}

/**
 * Draws one journey's values. Always the same number of draws, so that journey n of a flow is the
 * same in every run.
 */
export function drawValues(flow: LoadFlow, random: Random): { user: number; values: Values } {
  const user = 1 + random.below(Math.max(1, flow.users));
  const values: Values = { user };
  // No list of entries for each of thousands of journeys a second.
  for (const name in flow.vars) {
    const from = flow.vars[name];
    if (from === undefined) continue;
    values[name] =
      "from" in from ? from.from + random.below(from.to - from.from + 1) : random.pick(from);
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
