/** The voice: words that a native reader stumbles over, or for which the trade has its own word. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { proseOf } from "./support/prose.ts";

const root = join(import.meta.dirname, "..");

/** What to write instead, by what not to write. */
const instead: readonly (readonly [RegExp, string])[] = [
  [/\bmend(s|ed|ing)?\b/i, "fix"],
  [/\bput right\b/i, "fix"],
  [/\bstruck\b|\bstrikes?\b/i, "target, affected"],
  [/\btold\b|\btells\b/i, "report, say, be notified"],
  [/\bstands\b(?! (in for|for))|\bstood\b/i, "is, runs"],
  [/\bnewcomers?\b/i, "new connection"],
  [/\bin good order\b/i, "gracefully"],
  [/\bwhoever\b|\bnobody\b|\bsomebody\b|\beverybody\b/i, "the role's name; anyone, no one"],
  [/\bat once\b/i, "immediately"],
  [/\banew\b|\bbesides\b|\bbeforehand\b|\bhitherto\b/i, "again, also, before"],
  [/\btime-outs?\b/i, "timeout"],
  [/\busers' own entry\b/i, "gateway"],
  [/\bdice\b|\bevery die\b/i, "random, seed"],
  [/\busers? (is|are|was|were|be) (hurt|back)\b|\bhurt users?\b/i, "affected; service restored"],
  [/[;,] [^.;,]* without (it|one|them)\b/i, "(default: …)"],
  [/\bconsists? in\b|\blives? of\b/i, "is, needs"],
  [/\bwants (quotes|a|an|the|to be)\b/i, "needs"],
  [/\bthe play is\b|\bthe house's\b/i, "the drill; the organisation's"],
];

/** Where a listed word is the right one. */
const exceptions: readonly {
  readonly file: RegExp;
  readonly text: RegExp;
  readonly why: string;
}[] = [
  { file: /plan\/mermaid\.ts$/, text: /classDef struck/, why: "the name of a style in Mermaid" },
];

/** What is checked; each entry is a glob. A new room of `src/` is checked without being named. */
const checked = [
  "*.md",
  "docs/**/*.md",
  "scenarios/**/*.yaml",
  "reports/templates/**/*.hbs",
  "fixtures/**/*.ts",
  "src/**/*.ts",
  "scripts/*.ts",
  "bin/*.js",
];

interface Slip {
  readonly at: string;
  readonly says: string;
  readonly better: string;
}

function slips(file: string, text: string): Slip[] {
  return proseOf(file, text).flatMap((prose) =>
    instead.flatMap(([word, better]) => {
      const hit = word.exec(prose.text);
      if (
        hit === null ||
        exceptions.some((one) => one.file.test(file) && one.text.test(prose.text))
      )
        return [];
      const line = prose.line + prose.text.slice(0, hit.index).split("\n").length - 1;
      return [{ at: `${file}:${line}`, says: hit[0], better }];
    }),
  );
}

const read = (file: string): string => readFileSync(join(root, file), "utf8");

describe("the prose of this repository", () => {
  it.each(checked)("%s says it in plain English", (pattern) => {
    const files = globSync(pattern, { cwd: root, exclude: ["**/node_modules/**"] });
    expect(files.length).toBeGreaterThan(0);
    expect(files.flatMap((file) => slips(file, read(file)))).toEqual([]);
  });

  it("has no exception that nothing needs", () => {
    const files = globSync(checked, { cwd: root });
    const idle = exceptions.filter(
      ({ file, text }) =>
        !files.some(
          (name) =>
            file.test(name) && proseOf(name, read(name)).some((prose) => text.test(prose.text)),
        ),
    );
    expect(idle).toEqual([]);
  });
});

describe("the check", () => {
  const found = (file: string, text: string): string[] =>
    slips(file, text).map(({ at, says }) => `${at} ${says}`);

  it("finds a planted word in every kind of file, at its line", () => {
    expect(found("a.md", "Good.\n\nWhoever mends it.\n")).toEqual([
      "a.md:3 mends",
      "a.md:3 Whoever",
    ]);
    expect(found("a.ts", 'const a = 1;\n// Nobody knows.\nconst b = "it is told";\n')).toEqual([
      "a.ts:2 Nobody",
      "a.ts:3 told",
    ]);
    expect(found("a.ts", "const c = `x ${f(`at once ${y}`)} stands`;\n")).toEqual([
      "a.ts:1 at once",
      "a.ts:1 stands",
    ]);
    expect(found("a.ts", "/**\n * One.\n * It is back anew.\n */\n")).toEqual(["a.ts:3 anew"]);
    expect(found("a.yaml", "# One.\n# struck\ntitle: who mends it\n")).toEqual([
      "a.yaml:3 mends",
      "a.yaml:2 struck",
    ]);
    expect(found("a.hbs", "<p class='x'>users are back</p>\n")).toEqual(["a.hbs:1 users are back"]);
  });

  it("knows a regular expression from a text", () => {
    expect(found("a.ts", 'const a = /"/; // told\n')).toEqual(["a.ts:1 told"]);
  });

  it("leaves code alone", () => {
    expect(found("a.md", "`told`\n\n```\nnobody\n```\n")).toEqual([]);
    expect(found("a.ts", 'const struck = { nobody: "anew" };\n')).toEqual([]);
    expect(found("a.yaml", "struck: anew\n")).toEqual([]);
    expect(found("a.hbs", "{{told}}<i class='anew x'>ok</i>\n")).toEqual([]);
  });
});
