import { describe, expect, it } from "vitest";
import { placeComponents } from "../../src/plan/address.ts";
import { linksAt } from "../../src/plan/place-links.ts";
import { scenarioSchema } from "../../src/scenario/schema.ts";

/**
 * Two regions: a balancer and nodes over two zones in one, a database and a client in the other.
 */
const { stack, links } = scenarioSchema.pick({ stack: true, links: true }).parse({
  stack: {
    "lb-eu": { kind: "service", program: "shop/gateway", at: "eu/z1/r1", needs: ["api-eu"] },
    "api-eu": {
      kind: "service",
      program: "shop/api",
      at: ["eu/z1/r1", "eu/z2/r1"],
      replicas: 3,
      needs: ["db-us"],
    },
    "api-us": { kind: "service", program: "shop/api", at: "us", needs: ["db-eu"] },
    "db-eu": { kind: "mysql", at: "eu/z1/r2" },
    "db-us": { kind: "mysql", at: "us/us1/r1" },
    dns: { kind: "service", program: "shop/dns", at: "net", needs: ["lb-eu"] },
  },
  links: {
    inside: { from: "lb-eu", to: "api-eu" },
    out: { from: "api-eu", to: "db-us" },
    in: { from: "api-us", to: "db-eu" },
    outside: { from: "dns", to: "lb-eu" },
  },
});
const placed = placeComponents(stack);

describe("replicas over several places", () => {
  it("stand in turn, and are counted as hosts where they stand", () => {
    expect(placed.get("api-eu")?.map(({ id, at, address }) => `${id} ${at} ${address}`)).toEqual([
      "api-eu/1 eu/z1/r1 127.1.1.2",
      "api-eu/2 eu/z2/r1 127.1.2.1",
      "api-eu/3 eu/z1/r1 127.1.1.3",
    ]);
  });
});

describe("the links of a place", () => {
  it("are those into it and out of it, and not those inside", () => {
    expect(linksAt("eu", undefined, links, placed)).toEqual({
      members: ["out", "in", "outside"],
      leaving: ["out"],
    });
  });

  it("are only those between two places when the other one is named", () => {
    expect(linksAt("eu", "us", links, placed)).toEqual({
      members: ["out", "in"],
      leaving: ["out"],
    });
    expect(linksAt("us", "eu", links, placed)).toEqual({ members: ["out", "in"], leaving: ["in"] });
  });

  it("are told by replica where they lead to several, each by where it stands", () => {
    expect(linksAt("eu/z2", undefined, links, placed)).toEqual({
      members: ["inside/2"],
      leaving: [],
    });
    expect(linksAt("eu/z1", undefined, links, placed)).toEqual({
      members: ["inside/2", "in", "outside"],
      leaving: ["inside/2"],
    });
  });

  it("are none where nothing leads", () => {
    expect(linksAt("net", "us", links, placed)).toEqual({ members: [], leaving: [] });
  });
});
