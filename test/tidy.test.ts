/** What the linters cannot hold: the rules of the house that a machine can check all the same. */
import { spawnSync } from "node:child_process";
import { existsSync, globSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { commands, mayImport } from "../scripts/docs.ts";
import { errorTable } from "../src/kernel/error.ts";
import { faults } from "../src/fault/index.ts";
import { probes } from "../src/probe/index.ts";
import { sections } from "../src/report/sections/index.ts";

const root = join(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const under = (...patterns: string[]): string[] =>
  globSync(patterns, { cwd: root })
    .filter((file) => statSync(join(root, file)).isFile())
    .toSorted();
const sources = under("src/**/*.ts");
const code = under("{src,test,fixtures,scripts,bench}/**/*.ts", "bin/*", "*.{ts,mjs}");
const tracked = ownFiles();
/**
 * What belongs to the repository; without Git on this machine, what lies in it but for what
 * installing, building and running make.
 */
function ownFiles(): string[] {
  const git = spawnSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  if (git.status === 0)
    return git.stdout.split("\n").filter((file) => file !== "" && existsSync(join(root, file)));
  const made = /^(node_modules|dist|\.git|reports\/runs|coverage)(\/|$)|^oclif\.manifest\.json$/;
  return globSync(["**/*", ".*", ".*/**/*"], {
    cwd: root,
    exclude: (file) => made.test(file),
  }).filter((file) => !made.test(file) && statSync(join(root, file)).isFile());
}
const rooms = readdirSync(join(root, "src"), { withFileTypes: true })
  .map(({ name }) => name)
  .toSorted();
/** Lines that say something to the machine: comments may name what code must not. */
const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/^\s*\/\/.*$/gm, "");

describe("the rooms", () => {
  it("are those of the import table, and nothing stands between them", async () => {
    expect(rooms).toEqual(Object.keys(await mayImport()).toSorted());
  });

  it("are all described in docs/whats-here.md, with files to read that are there", () => {
    const page = read("docs/whats-here.md");
    const described = [...page.matchAll(/^## ([a-z]+)$/gm)].map(([, room = ""]) => room);
    expect(described.toSorted()).toEqual(rooms);
    const named = [...page.matchAll(/`([a-z]+\/[\w/-]+\.ts)`/g)].map(([, file = ""]) => file);
    expect(named.length).toBeGreaterThanOrEqual(rooms.length);
    expect(named.filter((file) => !existsSync(join(root, "src", file)))).toEqual([]);
  });
});

describe("files", () => {
  it("are not drawers for odds and ends", () => {
    expect(
      tracked.filter((file) =>
        /(^|[/-])(utils?|helpers?|common|misc|manager)([/.-]|$)/i.test(file),
      ),
    ).toEqual([]);
  });

  it("of src/ are all used by the product or its measurements, or are an entry", () => {
    // Also what bin/ imports, and what is started by its file's name.
    const entries = [
      "src/terminal/main.ts",
      "src/watch/left-behind.ts",
      "src/stage/match-worker.ts",
      "src/app/run/watchdog-process.ts",
      "src/app/notify/sender-process.ts",
      "src/proxy/main.ts",
      "src/load/worker.ts",
      "src/machine/worker.ts",
    ];
    const used = new Set([
      ...entries,
      ...sources.filter((file) => file.startsWith("src/commands/")),
    ]);
    for (const file of [...sources, ...under("bench/*.ts")]) {
      for (const [, specifier = ""] of read(file).matchAll(
        /(?:from|import|import\()\s*"(\.[^"]+)"/g,
      ))
        used.add(normalize(join(dirname(file), specifier)));
    }
    expect(sources.filter((file) => !used.has(file))).toEqual([]);
    expect(entries.filter((file) => !sources.includes(file))).toEqual([]);
  });

  it.each([
    [120, 305],
    [160, 45],
  ])("of src/ have no more lines over %i columns: long texts are joined by +", (columns, most) => {
    const long = sources.flatMap((file) =>
      read(file)
        .split("\n")
        .filter((line) => line.length > columns),
    );
    expect(long.length).toBeLessThanOrEqual(most);
  });

  it("leave nothing for later", () => {
    const marks = new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "XX" + "X"].join("|")})\\b`);
    expect(code.filter((file) => marks.test(read(file)))).toEqual([]);
  });
});

describe("time and chance", () => {
  const banned =
    /\b(Date\.now|Math\.random|performance\.now|setTimeout|setInterval|setImmediate|new Date|process\.hrtime)\b/;
  /** Who may use the machine's own, and why. A room's folder ends in a slash. */
  const allowed: Readonly<Record<string, string>> = {
    "src/app/": "the composition root, where the machine's clock is handed to all others",
    "src/register/": "makes that clock, and waits for other processes' files",
    "src/stage/": "ports on real components in real time",
    "src/terminal/": "the edge: redrawing, step times",
    "src/runtime/process/": "an adapter on real processes",
    "src/runtime/docker/": "an adapter on a real engine",
    "src/kernel/virtual-clock.ts":
      "waits a turn of the real event loop between two moments of virtual time",
    "src/proxy/": "real sockets in real time; its timers are one file, `server/timers.ts`",
    "src/machine/": "measures the real machine",
    "src/mysql/": "an adapter on real servers",
    "src/notify/": "sends to real receivers in real time",
    "src/load/": "the drivers send in real time; the simulated one takes a clock",
    "src/control/": "time-outs of real sockets",
    "src/watch/": "watches real processes in real time",
    "src/journal/": "formats wall times and waits for real files",
    "src/kernel/id.ts": "formats a given time as a day",
  };

  it("come in from outside in every other file", () => {
    const offenders = sources.filter(
      (file) =>
        !Object.keys(allowed).some((place) =>
          place.endsWith("/") ? file.startsWith(place) : file === place,
        ) && banned.test(withoutComments(read(file))),
    );
    expect(offenders).toEqual([]);
  });

  it("are allowed nowhere where nobody uses them", () => {
    const idle = Object.keys(allowed).filter(
      (place) =>
        !sources.some((file) => file.startsWith(place) && banned.test(withoutComments(read(file)))),
    );
    expect(idle).toEqual([]);
  });

  it("are drawn from one seed: nobody rolls dice of their own", () => {
    expect(sources.filter((file) => /\bMath\.random\b/.test(withoutComments(read(file))))).toEqual(
      [],
    );
  });
});

describe("tests of a room", () => {
  const apart = /^test\/(e2e|docker|long|bench|contract|hostile|sabotage|fixtures[\w-]*|support)\//;
  /** `src/a/b.ts`, the folder `src/a/b`, or a file of `test/a/b.topic.test.ts`'s folder. */
  const hasSource = (test: string): boolean => {
    const [, folder = "", name = ""] = /^test\/(.+)\/([^/.]+)[^/]*\.test\.ts$/.exec(test) ?? [];
    const source = join(root, "src", folder, name);
    return existsSync(`${source}.ts`) || existsSync(source) || name === basename(folder);
  };

  it("are named after the file or folder that they test", () => {
    const all = under("test/*/**/*.test.ts").filter((file) => !apart.test(file));
    expect(all.length).toBeGreaterThan(200);
    expect(all.filter((file) => !hasSource(file))).toEqual([]);
  });
});

describe("the catalogue", () => {
  const tests = under("test/**/*.ts")
    .filter((file) => file !== "test/tidy.test.ts")
    .map(read)
    .join("\n");
  /** Some test says the name, as a text of its own or as a file. */
  const isTested = (name: string): boolean => new RegExp(`["'\`/ ]${name}["'\`.,: ]`).test(tests);

  it.each([...faults.keys()])("tests the fault %s", (name) => {
    expect(existsSync(join(root, "src", "fault", `${name}.ts`))).toBe(true);
    expect(isTested(name)).toBe(true);
  });

  it.each([...probes.keys()])("tests the probe %s", (name) => {
    expect(existsSync(join(root, "src", "probe", `${name}.ts`))).toBe(true);
    expect(isTested(name)).toBe(true);
  });

  it("has a template for each section of the report, and none for others", () => {
    const names = sections.map(({ id }) => `${id}.hbs`).toSorted();
    for (const format of ["html", "markdown"]) {
      expect(
        readdirSync(join(root, "reports", "templates", format))
          .filter((file) => file.endsWith(".hbs"))
          .toSorted(),
      ).toEqual(names);
    }
  });
});

describe("commands", async () => {
  it.each((await commands()).map(({ name, command }) => [name, command] as const))(
    "gameday %s says what it does, with examples",
    (name, { summary = "", examples = [], args = {}, flags = {} }) => {
      expect(summary).toMatch(/^[A-Z].+\.$/);
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples)
        expect(String(example)).toMatch(/<%= config\.bin %>|^toxiproxy-cli/);
      expect(
        examples.some((example) => String(example).includes(`<%= config.bin %> ${name}`)),
      ).toBe(true);
      for (const [key, { description = "" }] of [...Object.entries(args), ...Object.entries(flags)])
        expect(description, key).not.toBe("");
    },
  );
});

describe("topics of commands", () => {
  it("say in package.json what they are for, each of them and no other", async () => {
    const { oclif } = JSON.parse(read("package.json")) as {
      oclif: { topics: Record<string, { description: string }> };
    };
    const topics = new Set(
      (await commands())
        .filter(({ name }) => name.includes(" "))
        .map(({ name }) => name.split(" ")[0] ?? ""),
    );
    expect(Object.keys(oclif.topics).toSorted()).toEqual([...topics].toSorted());
    for (const { description } of Object.values(oclif.topics))
      expect(description).toMatch(/^[A-Z].+\.$/);
  });
});

describe("errors", () => {
  const codesIn = (files: readonly string[]): Set<string> =>
    new Set(files.flatMap((file) => withoutComments(read(file)).match(/GD-[A-Z]\d+/g) ?? []));
  const table = "src/kernel/error.ts";

  it.each(Object.keys(errorTable))("%s is raised somewhere", (errorCode) => {
    const raising = [...sources.filter((file) => file !== table), "bin/gameday", "bin/run.js"];
    expect([...codesIn(raising)]).toContain(errorCode);
  });

  it("have their codes in one table: no other is raised, nor named in docs", () => {
    const named = codesIn([
      ...sources,
      ...under("{fixtures,scripts,docs}/**/*.{ts,md}"),
      "bin/gameday",
      "bin/run.js",
    ]);
    expect(named.size).toBeGreaterThan(50);
    expect([...named].filter((errorCode) => !Object.hasOwn(errorTable, errorCode))).toEqual([]);
  });
});

describe("the package", () => {
  it("ships only what is there after a build", () => {
    const { files, bin } = JSON.parse(read("package.json")) as {
      files: string[];
      bin: Record<string, string>;
    };
    expect(files.length).toBeGreaterThan(0);
    expect(
      [...files, ...Object.values(bin)].filter(
        (pattern) => globSync(pattern, { cwd: root }).length === 0,
      ),
    ).toEqual([]);
  });

  it("names no package registry", () => {
    // Put together here, or this file would be the first to name one.
    const hosts = [
      ["registry", "npmjs", "org"],
      ["npmjs", "com"],
      ["registry", "yarnpkg", "com"],
      ["pypi", "org"],
      ["proxy", "golang", "org"],
      ["sum", "golang", "org"],
      ["rubygems", "org"],
      ["crates", "io"],
      ["repo1", "maven", "org"],
    ].map((parts) => parts.join("."));
    const text = tracked.filter((file) => !/\.(png|jpg|ico|woff2?)$/.test(file));
    expect(text.length).toBeGreaterThan(400);
    expect(text.filter((file) => hosts.some((host) => read(file).includes(host)))).toEqual([]);
  });
});
