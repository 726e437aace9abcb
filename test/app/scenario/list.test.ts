import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listScenarios, shippedDrills } from "../../../src/app/scenario/list.ts";
import { loadScenario } from "../../../src/app/scenario/load.ts";
import { findPaths } from "../../../src/register/paths.ts";
import { readHeading } from "../../../src/scenario/heading.ts";

const paths = findPaths(process.env, process.cwd());
const folder = join(paths.root, "scenarios");
const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));

describe("the list of scenarios", () => {
  it("has every shipped file", () => {
    expect(files.length).toBeGreaterThan(0);
    expect(
      listScenarios(paths)
        .map(({ id }) => `${id}.yaml`)
        .toSorted(),
    ).toEqual(files.toSorted());
  });

  it("has those that people respond to apart: what is picked blind is never a Test", () => {
    expect(shippedDrills(paths).length).toBeGreaterThan(0);
    for (const file of files) {
      const id = file.replace(/\.yaml$/, "");
      const { kind } = loadScenario(paths, id, process.cwd()).scenario;
      expect(shippedDrills(paths).includes(id), id).toBe(kind === "Drill");
    }
  });

  it("stands in order of difficulty", () => {
    const difficulties = listScenarios(paths).map(({ difficulty }) => difficulty);
    expect(difficulties).toEqual(difficulties.toSorted((a, b) => a - b));
  });

  it.each(files)("shows of %s what the real parser reads", (file) => {
    const text = readFileSync(join(folder, file), "utf8");
    const { scenario, variants } = loadScenario(paths, join(folder, file), folder);
    const { id, title, kind, difficulty } = scenario;
    expect(readHeading(text)).toEqual({ id, title, kind, difficulty, variants });
  });
});

describe("a heading", () => {
  const body = "stack: {}\nload: {}\n";

  it.each([
    ['title: "Say \\"hi\\": now" # not this', 'Say "hi": now'],
    ["title: 'It''s # broken'", "It's # broken"],
    ["title: plain words  # a comment", "plain words"],
  ])("reads %s as the parser would", (line, title) => {
    expect(readHeading(`kind: Drill\nid: one\n${line}\n${body}`)).toEqual({
      id: "one",
      title,
      kind: "Drill",
      difficulty: 2,
      variants: [],
    });
  });

  it("has its variants in the file's order", () => {
    const text =
      "kind: Drill\nid: one\ntitle: t\nvariants: # two\n  # the first\n  lost: {}\n\n  gray-ish:\n    set: {a: 1}\n    faults:\n      cut: null\nstack:\n  db: {}\n";
    expect(readHeading(text).variants).toEqual(["lost", "gray-ish"]);
    expect(readHeading(text.replaceAll("  ", "    ")).variants).toEqual(["lost", "gray-ish"]);
  });

  it("takes no field of a deeper level for its own", () => {
    expect(
      readHeading(
        `kind: Test\nid: one\ntitle: t\nparams:\n  id: {default: 4}\n  difficulty: 5\n${body}`,
      ),
    ).toMatchObject({ id: "one", difficulty: 2 });
  });
});
