import type { Flow, LoadStep } from "../event/flow.ts";
import type { ResolvedScenario } from "./plan.ts";

type ScenarioStep = ResolvedScenario["load"]["journeys"][string]["steps"][number];
type Clients = Pick<ResolvedScenario["load"]["journeys"][string], "retry" | "connections">;
type Vars = ResolvedScenario["load"]["journeys"][string]["vars"][string];

/** A journey made by a cohort at a rate, for flows of the load and for those that faults add. */
export function flowOf<E>(
  { load, stack }: Pick<ResolvedScenario, "load" | "stack">,
  id: string,
  request: { journey: string; cohort: string; perSecond: number },
  to: readonly E[],
): Flow<E> {
  const journey = load.journeys[request.journey];
  const cohort = load.cohorts[request.cohort];
  if (journey === undefined || cohort === undefined)
    throw new Error(
      `journey: "${request.journey}" or the cohort "${request.cohort}" passed the checks but does not exist`,
    );
  return {
    id,
    perSecond: request.perSecond,
    users: cohort.users,
    steps: journey.steps.map(stepOf),
    vars: Object.fromEntries(
      Object.entries(journey.vars).map(([name, values]) => [name, drawnFrom(values)]),
    ),
    to,
    ...tlsOf(stack[journey.to]),
    cohort: request.cohort,
    ...(cohort.from === undefined ? {} : { from: cohort.from }),
    ...clientsOf(journey, load.flows[id]),
    ...(journey.script === undefined ? {} : { script: journey.script }),
  };
}

/** How the targets of a journey to this component are asked. */
export function tlsOf(
  component: ResolvedScenario["stack"][string] | undefined,
): Pick<Flow<unknown>, "tls"> {
  if (component?.kind !== "container" || component.tls === undefined) return {};
  const { ca, servername, insecure } = component.tls;
  return {
    tls: {
      insecure,
      ...(ca === undefined ? {} : { ca }),
      ...(servername === undefined ? {} : { servername }),
    },
  };
}

/**
 * What its clients do: a flow's setting takes precedence over its journey's.
 */
function clientsOf(
  journey: Clients,
  flow: (Clients & { readonly ramp?: number | undefined }) | undefined,
): Pick<Flow<unknown>, "connections" | "retry" | "rampMs"> {
  const retry = flow?.retry ?? journey.retry;
  const connections = flow?.connections ?? journey.connections;
  return {
    ...(retry === undefined
      ? {}
      : {
          retry: {
            attempts: Number(retry.attempts),
            on: retry.on,
            backoffMs: retry.backoff,
            factor: Number(retry.factor),
            maxBackoffMs: retry.maxBackoff,
            jitter: Number(retry.jitter),
          },
        }),
    ...(connections === undefined
      ? {}
      : {
          connections: {
            reuse: connections.reuse,
            ...(connections.max === undefined ? {} : { max: Number(connections.max) }),
          },
        }),
    ...(flow?.ramp === undefined ? {} : { rampMs: flow.ramp }),
  };
}

function methodOf({ get, post, put }: ScenarioStep): LoadStep["method"] {
  if (get !== undefined) return "GET";
  if (post !== undefined) return "POST";
  return put === undefined ? "DELETE" : "PUT";
}

function stepOf(step: ScenarioStep): LoadStep {
  const { get, post, put, delete: remove, headers, body, timeout, expect, capture, think } = step;
  const isText = typeof body === "string";
  const typed =
    body === undefined ||
    isText ||
    Object.keys(headers).some((name) => name.toLowerCase() === "content-type")
      ? headers
      : { ...headers, "content-type": "application/json" };
  return {
    method: methodOf(step),
    path: get ?? post ?? put ?? remove ?? "/",
    headers: typed,
    body: body === undefined || isText ? body : JSON.stringify(body),
    timeoutMs: timeout,
    expectStatus: expect.status,
    underMs: expect.under ?? timeout,
    ...(capture === undefined
      ? {}
      : {
          capture: Object.fromEntries(
            Object.entries(capture).map(([name, at]) => [
              name,
              typeof at === "string" ? { json: at } : at,
            ]),
          ),
        }),
    ...(think === undefined ? {} : { thinkMs: think }),
  };
}

/** `1..200000` is drawn evenly, a list item by item, a single value is always itself. */
function drawnFrom(
  values: Vars,
): { from: number; to: number } | readonly (string | number | boolean)[] {
  if (Array.isArray(values)) return values;
  const [, from, to] = typeof values === "string" ? (/^(\d+)\.\.(\d+)$/.exec(values) ?? []) : [];
  return from === undefined || to === undefined ? [values] : { from: Number(from), to: Number(to) };
}
