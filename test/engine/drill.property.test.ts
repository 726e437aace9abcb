import fc from "fast-check";
import { expect, test } from "vitest";
import type { Phase } from "../../src/event/drill.ts";
import type { GamedayEvent } from "../../src/event/event.ts";
import { mayFollow, type IncidentStep } from "../../src/incident/transition.ts";
import { openFaults } from "../../src/watch/open-faults.ts";
import {
  only,
  planOf,
  played,
  type Played,
  type Script,
  type Stage,
} from "../support/simulated.ts";

/** Two services, one of them twice, under a flow each; broken as the property wants. */
function scenario(kind: "Drill" | "Test", faults: readonly Record<string, unknown>[]): unknown {
  return {
    apiVersion: "gameday/v1",
    kind,
    id: "small",
    title: "Two services",
    limit: "90s",
    hold: "10s",
    watch: "5s",
    stack: {
      api: { kind: "service", program: "none", replicas: 2 },
      web: { kind: "service", program: "none", needs: ["api"] },
      other: { kind: "service", program: "none" },
    },
    load: {
      journeys: {
        read: { to: "web", steps: [{ get: "/" }] },
        look: { to: "other", steps: [{ get: "/" }] },
      },
      flows: { users: { journey: "read", rate: 50 }, guests: { journey: "look", rate: 20 } },
    },
    slis: {
      web: { counts: ["users"], objective: 99 },
      other: { counts: ["guests"], objective: 95 },
    },
    alerts: {
      errors: { when: { sli: "web", below: 90, over: "3s" }, for: "2s", text: "web fails" },
    },
    mustBreak: {
      within: "30s",
      expect: {
        any: [
          { sli: "web", below: 90 },
          { sli: "other", below: 90 },
        ],
      },
    },
    mustHold: { for: "20s" },
    faults: Object.fromEntries(faults.map((fault, index) => [`f${index}`, fault])),
  };
}

const seconds = (max: number): fc.Arbitrary<string> =>
  fc.integer({ min: 0, max: max * 10 }).map((tenths) => `${tenths / 10}s`);
const component = fc.constantFrom("api/1", "api/2", "web", "other");
const oneFault = fc
  .record(
    {
      fault: fc.constantFrom("pause", "kill", "stop"),
      target: component,
      at: seconds(25),
      for: fc.option(seconds(40), { nil: undefined }),
    },
    { requiredKeys: ["fault", "target", "at"] },
  )
  .map(({ for: lasts, ...fault }) =>
    lasts === undefined || lasts === "0s" ? fault : { ...fault, for: lasts },
  );
const surge = fc.record({
  fault: fc.constant("load-surge"),
  at: seconds(20),
  with: fc.record({
    journey: fc.constantFrom("read", "look"),
    perSecond: fc.integer({ min: 1, max: 60 }),
  }),
});

const verbs = [
  "sev.declare",
  "sev.ack",
  "sev.mitigating",
  "sev.mitigated",
  "sev.resolve",
  "sev.false-alarm",
  "stop",
] as const;
const act = fc.record({
  atMs: fc.integer({ min: 0, max: 80_000 }),
  act: fc.oneof(
    fc.constantFrom(...verbs).map(
      (verb) =>
        ({ control }: Stage) =>
          control.as(control.person)(verb, { text: "as a person", why: "as a person" }),
    ),
    component.map(
      (id) =>
        ({ world }: Stage) =>
          world.crash(id),
    ),
    component.map(
      (id) =>
        ({ world }: Stage) =>
          world.states.get(id) === "paused" ? world.turn(id, "running") : undefined,
    ),
  ),
});

const story = fc.record({
  kind: fc.constantFrom("Drill" as const, "Test" as const),
  faults: fc.array(fc.oneof({ weight: 4, arbitrary: oneFault }, { weight: 1, arbitrary: surge }), {
    minLength: 1,
    maxLength: 4,
  }),
  acts: fc.array(act, { maxLength: 8 }),
  abortMs: fc.option(fc.integer({ min: 0, max: 90_000 }), { nil: undefined }),
  diskMs: fc.constantFrom(0, 3, 700),
  powerMs: fc.constantFrom(0, 40, 1_500),
  player: fc.constantFrom("idle" as const, "perfect" as const),
  seed: fc.string({ minLength: 1, maxLength: 6 }),
});
type Story = typeof story extends fc.Arbitrary<infer S> ? S : never;

function play({
  kind,
  faults,
  acts,
  abortMs,
  diskMs,
  powerMs,
  player,
  seed,
}: Story): Promise<Played> {
  const abort = new AbortController();
  const script: Script = {
    player,
    powerMs,
    signal: abort.signal,
    acts:
      abortMs === undefined
        ? acts
        : [...acts, { atMs: abortMs, act: () => abort.abort(new Error("interrupted")) }],
    ...(diskMs === 0 ? {} : { disk: (clock) => clock.sleep(diskMs) }),
  };
  return played(planOf(scenario(kind, faults), seed), script);
}

const phases: readonly Phase[] = ["up", "steady", "break", "respond", "heal", "over"];

function expectCausalOrder(events: readonly GamedayEvent[]): void {
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index));
  for (const [index, event] of events.entries())
    expect(event.ex).toBeGreaterThanOrEqual(events[index - 1]?.ex ?? 0);
  const order = only(events, "drill.phase").map(({ data }) => phases.indexOf(data.phase));
  expect(order).toEqual([...new Set(order)].toSorted((a, b) => a - b));
  expect(events.at(-1)).toMatchObject({ type: "drill.phase", data: { phase: "over" } });
}

const steps = ["fault.armed", "fault.applied", "fault.verified", "fault.undone"] as const;

function expectFaultsInOrder(events: readonly GamedayEvent[]): void {
  const lives = new Map<string, string[]>();
  for (const event of events) {
    const step = steps.find((type) => type === event.type);
    // A first attempt to take it back may fail, when another fault still holds its target.
    if (
      step === undefined ||
      !("id" in event.data) ||
      (event.type === "fault.undone" && !event.data.ok)
    )
      continue;
    lives.set(event.data.id, [...(lives.get(event.data.id) ?? []), step]);
  }
  for (const [id, life] of lives) {
    expect(life.at(-1), id).toBe("fault.undone");
    expect(
      life.filter((step) => step === "fault.undone"),
      id,
    ).toHaveLength(1);
    // A Test asks again at its end whether the fault still works.
    const once = life.filter((step, index) => step !== life[index - 1]);
    expect(
      steps.filter((step) => once.includes(step)),
      id,
    ).toEqual(once);
    expect(once[0], id).toBe("fault.armed");
  }
}

function expectHealLast(events: readonly GamedayEvent[]): void {
  const [healing, healed] = [
    events.findIndex(({ type }) => type === "heal.started"),
    events.findIndex(({ type }) => type === "heal.done"),
  ];
  expect(only(events, "heal.started")).toHaveLength(1);
  expect(only(events, "heal.done")).toHaveLength(1);
  const during = events
    .slice(healing)
    .filter(({ type }) =>
      [
        "fault.armed",
        "alert.fired",
        "page.sent",
        "incident.declared",
        "incident.state",
        "message.posted",
      ].includes(type),
    );
  expect(during).toEqual([]);
  expect(
    events
      .slice(healed + 1)
      .map(({ type }) => type)
      .filter((type) => type !== "probe.sample"),
  ).toEqual(["drill.ended", "drill.phase"]);
}

function expectLegalIncident(events: readonly GamedayEvent[]): void {
  let at: IncidentStep = "none";
  const names = new Set<string>();
  for (const event of events) {
    const state = event.type === "incident.state" ? event.data.state : undefined;
    const to = event.type === "incident.declared" ? "declared" : state;
    if (event.type === "incident.declared") names.add(event.data.name);
    if (to === undefined) continue;
    expect(mayFollow(at, to), `${at} → ${to}`).toBe(true);
    at = to;
  }
  expect(names.size).toBeLessThanOrEqual(1);
}

const truthMay: Readonly<Record<string, readonly string[]>> = {
  none: ["armed"],
  armed: ["active"],
  active: ["detectable", "contained", "cleared"],
  detectable: ["contained", "cleared"],
  contained: ["recurred", "cleared"],
  recurred: ["contained", "cleared"],
  cleared: ["contained", "recurred", "detectable"],
};

function expectLegalTruth(events: readonly GamedayEvent[]): void {
  let at = "none";
  for (const { data } of only(events, "truth.changed")) {
    expect(truthMay[at], `${at} → ${data.state}`).toContain(data.state);
    at = data.state;
  }
}

async function expectNothingLeft({ events, performance, stage }: Played): Promise<void> {
  expect(performance.residue).toEqual([]);
  expect(stage.drill.faults.active).toEqual([]);
  expect(await openFaults(events)).toEqual([]);
  expect([...stage.world.states.keys(), ...stage.world.surges.keys()]).toEqual([]);
}

test("whatever breaks, whoever acts and whenever it is cut short: effects follow intents, healing comes last, and nothing is left", async () => {
  await fc.assert(
    fc.asyncProperty(story, async (told) => {
      const drill = await play(told);
      expectCausalOrder(drill.events);
      expectFaultsInOrder(drill.events);
      expectHealLast(drill.events);
      expectLegalIncident(drill.events);
      expectLegalTruth(drill.events);
      await expectNothingLeft(drill);
      if (told.kind === "Drill" && drill.judgement.verdict === "pass")
        expect(drill.summary.truth.contained?.by).toBe("players");
    }),
    { numRuns: 300 },
  );
});

test("whatever happens in it, the same story is told twice alike", async () => {
  await fc.assert(
    fc.asyncProperty(story, async (told) => {
      const [one, two] = [await play(told), await play(told)];
      expect(two.events.map((event) => JSON.stringify(event))).toEqual(
        one.events.map((event) => JSON.stringify(event)),
      );
    }),
    { numRuns: 40 },
  );
});

test("a disk that refuses at any moment ends the drill, and everything is healed all the same", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("Drill", "Test"),
      fc.integer({ min: 1, max: 40 }),
      fc.boolean(),
      async (kind, after, forever) => {
        let asked = 0;
        const full = new Error("no space left on device");
        const drill = await played(
          planOf(
            scenario(kind, [
              { fault: "pause", target: "web" },
              { fault: "load-surge", with: { journey: "read", perSecond: 9 } },
            ]),
          ),
          {
            player: "perfect",
            disk: async () => {
              asked += 1;
              if (asked === after || (forever && asked > after)) throw full;
            },
          },
        );
        await expectNothingLeft(drill);
        if (asked >= after) expect(drill.performance.error).toBe(full);
      },
    ),
    { numRuns: 120 },
  );
});

test("a disk that refuses what the watch concludes ends the drill as any other refusal does", async () => {
  const full = new Error("no space left on device");
  let refused = false;
  const drill = await played(planOf(scenario("Test", [{ fault: "pause", target: "web" }])), {
    disk: async (_clock, journal) => {
      refused ||= journal.events.at(-1)?.type === "truth.changed";
      if (refused) throw full;
    },
  });
  await expectNothingLeft(drill);
  expect(refused).toBe(true);
  expect(drill.performance.error).toBe(full);
  expect(drill.performance.ending.why).toBe("error");
});
