import { cpSync, globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import extractDepcruiseOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import ts from "typescript";
import { beforeAll, describe, expect, it } from "vitest";
import { ownFolder } from "./support/own-folder.ts";

const root = join(import.meta.dirname, "..");

async function violations(baseDir: string): Promise<ICruiseResult["summary"]> {
  const options = await extractDepcruiseOptions(join(root, ".dependency-cruiser.mjs"));
  const { output } = await cruise(["src"], { ...options, baseDir, validate: true });
  if (typeof output === "string") throw new Error("the cruise answered with text");
  return output.summary;
}

const told = ({ violations: all }: ICruiseResult["summary"]): string[] =>
  all.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);

describe("the house rule", () => {
  it("is kept by every module of src/", { timeout: 60_000 }, async () => {
    const summary = await violations(root);
    expect(told(summary)).toEqual([]);
    // A rule that looks at nothing is kept by everybody.
    expect(summary.totalCruised).toBeGreaterThan(300);
    expect(summary.totalDependenciesCruised).toBeGreaterThan(1_000);
  });

  /** File → what it says. Each stands for one way to break the rule. */
  const sins: Readonly<Record<string, { text: string; breaks: string }>> = {
    "src/engine/pick-adapter.ts": {
      text: 'import "../runtime/process/process-runtime.ts";',
      breaks: "adapters-only-at-the-root",
    },
    "src/report/ask-runtime.ts": {
      text: 'import type { Runtime } from "../runtime/runtime.ts"; export type R = Runtime;',
      breaks: "house-report",
    },
    "src/plan/read-file.ts": { text: 'import "node:fs";', breaks: "pure-rooms-do-no-io" },
    "src/verdict/read-clock.ts": {
      text: 'import "node:timers/promises";',
      breaks: "pure-rooms-do-no-io",
    },
    "src/engine/ask-database.ts": { text: 'import "mysql2/promise";', breaks: "owner-mysql2" },
    "src/commands/skip-app.ts": { text: 'import "../engine/drill.ts";', breaks: "house-commands" },
    "src/app/report/start-drill.ts": {
      text: 'import "../run/drill.ts";',
      breaks: "house-app-report",
    },
    "src/kernel/use-drawer.ts": {
      text: 'import "../drawer/odds-and-ends.ts";',
      breaks: "no-unlisted-room",
    },
    "src/metrics/lean-on-test.ts": {
      text: 'import "../../test/support/event-builder.ts";',
      breaks: "house-metrics",
    },
    "src/kernel/chicken.ts": { text: 'import "./egg.ts";', breaks: "no-cycles" },
  };

  describe("catches", () => {
    const folder = ownFolder();
    let caught: string[] = [];

    beforeAll(async () => {
      for (const part of ["src", "test/support/event-builder.ts", "tsconfig.json", "package.json"])
        cpSync(join(root, part), join(folder, part), { recursive: true });
      symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
      const more = {
        "src/drawer/odds-and-ends.ts": "export {};",
        "src/kernel/egg.ts": 'import "./chicken.ts";',
      };
      const texts = {
        ...Object.fromEntries(Object.entries(sins).map(([file, { text }]) => [file, text])),
        ...more,
      };
      for (const [file, text] of Object.entries(texts)) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), `${text}\n`);
      }
      caught = told(await violations(folder));
    }, 60_000);

    it.each(Object.entries(sins).map(([file, { text, breaks }]) => [breaks, file, text] as const))(
      "%s: %s says %s",
      (breaks, file) => {
        expect(caught.filter((line) => line.startsWith(`${breaks}: ${file} -> `))).not.toEqual([]);
      },
    );

    it("nothing else in the same house", () => {
      expect(
        caught.filter(
          (line) =>
            !Object.keys(sins).some((file) => line.includes(`: ${file} -> `)) &&
            !line.startsWith("no-cycles: src/kernel/egg.ts"),
        ),
      ).toEqual([]);
    });
  });
});

describe("the name of a runtime", () => {
  /** Nobody else may decide by a name: what differs is a member of the runtime's own entry. */
  const own = /^src\/(runtime\/[^/]+\/|stage\/runtimes?[/.]|plan\/runtime-names\.ts)/;
  const files = globSync("src/**/*.ts", { cwd: root }).filter((file) => !own.test(file));
  /** File → how often it says one of the words, and what it means by it. */
  const others: Readonly<Record<string, readonly [number, string]>> = {
    "src/runtime/capabilities.ts": [1, "the kind of an engine"],
    "src/runtime/runtime.ts": [1, "a thing that may be left behind"],
    "src/event/heal.ts": [1, "a thing that may be left behind"],
    "src/watch/strays.ts": [1, "the noun"],
    "src/metrics/score.ts": [2, "the part of a score"],
    "src/report/sections/corrective.ts": [1, "the kind of a corrective action"],
    "src/review/event.ts": [1, "the kind of a corrective action"],
    "src/terminal/action-flags.ts": [1, "the kind of a corrective action"],
    "src/scenario/schema/story.ts": [1, "the kind of a corrective action"],
    "src/load/sim.ts": [1, "the name of a load driver"],
    "src/app/fault/now.ts": [2, "what the journal of a single fault says"],
    "src/app/doctor/docker.ts": [3, "a line of doctor"],
    "src/app/doctor/doctor.ts": [1, "a line of doctor"],
    "src/app/scenario/compose-project.ts": [1, "the program"],
    "src/scenario/references.ts": [2, "a field of a mitigation"],
    "src/engine/supervisor.ts": [1, "a fact"],
    "src/proxy/server/faults.ts": [1, "where a failure of the proxy's own was met"],
    "src/proxy/main.ts": [1, "where a failure of the proxy's own was met"],
  };

  it.each([
    'if (plan.runtime === "sim") return;',
    'case "process":',
    '["docker"].includes(name);',
    "name === `sim`;",
    'const mine = "sim";',
    'const by = { "docker": 1 };',
    "/^sim$/.test(name);",
    'name.startsWith("dock");',
  ])("is seen wherever it is written: %s", (line) => {
    expect(runtimeNames(line)).toBe(1);
  });

  it("is written by its adapter and the index alone", () => {
    expect(files.length).toBeGreaterThan(400);
    const said = Object.fromEntries(
      files
        .map((file) => [file, runtimeNames(readFileSync(join(root, file), "utf8"))] as const)
        .filter(([, times]) => times > 0),
    );
    expect(said).toEqual(
      Object.fromEntries(Object.entries(others).map(([file, [times]]) => [file, times])),
    );
  });
});

/** How often code, comments aside, has a text or a pattern that is a runtime's name, or half of one. */
function runtimeNames(code: string): number {
  const tree = ts.createSourceFile("code.ts", code, ts.ScriptTarget.Latest, true);
  let times = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && /^(?:dock(?:er)?|process|sim)$/.test(node.text)) times += 1;
    if (ts.isRegularExpressionLiteral(node) && /^\/\^?(?:docker|process|sim)\$?\//.test(node.text))
      times += 1;
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return times;
}
