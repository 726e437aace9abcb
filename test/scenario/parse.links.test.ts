import { readFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import { describe, expect, it } from "vitest";
import { checkScenario } from "../../src/scenario/parse.ts";
import { showScenario } from "../../src/scenario/show.ts";
import { catalog } from "../support/catalog-fixture.ts";

interface Told {
  readonly text: string;
  readonly hint: string;
}

const rich = parse(readFileSync(new URL("rich.yaml", import.meta.url), "utf8")) as Record<
  string,
  unknown
>;
const { frozen: _, ...otherFaults } = rich["faults"] as Record<string, unknown>;
const way = {
  "api-to-db": { from: "api", to: "db" },
  "gateway-to-api": { from: "gateway", to: "api", doc: "over the ocean" },
};

function checked(
  links: unknown,
  fault: Record<string, unknown>,
): { errors: Told[]; warnings: string[]; scenario: ReturnType<typeof checkScenario>["scenario"] } {
  const text = stringify({ ...rich, links, faults: { ...otherFaults, slow: fault } });
  const { errors, warnings, scenario } = checkScenario(text, "mine.yaml", catalog);
  return {
    errors: errors.map(({ code, message, hint }) => ({
      text: `${code} ${message}`,
      hint: hint ?? "",
    })),
    warnings: warnings.map(({ message }) => message),
    scenario,
  };
}

const slow = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  fault: "latency",
  target: "api-to-db",
  with: { latency: "300ms" },
  ...changes,
});

describe("a link in a scenario", () => {
  it("is a way that a service takes, and a target of faults", () => {
    const { errors, warnings, scenario } = checked(
      { "api-to-db": way["api-to-db"] },
      slow({ with: { latency: "300ms", jitter: "20ms", direction: "both", toxicity: 0.5 } }),
    );
    expect(errors).toEqual([]);
    expect(warnings.filter((text) => text.includes("link"))).toEqual([]);
    expect(scenario?.links).toEqual({ "api-to-db": way["api-to-db"] });
  });

  it.each<[string, unknown, Record<string, unknown>, string, string]>([
    [
      "a fault that nobody knows, told with those of links",
      way,
      slow({ fault: "latancy" }),
      'GD-S014 unknown fault "latancy"',
      'did you mean "latency"?\nfaults on this link: latency, bandwidth, timeout, reset-peer, slow-close, slicer, limit-data, link-down',
    ],
    [
      "a link that is not there",
      way,
      slow({ target: "api-to-dbb" }),
      'GD-S016 there is no link "api-to-dbb" to break',
      'did you mean "api-to-db"?\nlinks here: api-to-db, gateway-to-api',
    ],
    [
      "a component where a link belongs",
      way,
      slow({ target: "db" }),
      'GD-S016 "latency" works on a link, and db is a component',
      "links here: api-to-db, gateway-to-api",
    ],
    [
      "a component where no link is declared",
      {},
      slow({ target: "db" }),
      'GD-S016 "latency" works on a link, and db is a component',
      "there are no links here; declare it: links: {api-to-db: {from: api, to: db}}",
    ],
    [
      "a link where a component belongs",
      way,
      { fault: "pause", target: "api-to-db" },
      'GD-S016 "pause" works on a component, and api-to-db is a link',
      "components here: gateway, www, api, db",
    ],
    [
      "a replica that the other end lacks",
      way,
      slow({ target: "gateway-to-api/3" }),
      'GD-S016 gateway-to-api has 2 replicas; there is no "gateway-to-api/3"',
      "name gateway-to-api for all, or gateway-to-api/1 to gateway-to-api/2",
    ],
    [
      "no target",
      way,
      { fault: "link-down" },
      'GD-S005 "link-down" needs a link as its target',
      "links here: api-to-db, gateway-to-api",
    ],
    [
      "an end that is not there",
      { "api-to-db": { from: "apo", to: "db" } },
      slow(),
      'GD-S010 unknown component "apo"',
      'did you mean "api"?\ncomponents here: gateway, www, api, db',
    ],
    [
      "a database that asks nobody",
      { "db-to-api": { from: "db", to: "api" } },
      slow({ target: "db-to-api" }),
      'GD-S010 db does not need api, so there is no traffic on the link "db-to-api"',
      "db needs nothing",
    ],
    [
      "a place where nothing stands",
      way,
      { fault: "partition", target: "mars" },
      'GD-S016 there is no component at the location "mars"',
      "places here: eu, eu/eu1, eu/eu1/r1, eu/eu1/r2, eu/eu2, eu/eu2/r1, us, us/us1, us/us1/r1",
    ],
    [
      "a place that no link leads out of",
      {},
      { fault: "degrade", target: "us", with: { latency: "1s" } },
      "GD-S016 no link leads into or out of us",
      "declare the links that it should affect: links: {api-to-db: {from: api, to: db}}",
    ],
    [
      "a way that nobody takes",
      { "www-to-db": { from: "www", to: "db" } },
      slow({ target: "www-to-db" }),
      'GD-S010 www does not need db, so there is no traffic on the link "www-to-db"',
      "www needs: api",
    ],
    [
      "the same way twice",
      { a: way["api-to-db"], b: way["api-to-db"] },
      slow({ target: "a" }),
      'GD-S011 "a" and "b" are the same connection',
      "one link can have several faults",
    ],
    [
      "a component's name",
      { db: way["api-to-db"] },
      slow({ target: "db" }),
      'GD-S011 "db" is a link and a component',
      "rename the link: api-to-db",
    ],
    [
      "a parameter without a unit",
      way,
      slow({ with: { latency: 300 } }),
      'GD-S015 latency must be a duration such as "300ms", "2s", not 300',
      "",
    ],
    [
      "a parameter of another fault",
      way,
      slow({ with: { latency: "1s", rate: 3 } }),
      'GD-S015 unknown field "rate"',
      "fields here: latency, jitter, direction, toxicity",
    ],
    [
      "a missing parameter",
      way,
      slow({ with: {} }),
      'GD-S015 with is missing the field "latency"',
      "",
    ],
    [
      "a way that is none",
      way,
      slow({ with: { latency: "1s", direction: "up" } }),
      'GD-S015 direction must be upstream, downstream or both, not "up"',
      "",
    ],
    [
      "more than all connections",
      way,
      slow({ with: { latency: "1s", toxicity: 1.5 } }),
      "GD-S015 toxicity must be at most 1, not 1.5",
      "",
    ],
    [
      "pieces that may be empty",
      way,
      { fault: "slicer", target: "api-to-db", with: { averageSize: 10, sizeVariation: 10 } },
      "GD-S015 sizeVariation must be below averageSize",
      "",
    ],
  ])("is refused with %s", (_name, links, fault, text, hint) => {
    expect(checked(links, fault).errors).toContainEqual({ text, hint });
  });

  it("to which nothing happens is doubted", () => {
    expect(checked(way, slow()).warnings).toContain('no fault uses the link "gateway-to-api"');
  });

  it("is kept back with the answers, for it says where to look", () => {
    const { scenario } = checked(way, slow());
    if (scenario === undefined) throw new Error("the scenario is refused");
    expect(showScenario(scenario, { spoilers: true })).toContain("api-to-db");
    expect(showScenario(scenario, { spoilers: false })).not.toContain("api-to-db");
    expect(showScenario(scenario, { spoilers: false })).toContain(
      "would give the answer away: params, calibrate, links, mustBreak, faults",
    );
  });
});

describe("a journey that is a k6 script", () => {
  const scripted = (journey: unknown): readonly string[] => {
    const load = structuredClone(rich["load"]) as { journeys: Record<string, unknown> };
    load.journeys["view"] = journey;
    return checkScenario(stringify({ ...rich, load }), "mine.yaml", catalog).errors.map(
      ({ code, message }) => `${code} ${message}`,
    );
  };

  it("needs no steps", () => {
    expect(scripted({ to: "gateway", script: "view.k6.js" })).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    [
      "has steps beside it",
      { to: "gateway", script: "view.k6.js", steps: [{ get: "/" }] },
      "GD-S003 the journey has steps and a script",
    ],
    ["is missing, and so are the steps", { to: "gateway" }, "GD-S005 the journey has no steps"],
    [
      "lies elsewhere on the machine",
      { to: "gateway", script: "../view.k6.js" },
      'GD-S003 "../view.k6.js" is outside the scenario\'s folder',
    ],
  ])("is refused when it %s", (_name, journey, error) => {
    expect(scripted(journey)).toContain(error);
  });
});
