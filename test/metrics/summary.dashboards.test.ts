import { expect, test } from "vitest";
import { summarise } from "../../src/metrics/summary.ts";
import { happens, journal, type TimedInput } from "../support/event-builder.ts";
import { regionsEvents, regionsPlan } from "../support/two-regions.ts";

const { series } = summarise(regionsPlan, regionsEvents());
const line = (key: string) => series.requests.find((each) => each.key === key);
const signal = (name: string, inputs: readonly TimedInput[]) =>
  summarise(regionsPlan, journal(regionsPlan, inputs)).series.signals.find(
    (each) => each.signal === name,
  );

test("each line of a dashboard has its requests once, however many panels it stands on", () => {
  expect(series.requests.map(({ key }) => key)).toEqual(["sli www", "flow web-a", "flow web-b"]);
});

test("a region's success, refusals, rate and latency are its own flow's, second by second", () => {
  const b = line("flow web-b");
  expect(
    [29, 30].map((second) => [
      b?.success[second],
      b?.refused[second],
      b?.rate[second],
      b?.p99.peak[second],
    ]),
  ).toEqual([
    [100, 0, 50, 42],
    [84, 10, 50, 380],
  ]);
});

test("a service's line is that of all its flows together, its latency that of the slowest", () => {
  expect([
    line("sli www")?.success[30],
    line("sli www")?.rate[30],
    line("sli www")?.p99.peak[30],
  ]).toEqual([42, 100, 900]);
});

test("words are kept as changes, with how many there were and the last", () => {
  const of = (name: string) => series.signals.find(({ signal: id }) => id === name);
  expect(of("primary")).toMatchObject({
    changes: [
      { atMs: 0, value: "db-a" },
      { atMs: 120_000, value: "db-b" },
    ],
    changed: 1,
    last: { value: "db-b" },
  });
  expect(of("gtid")?.changed).toBe(209);
});

test("of more changes than are kept the last and the number are still known", () => {
  const gtid = signal(
    "gtid",
    Array.from({ length: 700 }, (_, s) =>
      happens(s * 1_000, "probe.sample", { signal: "gtid", unit: "", value: `u:1-${s}` }),
    ),
  );
  expect(gtid?.changes).toHaveLength(500);
  expect(gtid).toMatchObject({ changed: 699, last: { atMs: 699_000, value: "u:1-699" } });
});

test("keys are those with the most in all; one that comes late and large is not lost among thousands of small ones", () => {
  const tokens = Array.from({ length: 300 }, (_, s) =>
    happens(s * 1_000, "probe.sample", {
      signal: "limiter",
      unit: "/s",
      value: 2,
      keys: { [`token-${s}`]: 1, [`other-${s}`]: 1 },
    }),
  );
  const late = Array.from({ length: 30 }, (_, s) =>
    happens((300 + s) * 1_000, "probe.sample", {
      signal: "limiter",
      unit: "/s",
      value: 50,
      keys: { heavy: 50 },
    }),
  );
  const limiter = signal("limiter", [...tokens, ...late]);
  expect(limiter?.keys[0]).toMatchObject({ key: "heavy", sum: 1_500, points: { fromMs: 300_000 } });
  expect(limiter?.keys).toHaveLength(12);
});
