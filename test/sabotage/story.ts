/**
 * Small scenarios by chance: a Test of a shop whose parts matter to users or do not, and a Drill
 * that a scripted player can win.
 */
import { catalog } from "../../src/app/scenario/catalog.ts";
import type { Random } from "../../src/kernel/random.ts";
import { makePlan } from "../../src/plan/make-plan.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { scenarioSchema } from "../../src/scenario/schema.ts";
import { gremlin } from "../support/organisation.ts";

/** Milliseconds as a scenario writes them. */
const ms = (value: number): string => `${Math.round(value)}ms`;

export interface FaultWish {
  readonly fault: string;
  readonly target?: string;
  readonly at?: string;
  readonly for?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface TestWish {
  readonly faults?: readonly FaultWish[];
  /** Milliseconds. */
  readonly holdMs?: number;
  readonly timeoutMs?: number;
  readonly guestRate?: number;
  readonly expect?: unknown;
}

/** Web needs api (of several replicas), `side` serves guests alone, and nobody needs `spare`. */
export function testPlan(random: Random, seed: string, wish: TestWish = {}): Plan {
  const replicas = random.pick([2, 4, 9]);
  const faults = wish.faults ?? someFaults(random, replicas);
  const objective = random.pick([50, 90, 95, 99, 99.5]);
  return planOf(
    {
      apiVersion: "gameday/v1",
      kind: "Test",
      id: "sabotaged",
      title: "A small shop",
      limit: "10m",
      stack: {
        api: { kind: "service", program: "none", replicas },
        web: { kind: "service", program: "none", needs: ["api"] },
        side: { kind: "service", program: "none" },
        spare: { kind: "service", program: "none" },
      },
      links: { "web-to-api": { from: "web", to: "api" } },
      load: {
        journeys: {
          read: {
            to: "web",
            steps: [
              { get: "/", timeout: ms(wish.timeoutMs ?? random.pick([1_000, 4_000, 10_000])) },
            ],
          },
          look: { to: "side", steps: [{ get: "/side", timeout: "1s" }] },
        },
        flows: {
          users: { journey: "read", rate: random.pick([20, 50, 200]) },
          guests: { journey: "look", rate: wish.guestRate ?? random.pick([5, 20]) },
        },
      },
      slis: {
        web: { counts: ["users"], objective },
        side: { counts: ["guests"], objective: random.pick([50, 95, 99]) },
      },
      signals: { queue: { probe: "component", target: "spare", with: { field: "starts" } } },
      baseline: { for: ms(4_000 + random.below(2_000)) },
      mustHold: {
        for: ms(wish.holdMs ?? random.pick([3_000, 6_000, 15_000, 30_000])),
        ...(wish.expect === undefined ? {} : { expect: wish.expect }),
      },
      faults: named(faults),
    },
    seed,
  );
}

export const named = (faults: readonly FaultWish[]): Readonly<Record<string, FaultWish>> =>
  Object.fromEntries(faults.map((fault, index) => [`f${index + 1}`, fault]));

/** One to three faults, at once or in a row, that last or end by themselves. */
export function someFaults(random: Random, replicas: number): readonly FaultWish[] {
  const one = (): FaultWish => {
    const lasts = random.pick([0, 500, 2_000, 5_000, 12_000, 25_000]);
    return {
      ...random.pick<FaultWish>([...hurtful(random, replicas), ...harmless(random)]),
      at: ms(random.pick([0, 0, 1_000, 8_000, 20_000])),
      ...(lasts === 0 ? {} : { for: ms(lasts) }),
    };
  };
  const free = Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, one);
  // Two faults of one target at a time are in each other's way, and one of a scenario's mistakes.
  return free.filter(
    ({ target }, index) =>
      free.findIndex(
        (other) => (other.target ?? "").split("/")[0] === (target ?? "").split("/")[0],
      ) === index,
  );
}

const hurtful = (random: Random, replicas: number): readonly FaultWish[] => [
  { fault: random.pick(["pause", "stop", "kill"]), target: `api/${1 + random.below(replicas)}` },
  { fault: random.pick(["pause", "stop"]), target: "web" },
  { fault: random.pick(["pause", "kill"]), target: "side" },
  { fault: "timeout", target: "web-to-api", with: { toxicity: random.pick([0.5, 1]) } },
];

/** What touches no user: a part that nobody needs, a link that gets a little longer. */
export const harmless = (random: Random): readonly FaultWish[] => [
  { fault: random.pick(["pause", "stop", "restart"]), target: "spare" },
  {
    fault: "latency",
    target: "web-to-api",
    with: { latency: random.pick(["10ms", "20ms", "40ms"]) },
  },
];

/**
 * Somebody's batch takes the database; the customer can be blocked. `timeScale` 60: the target of
 * SEV 0 is 15 s.
 */
export function drillPlan(random: Random, seed: string, faultFor?: number): Plan {
  return planOf(
    {
      apiVersion: "gameday/v1",
      kind: "Drill",
      id: "sabotaged-drill",
      title: "A batch",
      limit: "150s",
      hold: "10s",
      watch: "2s",
      stack: {
        api: { kind: "service", program: "none" },
        web: { kind: "service", program: "none", needs: ["api"] },
      },
      load: {
        journeys: {
          read: { to: "web", steps: [{ get: "/" }] },
          batch: { to: "web", steps: [{ get: "/batch" }] },
        },
        flows: { users: { journey: "read", rate: random.pick([50, 200]) } },
      },
      slis: { web: { counts: ["users"], objective: random.pick([95, 99]) } },
      alerts: {
        errors: { when: { sli: "web", below: 90, over: "2s" }, for: "1s", text: "web fails" },
      },
      baseline: { for: ms(4_000 + random.below(2_000)) },
      mustBreak: { within: "30s", expect: { sli: "web", below: 90 } },
      faults: {
        batch: {
          fault: "load-surge",
          with: { journey: "batch", perSecond: random.pick([20, 40]) },
          ...(faultFor === undefined ? {} : { for: ms(faultFor) }),
        },
      },
      mitigations: {
        block: {
          kind: "correct",
          title: "block the batch",
          verify: { flow: "batch", share: "rejected", above: 90, over: "3s" },
          action: { http: { to: "api", path: "/block" } },
          sim: { admits: { batch: 0 } },
        },
        restart: {
          kind: "wrong",
          title: "restart the api",
          cost: "nothing is better",
          detect: { component: "api", is: "restarted" },
          action: { http: { to: "api", path: "/restart" } },
          sim: { restarts: "api" },
        },
      },
      players: { perfect: ["block"], wrong: ["restart"] },
    },
    seed,
    60,
  );
}

const capabilities = new Set(["pause", "kill", "stop", "load", "mysql"]);

function planOf(scenario: unknown, seed: string, timeScale = 1): Plan {
  return makePlan({
    scenario: scenarioSchema.parse(scenario),
    digest: "0".repeat(64),
    seed,
    catalog,
    organisation: gremlin,
    runtime: { name: "sim", capabilities },
    timeScale,
  });
}
