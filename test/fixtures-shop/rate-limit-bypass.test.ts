/**
 * The scenario's numbers and its limiter together, without a stack: what each variant's script gets
 * through, before and after its hole is closed.
 */
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { workFor } from "../../fixtures/shop/api-routes.ts";
import { limiter, type Limiter } from "../../fixtures/shop/limiter.ts";
import { readPolicy, type Policy } from "../../fixtures/shop/limit-policy.ts";
import { catalog } from "../../src/app/scenario/catalog.ts";
import { loadScenario } from "../../src/app/scenario/load.ts";
import { findPaths } from "../../src/register/paths.ts";
import { stream } from "../../src/kernel/random.ts";
import { drawValues } from "../../src/load/journey.ts";
import { template } from "../../src/load/template.ts";
import type { LoadStep } from "../../src/event/flow.ts";
import { flowOf } from "../../src/plan/journey.ts";
import { makePlan } from "../../src/plan/make-plan.ts";
import type { Value } from "../../src/plan/plan.ts";
import { resolveComponent, resolveScenario } from "../../src/plan/resolve.ts";
import { gremlin } from "../support/organisation.ts";

const paths = findPaths(process.env, process.cwd());
const { variants } = loadScenario(paths, "rate-limit-bypass", process.cwd());
const capabilities = new Set(["pause", "kill", "stop", "load", "mysql", "redis"] as const);
const searchCapacity = 20;
/** A search takes so long in the database, milliseconds; a long poll as long as it asks for. */
const searchMs = 80;

/** A variant as it stands on a machine that serves twenty searches a second. */
function variantOf(name: string) {
  const { scenario } = loadScenario(paths, `rate-limit-bypass/${name}`, process.cwd());
  const plan = makePlan({
    scenario,
    digest: "0",
    seed: "7f3a",
    runtime: { name: "process", capabilities },
    catalog,
    organisation: gremlin,
  });
  const values: Record<string, Value> = { ...plan.params, searchCapacity };
  const api = resolveComponent(plan, "api", values);
  if (api.kind !== "service") throw new Error("the api is no service");
  const resolved = resolveScenario(plan, values);
  const {
    journey,
    then = [],
    perSecond,
  } = (resolved.faults["scrape"]?.with ?? {}) as {
    journey: string;
    then?: string[];
    perSecond: number;
  };
  const action = resolved.mitigations["close"]?.action;
  const closed =
    action !== undefined && "http" in action ? (action.http.json as Record<string, unknown>) : {};
  const setting = readPolicy(api.config["rateLimit"] as Record<string, unknown>);
  return {
    resolved,
    setting,
    closed: readPolicy(closed, setting),
    trick: then[0] ?? journey,
    perSecond,
    replicas: api.replicas,
    allowed: Math.max(3, searchCapacity * Number(values["share"])),
  };
}

/**
 * What a script gets through in a minute: operations per second, database milliseconds per second,
 * and the most at once.
 */
async function minute(
  name: string,
  policy: Policy,
): Promise<{ perSecond: number; databaseMs: number; atOnce: number }> {
  const { resolved, trick, perSecond, replicas } = variantOf(name);
  const flow = flowOf(resolved, "scrape", { journey: trick, cohort: "scraper", perSecond }, []);
  const random = stream("7f3a", name);
  const clock = { ms: 0 };
  const nodes: Limiter[] = Array.from({ length: replicas }, () =>
    limiter(policy, () => clock.ms, undefined),
  );
  const ends: { at: number; end: () => void }[] = [];
  const cached = new Set<string>();
  const sum = { operations: 0, databaseMs: 0, atOnce: 0 };
  for (let n = 0; n < perSecond * 60; n += 1) {
    clock.ms = (n * 1_000) / perSecond;
    for (const done of ends.filter(({ at }) => at <= clock.ms)) done.end();
    ends.splice(0, ends.length, ...ends.filter(({ at }) => at > clock.ms));
    const work = await workFor(requestOf(flow.steps[0], drawValues(flow, random).values), 50);
    if (work === undefined) throw new Error(`the api has no route for ${trick}`);
    const { caller, path, route, statements, cacheKey = `${n}` } = work;
    const misses = cached.has(cacheKey) ? 0 : statements.length;
    cached.add(cacheKey);
    const decision = await nodes[n % replicas]?.ask({
      caller,
      path,
      route,
      operations: statements.length,
      misses,
    });
    if (decision?.allowed !== true) continue;
    const tookMs = trick === "poll" ? 900 : searchMs * statements.length;
    sum.operations += statements.length;
    sum.databaseMs += tookMs;
    ends.push({ at: clock.ms + tookMs, end: () => decision.settle(tookMs) });
    sum.atOnce = Math.max(sum.atOnce, ends.length);
  }
  return { perSecond: sum.operations / 60, databaseMs: sum.databaseMs / 60, atOnce: sum.atOnce };
}

function requestOf(
  step: LoadStep | undefined,
  values: Record<string, string | number | boolean>,
): Parameters<typeof workFor>[0] {
  if (step === undefined) throw new Error("a journey without a step");
  const names = new Set(Object.keys(values));
  const fill = (text: string): string => template(text, names)(values);
  const headers = Object.fromEntries(
    Object.entries(step.headers).map(([key, value]) => [key.toLowerCase(), fill(value)]),
  );
  return Object.assign(
    Readable.from(step.body === undefined ? [] : [Buffer.from(fill(step.body))]),
    { method: step.method, url: fill(step.path), headers },
  ) as unknown as Parameters<typeof workFor>[0];
}

/**
 * The limiter at each node: those with a store need a real one, and are tested with it in
 * `limiter.test.ts`.
 */
const local = variants.filter(
  (name) => variantOf(name).setting.scope !== "store" && variantOf(name).closed.scope !== "store",
);

test("has the twelve holes", () => {
  expect(variants).toEqual([
    "spoofed-address",
    "per-node",
    "missing-key",
    "token-rotation",
    "uncovered-route",
    "window-edge",
    "check-then-act",
    "cost-not-counted",
    "batching",
    "cache-miss",
    "store-away",
    "concurrency",
  ]);
  expect(local).toHaveLength(8);
});

describe.each(variants)("%s", (name) => {
  test("asks for more than the machine can serve, and a partner's limit is well below that", () => {
    const { perSecond, trick, allowed, resolved } = variantOf(name);
    const operations = trick === "batch" ? 16 : 1;
    expect(perSecond * operations).toBeGreaterThanOrEqual(1.6 * searchCapacity);
    expect(allowed).toBeLessThanOrEqual(0.5 * searchCapacity);
    expect(resolved.evidence["setting"]?.statement).not.toContain("${");
  });
});

describe.each(local)("%s, at the limiter", (name) => {
  test("lets the script take more than the machine can serve", async () => {
    const { perSecond, databaseMs } = await minute(name, variantOf(name).setting);
    expect(perSecond).toBeGreaterThan(1.3 * searchCapacity);
    expect(databaseMs).toBeGreaterThan(1.3 * searchCapacity * searchMs);
  });

  test("and once it is closed, no more than a part of it", async () => {
    const { closed, allowed } = variantOf(name);
    const { perSecond, databaseMs, atOnce } = await minute(name, closed);
    if (closed.unit === "cost") expect(databaseMs).toBeLessThan(1.3 * closed.costPerSecond);
    else if (closed.inFlight > 0)
      expect(atOnce).toBeLessThanOrEqual(closed.inFlight * closed.nodes);
    else expect(perSecond).toBeLessThan(1.2 * allowed);
  });
});
