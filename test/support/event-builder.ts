/**
 * Journals for tests: inputs in, stamped events out, with the envelope that the real journal
 * writes.
 */
import { createHash } from "node:crypto";
import { engineActor } from "../../src/event/actor.ts";
import type { EventData, EventInput, EventType, GamedayEvent } from "../../src/event/event.ts";
import type { LoadBin } from "../../src/event/load.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { scenarioSchema } from "../../src/scenario/schema.ts";
import type { z } from "zod";
import { gremlin } from "./organisation.ts";

/**
 * An input with the exercise millisecond at which it is written (default: its `at`, else the time
 * of the one before).
 */
export type TimedInput = EventInput & { readonly ex?: number };

const epochMs = Date.UTC(2026, 10, 21, 19, 0, 0);

/**
 * Stamps inputs in order: dense seq, wall and monotonic time from `ex`, hash chain. Times never go
 * back.
 */
export function* stamp(inputs: Iterable<TimedInput>, chain = true): Generator<GamedayEvent> {
  let seq = 0;
  let ex = 0;
  let prev = "0".repeat(64);
  for (const { ex: given, ...input } of inputs) {
    ex = Math.max(ex, given ?? input.at ?? ex);
    const event = {
      v: 1,
      seq,
      wall: new Date(epochMs + ex).toISOString(),
      mono: 1_000 + ex,
      ex,
      at: input.at ?? ex,
      by: input.by ?? engineActor,
      sees: input.sees ?? "all",
      ...(input.incident !== undefined && { incident: input.incident }),
      ...(input.cause !== undefined && { cause: input.cause }),
      type: input.type,
      data: input.data,
      prev,
    } as GamedayEvent;
    yield event;
    seq += 1;
    if (chain) prev = createHash("sha256").update(JSON.stringify(event)).digest("hex");
  }
}

/** The journal of a drill on the plan: `drill.planned` first, then the inputs. */
export function journal(plan: Plan, inputs: Iterable<TimedInput>): GamedayEvent[] {
  return [...stamp([planned(plan), ...inputs])];
}

/** What the engine writes first. */
export function planned(plan: Plan): TimedInput {
  const { scenario, digest, seed, runtime, timeScale, profile } = plan;
  return happens(0, "drill.planned", {
    drill: `2026-11-21-${scenario.id}-${seed}`,
    scenario: scenario.id,
    title: scenario.title,
    kind: scenario.kind,
    scenarioVersion: scenario.version,
    digest,
    seed,
    runtime,
    runtimeWhy: "for a test",
    timeScale,
    profile,
    player: "perfect",
    gameday: "0.1.0",
    host: { cpus: 2, memoryMiB: 4_096, platform: "linux", node: "v24.0.0" },
  });
}

/** One input at an exercise millisecond; `more.ex` when it is written later than it happened. */
export function happens<T extends EventType>(
  at: number,
  type: T,
  data: EventData[T],
  more: Partial<Omit<TimedInput, "type" | "data" | "at">> = {},
): TimedInput {
  return { type, data, at, ...more } as TimedInput;
}

/**
 * One second of a flow; what is not said is nought, and everything offered that is not good is an
 * error.
 */
export function bin(
  flow: string,
  second: number,
  offered: number,
  good: number,
  more: Partial<LoadBin> = {},
): LoadBin {
  return {
    flow,
    second,
    offered,
    good,
    slow: 0,
    error: offered - good,
    timeout: 0,
    unsent: 0,
    rejected: 0,
    newlyHurt: 0,
    p50: 2,
    p99: 9,
    max: 12,
    lateP99: 1,
    ...more,
  };
}

/** Bins of a flow for the seconds [from, to), each delivered when its second is over. */
export function bins(
  flow: string,
  from: number,
  to: number,
  offered: number,
  good: number,
  more: Partial<LoadBin> = {},
): TimedInput[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) =>
    happens((from + i) * 1_000, "load.bin", bin(flow, from + i, offered, good, more), {
      ex: (from + i + 1) * 1_000,
    }),
  );
}

/** Inputs in the order in which they are written; equal times keep their order. */
export function inOrder(...inputs: readonly (TimedInput | readonly TimedInput[])[]): TimedInput[] {
  return inputs.flat().sort((a, b) => (a.ex ?? a.at ?? 0) - (b.ex ?? b.at ?? 0));
}

type Raw = z.input<typeof scenarioSchema>;

/**
 * A plan of a small scenario with two SLIs (www 100/s at 99.9 %, api 25/s at 99.5 %) and one fault;
 * change what the test is about.
 */
export function testPlan(scenario: Partial<Raw> = {}, plan: Partial<Plan> = {}): Plan {
  const parsed = scenarioSchema.parse({ ...smallScenario, ...scenario });
  const faults = Object.entries(parsed.faults).map(([id, fault]) => ({
    id,
    fault: fault.fault,
    target: fault.target ?? "",
    atMs: fault.at,
    forMs: fault.for,
    with: fault.with,
  }));
  return {
    v: 1,
    scenario: parsed,
    digest: "d".repeat(64),
    seed: "7f3a",
    runtime: "sim",
    timeScale: 1,
    profile: "gremlin",
    organisation: gremlin,
    incidentName: "Fast Frog",
    params: {},
    bringUp: [],
    faults,
    first: [],
    rerun: undefined,
    ...plan,
  };
}

const smallScenario: Raw = {
  apiVersion: "gameday/v1",
  kind: "Drill",
  id: "small",
  title: "A small drill",
  hold: "30s",
  stack: {
    www: { kind: "service", program: "shop/www" },
    api: { kind: "service", program: "shop/api", replicas: 2 },
    db: { kind: "service", program: "shop/db" },
  },
  load: {
    journeys: {
      view: { to: "www", steps: [{ get: "/orders/1" }] },
      read: { to: "api", steps: [{ get: "/v1/orders/1" }] },
      export: { to: "api", steps: [{ get: "/v1/export", timeout: "10s" }] },
    },
    flows: { web: { journey: "view", rate: 100 }, partner: { journey: "read", rate: 25 } },
  },
  slis: {
    www: { counts: ["web"], objective: 99.9 },
    api: { counts: ["partner"], objective: 99.5 },
  },
  mustBreak: { within: "30s", expect: { sli: "api", below: 80, over: "5s" } },
  faults: {
    batch: { fault: "load-surge", with: { journey: "export", cohort: "batcher", perSecond: 40 } },
  },
};
