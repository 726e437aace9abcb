import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { programName, spelled } from "../../src/terminal/program.ts";
import { ownFolder } from "../support/own-folder.ts";

const home = realpathSync(ownFolder());
const at = (...names: string[]): string => join(home, ...names);
beforeAll(() => {
  for (const folder of [
    "clone/bin",
    "clone/reports",
    "on path",
    "other",
    "usr/bin",
    "usr/lib/node_modules/gameday/bin",
    "app/node_modules/.bin",
    "app/node_modules/gameday/bin",
  ])
    mkdirSync(at(folder), { recursive: true });
  for (const file of [
    "clone/bin/run.js",
    "clone/bin/dev.js",
    "clone/bin/gameday",
    "usr/lib/node_modules/gameday/bin/run.js",
    "app/node_modules/gameday/bin/run.js",
    "other/gameday",
  ])
    writeFileSync(at(file), "");
  symlinkSync(at("clone/bin/gameday"), at("on path/gameday"));
  symlinkSync(at("usr/lib/node_modules/gameday/bin/run.js"), at("usr/bin/gameday"));
  symlinkSync("../gameday/bin/run.js", at("app/node_modules/.bin/gameday"));
});

const named = (entry: string, cwd: string, ...path: string[]): string =>
  programName({ entry: at(entry), cwd: at(cwd), path: path.map((folder) => at(folder)).join(":") });

describe("how the program is typed", () => {
  it("in a clone is the path of bin/gameday from where the reader is", () => {
    expect(named("clone/bin/run.js", "clone")).toBe("bin/gameday");
    expect(named("clone/bin/run.js", "clone/reports")).toBe("../bin/gameday");
    expect(named("clone/bin/run.js", "clone/bin")).toBe("./gameday");
  });

  it("outside the clone is its absolute path", () => {
    expect(named("clone/bin/run.js", "other")).toBe(at("clone/bin/gameday"));
  });

  it("is its bare name where that is this program on PATH, and not where it is another one", () => {
    expect(named("clone/bin/run.js", "clone", "other", "clone/bin")).toBe("bin/gameday");
    expect(named("clone/bin/run.js", "clone", "clone/bin", "other")).toBe("gameday");
    expect(named("clone/bin/run.js", "other", "on path")).toBe("gameday");
    expect(named("usr/bin/gameday", "clone", "usr/bin")).toBe("gameday");
  });

  it("of a dependency is what npx starts: the folder that npm puts on PATH for its children is not the reader's", () => {
    expect(named("app/node_modules/.bin/gameday", "app", "app/node_modules/.bin")).toBe(
      "npx gameday",
    );
  });

  it("without a build is the npm script", () => {
    expect(named("clone/bin/dev.js", "clone")).toBe("npm run dev --");
  });

  it("is quoted where a shell would split it, and plain for an entry that is none of ours", () => {
    mkdirSync(at("my clone/bin"), { recursive: true });
    for (const file of ["run.js", "gameday"]) writeFileSync(at("my clone/bin", file), "");
    expect(named("my clone/bin/run.js", ".")).toBe(`'${at("my clone/bin/gameday")}'`);
    expect(named("other/gameday", ".")).toBe("gameday");
    expect(named("nothing/run.js", ".")).toBe("gameday");
  });
});

describe("a text", () => {
  it("has each of its commands spelled, and nothing else", () => {
    expect(
      spelled('heal it: gameday stop x; or "gameday --help" (gameday sev ack)', "bin/gameday"),
    ).toBe('heal it: bin/gameday stop x; or "bin/gameday --help" (bin/gameday sev ack)');
    for (const text of [
      "built by gameday 0.1.0",
      "~/.cache/gameday is full",
      "/opt/gameday run",
      "my-gameday run",
      "npx gameday run",
      "./gameday/first.yaml",
      "Gameday runs",
    ])
      expect(spelled(text, "bin/gameday")).toBe(text);
  });
});
