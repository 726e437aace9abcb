import { describe, expect, it } from "vitest";
import { mermaidOf } from "../../src/plan/mermaid.ts";
import { topologyOf } from "../../src/plan/topology.ts";
import type { Scenario } from "../../src/plan/plan.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { catalog } from "../support/catalog-fixture.ts";
import { rich } from "../support/plan-fixture.ts";

/** Two regions, one with two zones; what stands in both zones stands there twice. */
const regions: Scenario = parseScenario(
  `apiVersion: gameday/v1
kind: Test
id: regions
title: Two regions
stack:
  db-eu: {kind: mysql, at: eu/eu1/r1, accounts: {repl: {grants: ["REPLICATION SLAVE"]}}}
  db-us: {kind: mysql, at: us/us1/r1, replicaOf: {primary: db-eu, as: repl}}
  api-eu: {kind: service, program: shop/api, replicas: 3, at: [eu/eu1/r1, eu/eu2/r1], needs: [db-eu]}
  api-us: {kind: service, program: shop/api, replicas: 2, at: us/us1/r1, needs: [db-eu, db-us]}
  lb: {kind: service, program: shop/gateway, at: eu/eu1/r1, needs: [api-eu, api-us]}
links: {us-to-eu: {from: api-us, to: db-eu}}
load:
  journeys: {read: {to: lb, steps: [{get: /orders/1}]}}
  flows: {web: {journey: read, rate: 20/s}}
slis: {www: {counts: [web]}}
faults:
  frozen: {fault: pause, target: api-us/2, for: 1s}
  slow: {fault: latency, target: us-to-eu, with: {latency: 100ms}, for: 1s}
  more: {fault: load-surge, with: {journey: read, cohort: everyone, perSecond: 9}, for: 1s}
`,
  "regions.yaml",
  catalog,
);

describe("the picture of a scenario", () => {
  it("has what stands where, as far behind the users as what needs it", () => {
    const { nodes, edges, users } = topologyOf(regions, { spoilers: false });
    expect(nodes.map(({ id, zone, detail, rank }) => `${id} ${zone} ${detail} ${rank}`)).toEqual([
      "db-eu eu/eu1 MySQL 3",
      "db-us us/us1 MySQL 3",
      "api-eu@eu/eu1 eu/eu1 shop/api ×2 2",
      "api-eu@eu/eu2 eu/eu2 shop/api 2",
      "api-us us/us1 shop/api ×2 2",
      "lb eu/eu1 shop/gateway 1",
    ]);
    expect(edges.map(({ from, to, kind }) => `${from} ${kind} ${to}`)).toEqual([
      "api-eu@eu/eu1 needs db-eu",
      "api-eu@eu/eu2 needs db-eu",
      "api-us needs db-eu",
      "api-us needs db-us",
      "lb needs api-eu@eu/eu1",
      "lb needs api-eu@eu/eu2",
      "lb needs api-us",
      "db-us replicates db-eu",
    ]);
    expect(users).toEqual([{ id: "users", title: "users", to: ["lb"], surge: false }]);
  });

  it("says nothing about links and faults unless asked", () => {
    for (const scenario of [regions, rich]) {
      const text = JSON.stringify(topologyOf(scenario, { spoilers: false }));
      for (const [name, { fault }] of Object.entries(scenario.faults))
        expect(text).not.toMatch(new RegExp(`"${name}"|${fault}`));
      for (const link of Object.keys(scenario.links)) expect(text).not.toContain(`"${link}"`);
    }
  });

  it("marks with its answers what is struck: a replica, a way, and who comes on top of the users", () => {
    const { nodes, edges, users } = topologyOf(regions, { spoilers: true });
    expect(
      nodes.filter(({ strikes }) => strikes.length > 0).map(({ id, strikes }) => [id, strikes]),
    ).toEqual([["api-us", ["pause of api-us/2"]]]);
    expect(edges.filter(({ strikes }) => strikes.length > 0)).toEqual([
      { from: "api-us", to: "db-eu", kind: "needs", link: "us-to-eu", strikes: ["latency"] },
    ]);
    expect(users.filter(({ surge }) => surge)).toEqual([
      { id: "more", title: "more: load-surge", to: ["lb"], surge: true },
    ]);
  });

  it("is Mermaid that a forge can draw", () => {
    expect(mermaidOf(topologyOf(regions, { spoilers: true }))).toMatchInlineSnapshot(`
      "graph LR
        n_users(["users"])
        n_more(["more: load-surge"]):::struck
        subgraph n_region_eu ["eu"]
          subgraph n_zone_eu_eu1 ["eu1"]
            n_db_eu[("db-eu<br/>MySQL")]
            n_api_eu_eu_eu1["api-eu<br/>shop/api ×2"]
            n_lb["lb<br/>shop/gateway"]
          end
          subgraph n_zone_eu_eu2 ["eu2"]
            n_api_eu_eu_eu2["api-eu<br/>shop/api"]
          end
        end
        subgraph n_region_us ["us"]
          n_db_us[("db-us<br/>MySQL")]
          n_api_us["api-us<br/>shop/api ×2<br/>✗ pause of api-us/2"]:::struck
        end
        n_users --> n_lb
        n_more --> n_lb
        n_api_eu_eu_eu1 --> n_db_eu
        n_api_eu_eu_eu2 --> n_db_eu
        n_api_us == "✗ latency" ==> n_db_eu
        n_api_us --> n_db_us
        n_lb --> n_api_eu_eu_eu1
        n_lb --> n_api_eu_eu_eu2
        n_lb --> n_api_us
        n_db_us -. replicates .-> n_db_eu
        classDef struck stroke:#d55e00,stroke-width:3px
      "
    `);
  });
});
