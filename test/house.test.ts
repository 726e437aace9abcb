import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import extractDepcruiseOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

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
    let folder = "";
    let caught: string[] = [];

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "gameday-house-"));
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

    afterAll(() => rmSync(folder, { recursive: true, force: true }));

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
  const compared =
    /[!=]==?\s*["'](docker|process|sim)["']|["'](docker|process|sim)["']\s*[!=]==?|case ["'](docker|process|sim)["']/;

  it.each([
    'if (plan.runtime === "sim") return;',
    'return "docker" !== plan.runtime;',
    'case "process":',
  ])("is seen where it is compared: %s", (line) => {
    expect(line).toMatch(compared);
  });

  it("is compared by nobody but its adapter and the index", () => {
    const files = globSync("src/**/*.ts", { cwd: root }).filter((file) => !own.test(file));
    expect(files.length).toBeGreaterThan(400);
    const found = files.filter((file) => compared.test(readFileSync(join(root, file), "utf8")));
    expect(found).toEqual([]);
  });
});
