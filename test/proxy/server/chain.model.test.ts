import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stream } from "../../../src/kernel/random.ts";
import { Chain } from "../../../src/proxy/server/chain.ts";
import type { Ending, Params } from "../../../src/proxy/server/stage.ts";
import type { Toxic } from "../../../src/proxy/server/toxic.ts";
import { toxicTypes } from "../../../src/proxy/server/toxics/index.ts";
import { apply, type Flow, type ModelToxic } from "../toxic-model.ts";
import { virtualTimers, type VirtualTimers } from "../virtual-timers.ts";

interface Bench {
  readonly timers: VirtualTimers;
  readonly chain: Chain;
  readonly out: { readonly atMs: number; readonly value: number }[];
  readonly ends: { readonly atMs: number; readonly how: Ending }[];
  /** Whether the reader takes nothing. */
  readonly stall: (yes: boolean) => void;
}

function bench(seed = "model"): Bench {
  const timers = virtualTimers();
  const out: Bench["out"] = [];
  const ends: Bench["ends"] = [];
  let stalled = false;
  const sink = {
    write: (data: Uint8Array): void =>
      void out.push(...[...data].map((value) => ({ atMs: timers.now(), value }))),
    end: (how: Ending): void => void ends.push({ atMs: timers.now(), how }),
    ready: () => !stalled,
  };
  const chain = new Chain({
    sink,
    timers,
    random: (toxic) => stream(seed, toxic.name),
    fail: thrown,
  });
  return { timers, chain, out, ends, stall: (yes) => void (stalled = yes) };
}

function thrown(error: unknown): never {
  throw error;
}

function toxic(name: string, type: string, params: Params, toxicity = 1): Toxic {
  const found = toxicTypes.get(type);
  if (found === undefined) throw new Error(type);
  return {
    name,
    type: found,
    stream: "downstream",
    direction: "downstream",
    toxicity,
    params,
    schedule: undefined,
    armed: true,
    touched: { connections: 0, bytes: 0, lastMs: undefined },
    endsAtMs: Infinity,
  };
}

/** Toxics without dice, with parameters small enough that all of their corners are met. */
const steadyToxic: fc.Arbitrary<ModelToxic> = fc.oneof(
  fc.record({
    type: fc.constant("latency"),
    params: fc.record({ latency: fc.integer({ min: -5, max: 300 }) }),
  }),
  fc.record({
    type: fc.constant("bandwidth"),
    params: fc.record({ rate: fc.integer({ min: 0, max: 4 }) }),
  }),
  fc.record({
    type: fc.constant("slow_close"),
    params: fc.record({ delay: fc.integer({ min: -5, max: 300 }) }),
  }),
  fc.record({
    type: fc.constant("slicer"),
    params: fc.record({
      average_size: fc.integer({ min: 1, max: 60 }),
      delay: fc.integer({ min: -10, max: 5_000 }),
    }),
  }),
  fc.record({ type: fc.constant("noop"), params: fc.constant({}) }),
);

const lossyToxic: fc.Arbitrary<ModelToxic> = fc.oneof(
  fc.record({
    type: fc.constant("timeout"),
    params: fc.record({ timeout: fc.integer({ min: -5, max: 200 }) }),
  }),
  fc.record({
    type: fc.constant("reset_peer"),
    params: fc.record({ timeout: fc.integer({ min: 0, max: 200 }) }),
  }),
  fc.record({
    type: fc.constant("limit_data"),
    params: fc.record({ bytes: fc.integer({ min: -5, max: 500 }) }),
  }),
);

const writes = fc.array(
  fc.record({ gapMs: fc.integer({ min: 0, max: 80 }), size: fc.integer({ min: 1, max: 300 }) }),
  { maxLength: 12 },
);

describe("the toxic chain against a model", () => {
  test("1,000 random programmes: every byte at its time, and the end", () => {
    const programme = fc.record({
      toxics: fc.array(fc.oneof({ weight: 4, arbitrary: steadyToxic }, lossyToxic), {
        maxLength: 4,
      }),
      writes,
      fin: fc.boolean(),
    });
    fc.assert(
      fc.property(programme, ({ toxics, writes: plan, fin }) => {
        const { timers, chain, out, ends } = bench();
        toxics.forEach(({ type, params }, index) => chain.add([toxic(`t${index}`, type, params)]));
        const bytes: Flow["bytes"][number][] = [];
        let value = 0;
        let atMs = 0;
        plan.forEach(({ gapMs, size }, chunk) => {
          // An odd fraction keeps writes from falling on the same instant as a timer, where either
          // order would be right.
          atMs += gapMs + 0.001_7;
          timers.advanceTo(atMs);
          const data = Uint8Array.from({ length: size }, () => (value += 1) % 251);
          for (const byte of data) bytes.push({ atMs, value: byte, chunk });
          chain.push(data);
        });
        timers.advanceTo((atMs += 0.001_7));
        if (fin) chain.end("fin");
        timers.advanceTo(atMs + 10_000_000);
        const wanted = toxics.reduce<Flow>((flow, each) => apply(each, flow), {
          bytes,
          end: fin ? { atMs, how: "fin" } : undefined,
        });
        expect(out.map((byte) => byte.value)).toEqual(wanted.bytes.map((byte) => byte.value));
        out.forEach((byte, index) =>
          expect(byte.atMs).toBeCloseTo(wanted.bytes[index]?.atMs ?? NaN, 6),
        );
        expect(ends.map(({ how }) => how)).toEqual(
          wanted.end === undefined ? [] : [wanted.end.how],
        );
        // The end stands in line behind the pieces that a slicer has not taken yet: a pause for
        // each at most.
        const pauseMs = toxics.reduce(
          (sum, { type, params }) =>
            sum +
            (type === "slicer"
              ? Math.max(0, Number((params as { delay?: number }).delay ?? 0)) / 1_000
              : 0),
          0,
        );
        if (wanted.end !== undefined) {
          expect(ends[0]?.atMs).toBeGreaterThan(wanted.end.atMs - 0.000_000_5);
          expect(ends[0]?.atMs).toBeLessThan(
            wanted.end.atMs + pauseMs * bytes.length + 0.000_000_5,
          );
        }
        expect(timers.pending()).toBe(0);
      }),
      { numRuns: 1_000 },
    );
  });

  test("1,000 random changes under traffic: no byte lost or swapped, one end, nothing left waiting", () => {
    const step = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constant("write" as const),
          size: fc.integer({ min: 1, max: 500 }),
        }),
      },
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constant("wait" as const),
          ms: fc.integer({ min: 0, max: 100 }),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          do: fc.constant("add" as const),
          toxic: steadyToxic,
          toxicity: fc.constantFrom(0, 0.5, 1),
        }),
      },
      { weight: 2, arbitrary: fc.record({ do: fc.constant("remove" as const), which: fc.nat(5) }) },
      {
        weight: 2,
        arbitrary: fc.record({
          do: fc.constant("change" as const),
          which: fc.nat(5),
          toxicity: fc.constantFrom(0, 0.5, 1),
          by: fc.nat(3),
        }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant("fin" as const) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.string(), (steps, seed) => {
        const { timers, chain, out, ends } = bench(seed);
        const living: Toxic[] = [];
        const sent: number[] = [];
        let finished = false;
        steps.forEach((each, index) => {
          const target = "which" in each ? living[each.which] : undefined;
          if (each.do === "write" && !finished) {
            const data = Uint8Array.from({ length: each.size }, (_, i) => (sent.length + i) % 251);
            sent.push(...data);
            chain.push(data);
          } else if (each.do === "wait") timers.advanceTo(timers.now() + each.ms);
          else if (each.do === "add") {
            living.push(toxic(`t${index}`, each.toxic.type, each.toxic.params, each.toxicity));
            chain.add(living.slice(-1));
          } else if (each.do === "remove" && target !== undefined) {
            living.splice(living.indexOf(target), 1);
            chain.remove(target);
          } else if (each.do === "change" && target !== undefined) {
            target.toxicity = each.toxicity;
            target.params = Object.fromEntries(
              Object.entries(target.params).map(([name, value]) => [name, value + each.by]),
            );
            chain.update(target);
          } else if (each.do === "fin") {
            finished = true;
            chain.end("fin");
          }
          expect(out.map((byte) => byte.value)).toEqual(sent.slice(0, out.length));
        });
        chain.end("fin");
        for (const each of living) chain.remove(each);
        // A long queue takes several turns to go.
        timers.advanceTo(timers.now());
        expect(out.map((byte) => byte.value)).toEqual(sent);
        expect(ends.map(({ how }) => how)).toEqual(["fin"]);
        expect(timers.pending()).toBe(0);
      }),
      { numRuns: 1_000 },
    );
  });

  test("all toxics removed together let out, and end, what they do removed one by one", () => {
    const programme = fc.record({
      toxics: fc.array(fc.oneof({ weight: 4, arbitrary: steadyToxic }, lossyToxic), {
        maxLength: 6,
      }),
      writes,
      fin: fc.boolean(),
      stalled: fc.boolean(),
    });
    fc.assert(
      fc.property(programme, ({ toxics, writes: plan, fin, stalled }) => {
        const runs = [true, false].map((together) => {
          const { timers, chain, out, ends, stall } = bench();
          const all = toxics.map(({ type, params }, index) => toxic(`t${index}`, type, params));
          chain.add(all);
          plan.forEach(({ gapMs, size }, at) => {
            timers.advanceTo(timers.now() + gapMs);
            chain.push(new Uint8Array(size).fill(at));
          });
          if (fin) chain.end("fin");
          stall(stalled);
          if (together) chain.removeAll(new Set(all));
          else for (const each of all) chain.remove(each);
          const before = out.length;
          timers.advanceTo(timers.now() + 1);
          if (stalled) expect(out).toHaveLength(before);
          stall(false);
          chain.sinkReady();
          for (let turn = 0; turn < 50; turn += 1) timers.advanceTo(timers.now());
          expect([chain.bare, timers.pending()]).toEqual([true, 0]);
          return [out.map(({ value }) => value), ends.map(({ how }) => how)];
        });
        expect(runs[0]).toEqual(runs[1]);
      }),
      { numRuns: 1_000 },
    );
  });

  test("a thousand toxics removed together wake each other a few times each, and not a thousand times", () => {
    const { chain, timers } = bench();
    let resumed = 0;
    const counted = Array.from({ length: 1_000 }, (_, n): Toxic => {
      const made = toxic(`t${n}`, "latency", { latency: 10 });
      const { open, ...type } = made.type;
      return {
        ...made,
        type: {
          ...type,
          open: (world) => ({ ...open(world), held: 0, resume: () => void (resumed += 1) }),
        },
      };
    });
    chain.add(counted);
    resumed = 0;
    chain.removeAll(new Set(counted));
    timers.advanceTo(1);
    expect(chain.bare).toBe(true);
    expect(resumed).toBeLessThan(5_000);
  });

  test("a closed chain drops what it holds and leaves no timer behind", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(steadyToxic, lossyToxic), { minLength: 1, maxLength: 5 }),
        (toxics) => {
          const { timers, chain, out, ends } = bench();
          chain.add([toxic("hold", "bandwidth", { rate: 0 })]);
          toxics.forEach(({ type, params }, index) =>
            chain.add([toxic(`t${index}`, type, params)]),
          );
          chain.push(new Uint8Array(100));
          chain.close();
          timers.advanceTo(1_000_000);
          expect([out, ends, timers.pending()]).toEqual([[], [], 0]);
        },
      ),
    );
  });

  test("jitter stays within its bounds, uses them, and never swaps chunks", () => {
    const { timers, chain, out } = bench();
    chain.add([toxic("l", "latency", { latency: 100, jitter: 50 })]);
    for (let i = 0; i < 200; i += 1) {
      timers.advanceTo(i * 1_000);
      chain.push(Uint8Array.of(i));
    }
    timers.advanceTo(1_000_000);
    const delays = out.map(({ atMs }, i) => atMs - i * 1_000);
    expect(out.map(({ value }) => value)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(50);
    expect(Math.max(...delays)).toBeLessThan(150);
    // 200 uniform draws all miss an outer fifth of the range with a chance of 0.8^200, about 1 in
    // 10^19.
    expect(Math.min(...delays)).toBeLessThan(70);
    expect(Math.max(...delays)).toBeGreaterThan(130);
  });

  test("a slicer's pieces vary within average ± variation as far as halving allows", () => {
    const { chain } = bench();
    const sizes: number[] = [];
    const sizedTimers = virtualTimers();
    const sized = new Chain({
      sink: { write: (data) => void sizes.push(data.length), end: () => {}, ready: () => true },
      timers: sizedTimers,
      random: () => stream("s", "s"),
      fail: thrown,
    });
    sized.add([toxic("s", "slicer", { average_size: 100, size_variation: 20 })]);
    sized.push(new Uint8Array(100_000));
    sizedTimers.advanceTo(0);
    expect(chain.full).toBe(false);
    expect(sizes.reduce((a, b) => a + b, 0)).toBe(100_000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(120);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(Math.floor(121 / 2) - 20);
    expect(new Set(sizes).size).toBeGreaterThan(10);
  });

  test("a raised toxicity only adds connections, a lowered one only frees some", () => {
    const touched = (toxicity: number): boolean[] =>
      Array.from({ length: 200 }, (_, id) => {
        const lines: number[] = [];
        const chain = new Chain({
          sink: { write: () => void lines.push(1), end: () => {}, ready: () => true },
          timers: virtualTimers(),
          fail: thrown,
          random: (each) => stream("seed", `p/${id}/${each.name}`),
        });
        chain.add([toxic("hold", "bandwidth", { rate: 0 }, toxicity)]);
        chain.push(Uint8Array.of(1));
        return lines.length === 0;
      });
    const [none, some, more, all] = [touched(0), touched(0.3), touched(0.6), touched(1)];
    const count = (flags: readonly boolean[]): number => flags.filter(Boolean).length;
    expect([count(none), count(all)]).toEqual([0, 200]);
    // Six standard deviations of 200 draws around the share asked for.
    expect(Math.abs(count(some) - 60)).toBeLessThan(39);
    expect(some.every((touchedThen, id) => !touchedThen || more[id] === true)).toBe(true);
  });
});
