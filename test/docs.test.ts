import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { commands, docFiles } from "../scripts/docs.ts";
import { verbFiles } from "../scripts/verb-files.ts";
import { schemaFiles } from "../scripts/schema.ts";
import { GamedayCommand } from "../src/terminal/command.ts";
import { checkShipped, readShipped, shippedNames } from "./support/shipped-scenarios.ts";

const root = join(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const generated = Object.entries(await docFiles());
const pages = globSync(["*.md", "docs/*.md", "docs/scenarios/*.md"], { cwd: root }).toSorted();

describe("generated pages", () => {
  it.each(generated)("docs/%s is what the sources say (npm run docs)", (file, text) => {
    expect(read(join("docs", file))).toBe(text);
  });

  it.each(Object.entries(verbFiles()))(
    "%s is what the verb table says (npm run docs)",
    (file, text) => {
      expect(read(file)).toBe(text);
    },
  );

  it("are there for the scenarios that are there, and for no other", () => {
    expect(globSync("docs/scenarios/*.md", { cwd: root }).toSorted()).toEqual(
      generated
        .map(([file]) => join("docs", file))
        .filter((file) => file.startsWith("docs/scenarios/"))
        .toSorted(),
    );
  });

  it.each(Object.entries(schemaFiles()))(
    "schemas/%s is what the sources say (node scripts/schema.ts)",
    (file, text) => {
      expect(read(join("schemas", file))).toBe(text);
    },
  );
});

describe("the documentation", () => {
  it("has its pages", () => {
    expect(pages).toEqual(
      expect.arrayContaining([
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "README.md",
        "docs/adding-a-fault.md",
        "docs/adding-a-scenario.md",
        "docs/how-it-measures.md",
        "docs/whats-here.md",
      ]),
    );
  });

  it.each(pages)("%s links only to what is there", (page) => {
    const text = read(page).replaceAll(/```[\s\S]*?```/g, "");
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = ""]) => target)
      .filter((target) => !/^[a-z]+:/.test(target));
    const broken = links.filter((link) => {
      const [file = "", anchor] = link.split("#");
      const target = file === "" ? page : join(dirname(page), file);
      return (
        !existsSync(join(root, target)) ||
        (anchor !== undefined && !headings(read(target)).includes(anchor))
      );
    });
    expect(broken).toEqual([]);
  });

  it("and every hint name only commands that exist", async () => {
    const known = new Set(
      (await commands()).flatMap(({ name, command }) => [name, ...(command.aliases ?? [])]),
    );
    const topics = new Set([...known].map((name) => name.split(" ")[0]));
    const files = [
      ...pages,
      ...globSync("{src,scenarios,bin}/**/*", { cwd: root }).filter((file) =>
        /\.(ts|yaml|sh)$|^bin\/gameday$/.test(file),
      ),
    ];
    const strange = files.flatMap((file) =>
      [
        ...read(file).matchAll(
          /(?:`|"|bin\/|\$ |: |  |^)gameday ([a-z]+(?:-[a-z]+)*)(?: ([a-z]+(?:-[a-z]+)*))?(?=[`" \n.,)])/gm,
        ),
      ]
        .filter(
          ([, first = "", second = ""]) =>
            first !== k6Word &&
            !known.has(`${first} ${second}`) &&
            !known.has(first) &&
            !(topics.has(first) && second === ""),
        )
        .map(([text]) => `${file}: ${text.trim()}`),
    );
    expect(files.length).toBeGreaterThan(300);
    expect(strange).toEqual([]);
  });
});

describe("an example", () => {
  it("uses only flags that its command has", async () => {
    const all = new Map((await commands()).map(({ name, command }) => [name, command] as const));
    // In the sources only examples: a hint's sentence goes on after its command.
    const files = [...pages, ...globSync("src/commands/**/*.ts", { cwd: root })];
    const uses = files.flatMap((file) =>
      [...read(file).matchAll(file.endsWith(".ts") ? inSources : inPages)].flatMap(
        ([text, first = "", second = "", rest = ""]) => {
          const command = all.get(`${first} ${second}`) ?? all.get(first);
          // What follows -- , a pipe or another command is not this command's.
          const own = rest.split(/ -- | [|&;#] |gameday |<%= config|\\n| {3}/)[0] ?? "";
          const known = new Set(
            command === undefined
              ? []
              : [...Object.keys({ ...GamedayCommand.baseFlags, ...command.flags }), "help"],
          );
          return command === undefined
            ? []
            : [...own.matchAll(/(?<=\s)--([a-z][a-z-]*)/g)].map(([, flag = ""]) => ({
                at: `${file}: ${text}`,
                ok: known.has(flag),
              }));
        },
      ),
    );
    expect(uses.length).toBeGreaterThan(100);
    expect(uses.filter(({ ok }) => !ok).map(({ at }) => at)).toEqual([]);
  });

  it("names only variants and fixes that are there", () => {
    const files = [...pages, ...globSync("src/**/*.ts", { cwd: root })];
    const named = files.flatMap((file) =>
      [
        ...read(file).matchAll(
          /(?:gameday|<%= config\.bin %>) (?:run|history|scenario \w+) ([a-z-]+)(?:\/([a-z-]+))?([^`"\n]*)/g,
        ),
      ].map(([text, name = "", variant, rest = ""]) => ({
        at: `${file}: ${text}`,
        name,
        variant: variant ?? /--variant ([a-z-]+)/.exec(rest)?.[1],
        fix: /--rerun ([a-z-]+)/.exec(rest)?.[1],
      })),
    );
    const shipped = named.filter(({ name }) => shippedNames.includes(name));
    expect(shipped.length).toBeGreaterThan(40);
    const wrong = shipped.filter(
      ({ name, variant, fix }) =>
        (variant !== undefined && !checkShipped(name).variants.includes(variant)) ||
        (fix !== undefined && readShipped(name, variant).corrective[fix]?.rerun === undefined),
    );
    expect(wrong.map(({ at }) => at)).toEqual([]);
  });
});

const line = "([a-z]+(?:-[a-z]+)*)(?: ([a-z]+(?:-[a-z]+)*))?([^`\\n]*)";
const inPages = new RegExp(`gameday ${line}`, "g");
const inSources = new RegExp(`<%= config\\.bin %> ${line}`, "g");

/** `gameday start` is what our k6 scripts log, not what anybody types. */
const k6Word = "start";

/** The anchors that a page's headings make, as GitHub spells them. */
function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}
