import { describe, expect, it } from "vitest";
import { readFaultWish, type FaultWish } from "../../../src/app/fault/wish.ts";
import type { GamedayError } from "../../../src/kernel/error.ts";
import { failure } from "../../support/failure.ts";

const wish = (changes: Partial<FaultWish> = {}): FaultWish => ({
  fault: "latency",
  listen: "127.0.0.1:3307",
  upstream: "127.0.0.1:3306",
  for: undefined,
  flags: { latency: "300ms" },
  ...changes,
});

const refusal = (changes: Partial<FaultWish>): GamedayError =>
  failure(() => readFaultWish(wish(changes)));

describe("a single fault as it is typed", () => {
  it("takes a fault of links, two addresses, a time and the fault's own parameters", () => {
    const { fault, parameters, listen, upstream, forMs } = readFaultWish(
      wish({
        for: "1m30s",
        flags: { latency: "300ms", toxicity: "0.5", direction: "both", jitter: undefined },
      }),
    );
    expect(fault.name).toBe("latency");
    expect(parameters).toEqual({ latency: "300ms", toxicity: 0.5, direction: "both" });
    expect([listen, upstream]).toEqual([
      { host: "127.0.0.1", port: 3307 },
      { host: "127.0.0.1", port: 3306 },
    ]);
    expect(forMs).toBe(90_000);
  });

  it.each([
    ["3307", { host: "127.0.0.1", port: 3307 }],
    [":3307", { host: "127.0.0.1", port: 3307 }],
    ["localhost:3307", { host: "localhost", port: 3307 }],
    ["[::1]:3307", { host: "::1", port: 3307 }],
    ["127.0.0.1:0", { host: "127.0.0.1", port: 0 }],
  ])("reads %s as an address to listen on", (listen, endpoint) => {
    expect(readFaultWish(wish({ listen })).listen).toEqual(endpoint);
  });

  it("reads flags of several words", () => {
    expect(
      readFaultWish(
        wish({ fault: "slicer", flags: { "average-size": "64", "size-variation": "8" } }),
      ).parameters,
    ).toEqual({ averageSize: 64, sizeVariation: 8 });
  });

  const takes = "latency takes: --latency, --jitter, --direction, --toxicity";
  it.each<[string, Partial<FaultWish>, { code: string; message: string; hint: string }]>([
    [
      "an unknown fault",
      { fault: "latancy" },
      {
        code: "GD-S014",
        message: 'unknown fault "latancy"',
        hint: 'did you mean "latency"?\nfaults of a single link: latency, bandwidth, timeout, reset-peer, slow-close, slicer, limit-data, link-down',
      },
    ],
    [
      "a fault of components",
      { fault: "pause" },
      {
        code: "GD-S016",
        message: '"pause" needs a running stack',
        hint: "faults of a single link: latency, bandwidth, timeout, reset-peer, slow-close, slicer, limit-data, link-down",
      },
    ],
    [
      "a missing parameter",
      { flags: {} },
      { code: "GD-S015", message: "latency needs --latency", hint: takes },
    ],
    [
      "a parameter without its unit",
      { flags: { latency: "300" } },
      {
        code: "GD-S015",
        message: '--latency must be a duration such as "300ms", "2s", not 300',
        hint: takes,
      },
    ],
    [
      "a parameter that is no duration",
      { flags: { latency: "soon" } },
      {
        code: "GD-S015",
        message: '--latency must be a duration such as "300ms", "2s", not "soon"',
        hint: takes,
      },
    ],
    [
      "another fault's parameter",
      { flags: { latency: "1s", "average-size": "3" } },
      { code: "GD-S015", message: "--average-size is not a parameter of latency", hint: takes },
    ],
    [
      "more than all connections",
      { flags: { latency: "1s", toxicity: "2" } },
      { code: "GD-S015", message: "--toxicity must be at most 1, not 2", hint: takes },
    ],
    [
      "a way that is none",
      { flags: { latency: "1s", direction: "up" } },
      {
        code: "GD-S015",
        message: '--direction must be upstream, downstream or both, not "up"',
        hint: takes,
      },
    ],
    [
      "a parameter of a fault without any",
      { fault: "link-down" },
      {
        code: "GD-S015",
        message: "--latency is not a parameter of link-down",
        hint: "link-down takes no parameters",
      },
    ],
    [
      "no time at all",
      { for: "0s" },
      {
        code: "GD-C001",
        message: '--for must be a duration above 0, not "0s"',
        hint: "such as --for 60s",
      },
    ],
    [
      "an address without a port",
      { listen: "localhost" },
      {
        code: "GD-C001",
        message: '--listen must be host:port, not "localhost"',
        hint: "such as --listen 127.0.0.1:3306",
      },
    ],
    [
      "a port that is none",
      { upstream: "db:99999" },
      {
        code: "GD-C001",
        message: '--upstream must be host:port, not "db:99999"',
        hint: "such as --upstream 127.0.0.1:3306",
      },
    ],
  ])("is refused with %s", (_name, changes, told) => {
    expect(refusal(changes)).toMatchObject(told);
  });
});
