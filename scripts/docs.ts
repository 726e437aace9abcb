/**
 * Writes the generated part of docs/: `node scripts/docs.ts`. The command reference comes from the
 * commands, the errors from the error table, the picture of the house from the import table, the
 * lists of faults and probes from their rooms. A test fails when a checked-in page is stale.
 */
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { listScenarios } from "../src/app/scenario/list.ts";
import { loadScenario } from "../src/app/scenario/load.ts";
import { findPaths } from "../src/register/paths.ts";
import { faults } from "../src/fault/index.ts";
import { errorTable, type ErrorCode } from "../src/kernel/error.ts";
import { probes } from "../src/probe/index.ts";
import { commandPage, type CommandClass } from "./command-page.ts";
import { advice } from "./error-advice.ts";
import { housePicture } from "./house-picture.ts";
import { scenarioPage } from "./scenario-page.ts";
import { presetNames } from "../src/org/preset-names.ts";
import { findPreset } from "../src/register/presets.ts";
import { rightsTable, verbFiles, verbTable } from "./verb-files.ts";
import { faultTable, probeTable } from "./parameter-table.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const written = "<!-- Written by scripts/docs.ts; change its source and run: npm run docs -->";

/** File below docs/ → text, as it must be checked in. */
export async function docFiles(): Promise<Readonly<Record<string, string>>> {
  const house = await mayImport();
  return {
    "incident.md": between(
      between(page("incident.md"), "verbs", verbTable()),
      "rights",
      rightsTable(presetNames.map((name) => findPreset(name).profile)),
    ),
    "commands.md": `# Commands\n\n${written}\n\n${commandPage(await commands())}`,
    "errors.md": `# Errors and exit codes\n\n${written}\n\n${errorPage()}`,
    "whats-here.md": between(page("whats-here.md"), "house", housePicture(house)),
    "adding-a-fault.md": between(
      between(page("adding-a-fault.md"), "faults", faultTable(faults)),
      "probes",
      probeTable(probes),
    ),
    ...scenarioFiles(),
  };
}

/** A page for each scenario that comes with Gameday, and one that lists them. */
function scenarioFiles(): Readonly<Record<string, string>> {
  const paths = findPaths({}, root);
  const all = listScenarios(paths).map(({ id, variants }) =>
    (variants.length === 0 ? [undefined] : variants).map((variant) =>
      loadScenario(paths, id, root, variant),
    ),
  );
  const rows = all.flatMap(([first]) =>
    first === undefined
      ? []
      : [
          `| [${first.scenario.id}](${first.scenario.id}.md) | ${first.scenario.title.replaceAll("|", "\\|")} | ${first.scenario.difficulty} of 5 | ${first.variants.length === 0 ? "" : first.variants.length} |`,
        ],
  );
  return {
    "scenarios/README.md": `# Scenarios\n\n${written}\n\nThe incidents that come with Gameday, easiest first. Their pages give nothing away until you unfold the answers.\n\n| scenario | what the page says | difficulty | variants |\n|---|---|---|---|\n${rows.join("\n")}\n`,
    ...Object.fromEntries(
      all.flatMap((one) =>
        one[0] === undefined
          ? []
          : [
              [
                `scenarios/${one[0].scenario.id}.md`,
                `# ${one[0].scenario.title}\n\n${written}\n\n${scenarioPage(one)}`,
              ],
            ],
      ),
    ),
  };
}

/** Rooms and what each may import, from the rule itself. */
export async function mayImport(): Promise<Readonly<Record<string, readonly string[]>>> {
  return (
    (await import(pathToFileURL(join(root, ".dependency-cruiser.mjs")).href)) as {
      mayImport: Record<string, string[]>;
    }
  ).mayImport;
}

/** Every command that people type, with its name as typed, in alphabetical order. */
export async function commands(): Promise<readonly { name: string; command: CommandClass }[]> {
  const files = globSync("src/commands/**/*.ts", { cwd: root }).toSorted();
  const all = await Promise.all(
    files.map(async (file) => ({
      name: file
        .replace(/^src\/commands\//, "")
        .replace(/\.ts$/, "")
        .replaceAll("/", " "),
      command: ((await import(pathToFileURL(join(root, file)).href)) as { default: CommandClass })
        .default,
    })),
  );
  return all.filter(({ command }) => command.hidden !== true);
}

function page(name: string): string {
  return readFileSync(join(root, "docs", name), "utf8");
}

function between(text: string, mark: string, content: string): string {
  const [open, close] = [`<!-- ${mark}: written by scripts/docs.ts -->`, `<!-- /${mark} -->`];
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`docs: no pair of marks "${mark}"`);
  return `${text.slice(0, from + open.length)}\n${content}\n${text.slice(to)}`;
}

const bands: Readonly<Record<string, string>> = {
  S: "Scenario files",
  C: "The command line and running drills",
  E: "This machine",
  R: "A drill that runs",
  H: "Healing",
  P: "The proxy",
  L: "Load",
  B: "Bugs",
};

function errorPage(): string {
  const codes = Object.keys(errorTable) as ErrorCode[];
  const parts = Object.entries(bands).map(([band, title]) => {
    const rows = codes
      .filter((code) => code[3] === band)
      .map(
        (code) =>
          `| \`${code}\` | ${errorTable[code].title} | ${errorTable[code].exit} | ${advice[code]} |`,
      );
    return `## ${title}\n\n| code | what | exit | what to do |\n|---|---|---|---|\n${rows.join("\n")}\n`;
  });
  return `An error says what went wrong, where, and what to do; \`--json\` gives it as one line \`{"type":"error","code":…,"message":…,"hint":…}\`. A code keeps its meaning for good.

## Exit codes

| code | meaning |
|---|---|
| 0 | pass |
| 1 | fail: the target was missed |
| 2 | unknown: this drill says nothing, and why |
| 64 | wrong usage, or a scenario that cannot be run |
| 69 | this machine is not ready; \`gameday doctor\` says what is missing |
| 70 | a bug of Gameday (\`GD-B001\`); run again with \`--debug\` and report it |
| 75 | healing failed, faults may remain; outranks all others. \`gameday stop --all\` |
| 129, 130, 143 | interrupted (hang-up, Ctrl-C, terminated), and healed |

${parts.join("\n")}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // First: the reference is made from the commands.
  for (const [file, content] of Object.entries(verbFiles())) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  }
  for (const [file, content] of Object.entries(await docFiles())) {
    mkdirSync(dirname(join(root, "docs", file)), { recursive: true });
    writeFileSync(join(root, "docs", file), content);
  }
}
