/**
 * The kinds of sabotage, each by chance: what is run, what is done to it, and when no pass may come
 * of it.
 */
import type { LoadBin } from "../../src/event/load.ts";
import { GamedayError } from "../../src/kernel/error.ts";
import type { Random } from "../../src/kernel/random.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { drillPlan, harmless, testPlan, type FaultWish } from "./story.ts";
import { honest, type Run, type Strike, type Told } from "./stage.ts";
import { bentInside, livesOf, lostTooMuch, unused, wholeOf } from "./truth.ts";

export interface Attempt {
  readonly plan: Plan;
  readonly strike: Strike;
  /** Why no pass may come of this run; undefined when one may. */
  readonly never: (run: Run) => string | undefined;
  /** Nothing was done to it: the verdict is the one that it deserves. */
  readonly undisturbed?: true;
  /** Only the gateway's log can show what was done: the auditor must, the verdict cannot. */
  readonly byLogAlone?: true;
}

/** A scenario that is refused before anything is started. */
export interface Refused {
  readonly refused: string;
}

type Kind = (random: Random, seed: string) => Attempt | Refused;

const between = (random: Random, from: number, to: number): number =>
  from + random.below(to - from + 1);
/** Somewhere from the baseline to well after most holds. */
const anyTime = (random: Random): number => between(random, 2_000, 45_000);
const calm = (
  plan: Plan,
  strike: Strike = {},
  never: Attempt["never"] = () => undefined,
): Attempt => ({
  plan,
  strike,
  never: (run) =>
    (plan.scenario.kind === "Test" ? (lostTooMuch(plan, run) ?? unused(plan, run)) : undefined) ??
    never(run),
});
const quiet = (random: Random): readonly FaultWish[] => [random.pick(harmless(random))];

/** Seconds of some flows are bent from one on, for so long. */
function bend(
  fromMs: number,
  lastsMs: number,
  flows: readonly string[],
  how: (bin: LoadBin) => Told,
): (bin: LoadBin) => Told {
  return (bin) =>
    flows.includes(bin.flow) &&
    bin.second * 1_000 >= fromMs &&
    bin.second * 1_000 < fromMs + lastsMs
      ? how(bin)
      : honest(bin);
}
const kept = (bin: LoadBin): Told => ({ truly: bin, says: undefined });
const someFlows = (random: Random): readonly string[] =>
  random.pick([["users"], ["guests"], ["users", "guests"]]);

/** Fewer requests leave; those that do fare as they would. */
function fewer(share: number): (bin: LoadBin) => Told {
  return (bin) => {
    const offered = Math.floor(bin.offered * share);
    const part = {
      ...bin,
      offered,
      good: Math.min(offered, Math.round(bin.good * share)),
      error: 0,
      timeout: 0,
      rejected: 0,
    };
    return { truly: part, says: { ...part, error: offered - part.good } };
  };
}

function shortOf(plan: Plan, { events, truth }: Run): string | undefined {
  const whole = wholeOf(plan, events);
  if (whole === undefined) return undefined;
  for (const [flow, { rate }] of Object.entries(plan.scenario.load.flows)) {
    const due = Number(rate) * (whole.to - whole.from);
    const sent = (truth.get(flow) ?? [])
      .slice(whole.from, whole.to)
      .reduce((sum, second) => sum + (second?.offered ?? 0), 0);
    if (sent < due * 0.99 - 2) return `${flow} sent ${sent} of ${due} requests`;
  }
  return undefined;
}

/**
 * Requests are answered so much later; past their time they are lost, and their second is known
 * that late.
 */
function hang(plan: Plan, hangMs: number): (bin: LoadBin) => Told {
  return (bin) => {
    const timeoutMs =
      plan.scenario.load.journeys[plan.scenario.load.flows[bin.flow]?.journey ?? ""]?.steps[0]
        ?.timeout ?? 1_000;
    const lost = hangMs > timeoutMs;
    const truly = lost ? { ...bin, good: 0, timeout: bin.timeout + bin.good } : bin;
    return { truly, says: truly, lateMs: Math.min(hangMs, timeoutMs) };
  };
}

const tests: Readonly<Record<string, Kind>> = {
  "nothing (Test)": (random, seed) => ({ ...calm(testPlan(random, seed)), undisturbed: true }),
  "nothing, harmless fault": (random, seed) => ({
    ...calm(testPlan(random, seed, { faults: quiet(random) })),
    undisturbed: true,
  }),
  "load ends": (random, seed) => {
    const plan = testPlan(random, seed, random.pick([{}, { faults: quiet(random) }]));
    return calm(
      plan,
      { tell: bend(anyTime(random), Number.POSITIVE_INFINITY, someFlows(random), kept) },
      (run) => bentInside(plan, run),
    );
  },
  "load stalls": (random, seed) => {
    const plan = testPlan(random, seed, random.pick([{}, { faults: quiet(random) }]));
    return calm(
      plan,
      { tell: bend(anyTime(random), random.pick([1_000, 3_000, 10_000]), someFlows(random), kept) },
      (run) => bentInside(plan, run),
    );
  },
  "load halves": (random, seed) => {
    const plan = testPlan(random, seed, random.pick([{}, { faults: quiet(random) }]));
    return calm(
      plan,
      {
        tell: bend(
          anyTime(random),
          random.pick([1_000, 5_000, 60_000]),
          someFlows(random),
          fewer(random.pick([0.9, 0.5, 0.1, 0])),
        ),
      },
      (run) => shortOf(plan, run),
    );
  },
  "bins come late": (random, seed) => {
    const lateMs = between(random, 100, 40_000);
    return calm(testPlan(random, seed), {
      tell: bend(anyTime(random), between(random, 1_000, 30_000), someFlows(random), (bin) => ({
        ...honest(bin),
        lateMs,
      })),
    });
  },
  "requests hang": (random, seed) => {
    const plan = testPlan(random, seed, random.pick([{}, { faults: quiet(random) }]));
    return calm(plan, {
      tell: bend(
        anyTime(random),
        between(random, 1_000, 30_000),
        someFlows(random),
        hang(plan, random.pick([100, 900, 2_000, 5_000, 9_000, 20_000, 60_000])),
      ),
    });
  },
  "requests hang from the fault on": (random, seed) => {
    const plan = testPlan(random, seed, {
      faults: quiet(random),
      holdMs: random.pick([3_000, 6_000]),
    });
    const how = hang(plan, random.pick([2_000, 8_000, 20_000, 60_000]));
    let from: number | undefined;
    return calm(plan, {
      on: (event) =>
        void (event.type === "fault.armed" ? (from ??= Math.floor(event.at / 1_000)) : undefined),
      tell: (bin) => (from !== undefined && bin.second >= from ? how(bin) : honest(bin)),
    });
  },
  "no traffic": (random, seed) =>
    calm(testPlan(random, seed, { guestRate: random.pick([0, 0, 0.05]), faults: quiet(random) })),
  "one SLI is dead": (random, seed) => {
    const plan = testPlan(random, seed, { faults: quiet(random) });
    const dead = {
      ...calm(plan, {
        tell: bend(
          random.pick([0, anyTime(random)]),
          Number.POSITIVE_INFINITY,
          ["guests"],
          (bin) => ({
            truly: { ...bin, good: 0, error: bin.offered },
            says: { ...bin, good: 0, error: bin.offered },
          }),
        ),
      }),
    };
    return dead;
  },
  "clock jumps": (random, seed) => {
    const byMs = random.pick([1_000, 5_000, 60_000, 600_000]);
    const plan = testPlan(random, seed);
    if (random.below(2) === 0)
      return calm(plan, { wall: { atMs: anyTime(random), byMs: random.pick([-1, 1]) * byMs } });
    return calm(plan, { suspend: { atMs: anyTime(random), byMs } }, (run) =>
      sleptInside(plan, run),
    );
  },
  "machine changes": (random, seed) => {
    const plan = testPlan(random, seed, {
      faults: [
        { fault: "load-surge", with: { journey: "read", perSecond: random.pick([3, 8, 12, 40]) } },
      ],
    });
    return calm(plan, {
      acts: [
        {
          atMs: anyTime(random),
          act: ({ world }) => Object.assign(world, { capacity: random.pick([1, 3, 30]) }),
        },
      ],
    });
  },
  "fault undone by somebody": (random, seed) => {
    const lasts = random.pick(["", "12s", "25s"]);
    const plan = testPlan(random, seed, {
      holdMs: 15_000,
      faults: [
        {
          fault: random.pick(["pause", "stop"]),
          target: "spare",
          ...(lasts === "" ? {} : { for: lasts }),
        },
      ],
    });
    let undoneMs: number | undefined;
    return calm(
      plan,
      {
        acts: [
          {
            atMs: between(random, 8_000, 30_000),
            act: ({ world, drill }) => {
              if (drill.faults.active.length === 0 || world.states.get("spare") === "running")
                return;
              undoneMs = drill.exMs();
              world.turn("spare", "running");
            },
          },
        ],
      },
      ({ events }) => {
        const [life] = livesOf(events);
        return undoneMs !== undefined && life !== undefined && life.toMs - undoneMs > 3_000
          ? `somebody undid it ${Math.round((life.toMs - undoneMs) / 1_000)} s before its end`
          : undefined;
      },
    );
  },
  "fault is slow to apply": (random, seed) => {
    const [beforeMs, afterMs] = [random.pick([0, 3_000, 20_000]), random.pick([0, 4_000, 20_000])];
    return calm(testPlan(random, seed), {
      ports: ({ faults }, clock) => ({
        faults: new Map(
          [...faults].map(([name, fault]) => [
            name,
            {
              ...fault,
              apply: async (world, request) => {
                await clock.sleep(beforeMs);
                const trace = await fault.apply(world, request);
                await clock.sleep(afterMs);
                return trace;
              },
            },
          ]),
        ),
      }),
    });
  },
  "fault is slow to verify": (random, seed) => {
    const slowMs = random.pick([2_000, 8_000, 15_000]);
    return calm(testPlan(random, seed), {
      ports: ({ faults }, clock) => ({
        faults: new Map(
          [...faults].map(([name, fault]) => [
            name,
            {
              ...fault,
              verify: async (world, request, trace) => {
                await clock.sleep(slowMs);
                return fault.verify(world, request, trace);
              },
            },
          ]),
        ),
      }),
    });
  },
  "switching takes long": (random, seed) =>
    calm(testPlan(random, seed), { powerMs: random.pick([40, 1_500, 4_000, 20_000]) }),
  "share that touches nobody": (random, seed) =>
    orRefused(() =>
      calm(
        testPlan(random, seed, {
          faults: [
            {
              fault: "timeout",
              target: "web-to-api",
              with: { toxicity: random.pick([0, 1e-7, 1e-5]) },
            },
          ],
        }),
        {},
        touchedNobody,
      ),
    ),
  "probes are silent": (random, seed) =>
    calm(
      testPlan(random, seed, {
        faults: quiet(random),
        expect: { all: [{ slis: "objective" }, { signal: "queue", atMost: 5 }] },
      }),
      { ports: probesRead(random.pick(["nothing", "throws"])) },
      () => "nobody read the signal that it promises",
    ),
  "probes lie": (random, seed) => {
    const reads = random.pick([0, 99]);
    return calm(
      testPlan(random, seed, {
        expect: { all: [{ slis: "objective" }, { signal: "queue", atMost: 5 }] },
      }),
      { ports: probesRead(reads) },
      () => (reads > 5 ? "the signal is over what it promises" : undefined),
    );
  },
  "journal cannot be written": (random, seed) =>
    calm(testPlan(random, seed), { diskFullAt: between(random, 1, 40) }, ({ events }) =>
      events.some(({ type }) => type === "drill.ended") ? undefined : "the journal breaks off",
    ),
  "generator lies": (random, seed) => {
    const plan = testPlan(random, seed);
    return {
      ...calm(plan, {
        tell: bend(0, Number.POSITIVE_INFINITY, ["users", "guests"], (bin) => ({
          truly: bin,
          says: { ...bin, good: bin.offered, error: 0, timeout: 0 },
        })),
      }),
      byLogAlone: true,
    };
  },
};

function orRefused(make: () => Attempt): Attempt | Refused {
  try {
    return make();
  } catch (error) {
    if (error instanceof GamedayError) return { refused: error.message };
    throw error;
  }
}

function touchedNobody({ truth }: Run): string | undefined {
  const bins = [...truth.values()].flat();
  return bins.every((bin) => bin === undefined || bin.good === bin.offered)
    ? "the fault touched nobody"
    : undefined;
}

function sleptInside(plan: Plan, { events, truth }: Run): string | undefined {
  const whole = wholeOf(plan, events);
  for (let second = whole?.from ?? 0; second < (whole?.to ?? 0); second += 1)
    if (truth.get("users")?.[second] === undefined) return `the machine slept in second ${second}`;
  return undefined;
}

function probesRead(reads: number | "nothing" | "throws"): NonNullable<Strike["ports"]> {
  const read = (): number | null => {
    if (reads === "throws") throw new Error("the probe is broken");
    return reads === "nothing" ? null : reads;
  };
  return ({ probes }) => ({
    probes: new Map(
      [...probes].map(([name, probe]) => [
        name,
        { ...probe, open: () => ({ read, close: () => Promise.resolve() }) },
      ]),
    ),
  });
}

const drills: Readonly<Record<string, Kind>> = {
  "nothing (Drill), perfect player": (random, seed) => ({
    ...calm(drillPlan(random, seed), { player: "perfect" }),
    undisturbed: true,
  }),
  "nothing (Drill), idle player": (random, seed) => ({
    ...calm(drillPlan(random, seed), {}, () => "nobody did anything"),
    undisturbed: true,
  }),
  "wrong player": (random, seed) => ({
    ...calm(
      drillPlan(random, seed),
      { player: "wrong" },
      () => "what the player did is a wrong turn",
    ),
    undisturbed: true,
  }),
  "fault ends, idle player": (random, seed) =>
    calm(drillPlan(random, seed, between(random, 5_000, 60_000)), {}, () => "nobody did anything"),
  "late player": (random, seed) =>
    calm(
      drillPlan(random, seed),
      { acts: [{ atMs: between(random, 40_000, 60_000), act: ({ take }) => take("block") }] },
      () => "the deadline was over",
    ),
  "recovers by itself, idle player": (random, seed) =>
    calm(
      drillPlan(random, seed),
      {
        acts: [
          {
            atMs: between(random, 12_000, 30_000),
            act: ({ world }) => Object.assign(world, { relief: 0.05 }),
          },
        ],
      },
      () => "nobody did anything",
    ),
  "machine gets faster, idle player": (random, seed) =>
    calm(
      drillPlan(random, seed),
      {
        acts: [
          {
            atMs: between(random, 9_000, 40_000),
            act: ({ world }) => Object.assign(world, { capacity: 100 }),
          },
        ],
      },
      () => "nobody did anything",
    ),
  "cheating player stops the load": (random, seed) =>
    cheat(
      drillPlan(random, seed),
      bend(between(random, 9_000, 20_000), Number.POSITIVE_INFINITY, ["users"], kept),
      "the player stopped the load",
    ),
  "cheating player sends less": (random, seed) =>
    cheat(
      drillPlan(random, seed),
      bend(
        between(random, 9_000, 20_000),
        Number.POSITIVE_INFINITY,
        ["users"],
        fewer(random.pick([0.01, 0])),
      ),
      "the player stopped most of the load",
    ),
  "cheating player blinds the generator": (random, seed) => ({
    ...cheat(
      drillPlan(random, seed),
      bend(between(random, 9_000, 20_000), Number.POSITIVE_INFINITY, ["users"], (bin) => ({
        truly: bin,
        says: { ...bin, good: bin.offered, error: 0, timeout: 0 },
      })),
      "the users never got better",
    ),
    byLogAlone: true,
  }),
  "journal cannot be written (Drill)": (random, seed) =>
    calm(
      drillPlan(random, seed),
      { player: "perfect", diskFullAt: between(random, 1, 60) },
      ({ events }) =>
        events.some(({ type }) => type === "drill.ended") ? undefined : "the journal breaks off",
    ),
};

/** Nothing is done to the stack; whoever plays only says that it is over. */
function cheat(plan: Plan, tell: NonNullable<Strike["tell"]>, why: string): Attempt {
  const say =
    (verb: string) =>
    ({
      control,
    }: {
      control: {
        as(
          by: unknown,
        ): (verb: string, args: Readonly<Record<string, unknown>>) => Promise<unknown>;
      } & { readonly person: unknown };
    }) =>
      control.as(control.person)(verb, { text: "all is well" });
  return calm(
    plan,
    {
      tell,
      acts: [
        ["sev.declare", 12_000],
        ["sev.mitigated", 45_000],
        ["sev.resolve", 60_000],
      ].map(([verb, atMs]) => ({ atMs: Number(atMs), act: say(String(verb)) as never })),
    },
    () => why,
  );
}

export const kinds: Readonly<Record<string, Kind>> = { ...tests, ...drills };
