import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LineCounter, parseDocument, visit } from "yaml";
import { describe, expect, it } from "vitest";
import { checkVariants } from "../../src/scenario/parse.ts";
import { catalog } from "../support/catalog-fixture.ts";
import {
  readShipped,
  shippedNames,
  shippedStacks,
  shippedText,
  shippedVariants,
} from "../support/shipped-scenarios.ts";

const folder = fileURLToPath(new URL("../../scenarios/", import.meta.url));
const files = globSync("**/*.yaml", { cwd: folder });

/** Words that name what is asked for, not what is found. */
const plainWords: ReadonlySet<string> = new Set([
  "source",
  "who",
  "where",
  "workload",
  "standing",
  "limiter",
  "volume",
  "mark",
  "setting",
  "waiting",
  "time",
  "nodes",
  "writes",
  "data",
  "work",
]);

describe("a shipped scenario", () => {
  it.each(shippedNames)("%s has nothing wrong or doubtful about it, in any variant", (name) => {
    const { errors, warnings } = checkVariants(shippedText(name), `${name}.yaml`, catalog, {
      stack: shippedStacks,
    });
    expect(
      [...errors, ...warnings].map(
        ({ message, place }) => `${place?.file}:${place?.line} ${message}`,
      ),
    ).toEqual([]);
  });

  it.each(shippedVariants)(
    "$name $variant gives nothing away in what players read before they play: evidence is named after its question",
    ({ name, variant }) => {
      for (const [id, { question }] of Object.entries(readShipped(name, variant).evidence)) {
        const asked = question.toLowerCase();
        expect(
          id
            .split("-")
            .filter((word) => !asked.includes(word.replace(/s$/, "")) && !plainWords.has(word)),
          `${id}: ${question}`,
        ).toEqual([]);
      }
    },
  );

  it.each(shippedVariants)(
    "$name $variant shows players no signal that is only there to judge what they do",
    ({ name, variant }) => {
      const { signals, dashboards, mitigations } = readShipped(name, variant);
      const onDashboards = new Set(
        Object.values(dashboards).flatMap(({ panels }) =>
          Object.values(panels).flatMap((panel) => panel.signals),
        ),
      );
      const judging = new Set(
        [...JSON.stringify(mitigations).matchAll(/"signal":"([^"]+)"/g)].map(([, id]) => id),
      );
      expect(
        Object.keys(signals).filter(
          (id) => signals[id]?.show === true && judging.has(id) && !onDashboards.has(id),
        ),
      ).toEqual([]);
    },
  );

  it.each(files)("%s is in block style, no line wider than 120 columns", (file) => {
    const text = readFileSync(join(folder, file), "utf8");
    const wide = text.split("\n").flatMap((line, at) => (line.length > 120 ? [at + 1] : []));
    const maps: number[] = [];
    const lines = new LineCounter();
    visit(parseDocument(text, { lineCounter: lines }), {
      Map(_, node) {
        if (node.flow === true && node.items.length > 0)
          maps.push(lines.linePos(node.range?.[0] ?? 0).line);
      },
    });
    expect({ wide, maps }).toEqual({ wide: [], maps: [] });
  });

  it.each(files)("%s says where its schema is, so that editors help", (file) => {
    const [first = ""] = readFileSync(join(folder, file), "utf8").split("\n");
    expect(first).toBe(
      `# yaml-language-server: $schema=${"../".repeat(file.split("/").length)}schemas/scenario.schema.json`,
    );
  });
});
