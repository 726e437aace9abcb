import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { topologyOf } from "../../../src/plan/topology.ts";
import {
  describeTopology,
  topologyChart,
  topologyFile,
} from "../../../src/report/chart/topology-chart.ts";
import { placeTopology, type Box } from "../../../src/report/chart/topology-layout.ts";
import { readShipped, shippedVariants } from "../../support/shipped-scenarios.ts";

const all = shippedVariants.map(({ name, variant }) => ({
  name: `${name} ${variant ?? ""}`,
  scenario: readShipped(name, variant),
}));
const css = readFileSync(new URL("../../../reports/templates/report.css", import.meta.url), "utf8");
const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe("the picture of a stack", () => {
  it.each(all)("has every box of $name inside of it, and none over another", ({ scenario }) => {
    const { width, height, boxes, frames } = placeTopology(
      topologyOf(scenario, { spoilers: true }),
    );
    const placed = [...boxes.values()];
    for (const box of [...placed, ...frames]) {
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.y + box.height).toBeLessThanOrEqual(height);
    }
    for (const [index, box] of placed.entries())
      for (const other of placed.slice(index + 1)) expect(overlap(box, other)).toBe(false);
  });

  it.each(all)("tells $name in words too, and gives nothing away unasked", ({ scenario }) => {
    const open = topologyChart(topologyOf(scenario, { spoilers: true }), "stack", "The stack");
    const shut = topologyChart(topologyOf(scenario, { spoilers: false }), "stack", "The stack");
    for (const { fault, target } of Object.values(scenario.faults))
      if (target !== undefined) expect(open).toContain(fault);
    expect(shut).not.toMatch(/✗|topo-(?:box|edge|region|zone)[^"]* struck/);
    expect(describeTopology(topologyOf(scenario, { spoilers: false }))).toMatch(
      /^users talk to .+ needs /,
    );
  });

  it("takes its looks from the report's style sheet", () => {
    const [first] = all;
    const file =
      first === undefined
        ? ""
        : topologyFile(topologyOf(first.scenario, { spoilers: true }), "The stack", css);
    for (const [, name] of file.matchAll(/class="(topo-[a-z]+)/g))
      expect(file.slice(0, file.indexOf("</style>")), name).toContain(`.${name}`);
  });
});
