import { database, gate, scenario, type Case } from "./case.ts";

const log = (pattern: string): Readonly<Record<string, string>> =>
  scenario({
    more: `signals: { l: { probe: log-count, target: www, with: { matches: ${JSON.stringify(pattern)} } } }\n`,
  });
const patterns = (
  name: string,
  tries: string,
  becomes: Case["becomes"],
  files: Readonly<Record<string, string>>,
): Case => ({ name, kind: "patterns", tries, becomes, files });
const texts = (
  name: string,
  tries: string,
  becomes: Case["becomes"],
  files: Readonly<Record<string, string>>,
): Case => ({ name, kind: "texts and sizes", tries, becomes, files });
const plain = scenario({})["innocent.yaml"] ?? "";
const controls = String.raw`"\e]0;pwned\a\e[2J\x9b31m ::error::x \u202e @everyone https://evil.example <img src=x onerror=alert(1)> ]]> \x01"`;

/** Patterns without an end, texts that do something, sizes. */
export const textCases: readonly Case[] = [
  patterns("nested repetition", "matches logs for ever", "runs", log("^(a+)+$")),
  patterns("alternatives alike", "matches logs for ever by alternatives", "runs", log("(a|aa)+$")),
  patterns("look-around", "looks around, which takes its time", "GD-S003", log("(?=(a+)+$)b")),
  patterns(
    "large repetition",
    "fills the memory by a short pattern",
    "GD-S003",
    log("(((x{100}){100}){100})"),
  ),
  patterns(
    "proof for ever",
    "matches what players print for ever",
    "GD-S003",
    scenario({
      more: 'evidence: { e: { question: q, statement: s, accept: { matches: "(?!a)(a+)+$" }, canonical: { log: { of: www, matches: x } } } }\n',
    }),
  ),
  texts(
    "control characters",
    "takes over terminals, pages and CI logs by its texts",
    "runs",
    scenario({
      head: `apiVersion: gameday/v1\nkind: Test\nid: innocent\ntitle: ${controls}\nsummary: ${controls}\n`,
      more: `alerts: { a: { when: { component: www, is: running }, text: ${controls} } }\n`,
    }),
  ),
  texts(
    "names of objects",
    "names its parts after what objects have of themselves",
    "GD-S003",
    scenario({ more: "params: { __proto__: { default: 1 } }\n" }),
  ),
  texts("aliases", "makes a small file large by aliases", "GD-S002", {
    "innocent.yaml": `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghij"
      .split("")
      .map(
        (name, index) =>
          `${name}: &${name} [${Array.from({ length: 9 }, () => `*${"abcdefghij"[index] ?? "a"}`).join(",")}]`,
      )
      .join("\n")}\n`,
  }),
  texts("nesting", "is nested deeper than programs can follow", "GD-S002", {
    "innocent.yaml": `${"[".repeat(20_000)}\n`,
  }),
  texts(
    "an expression as a program",
    "runs code as an expression",
    "GD-S012",
    scenario({ load: gate.replace("rate: 60/s", 'rate: "${process.exit(1)}/s"') }),
  ),
  texts(
    "an expression of objects",
    "reaches for what objects have of themselves in an expression",
    "GD-S010",
    scenario({ load: gate.replace("rate: 60/s", 'rate: "${constructor}/s"') }),
  ),
  texts("a name with a path", "leaves its folder by the name of a component", "GD-S003", {
    "innocent.yaml": plain.replaceAll("www", "../../www"),
  }),
  texts("an id with a path", "leaves the folder of runs by its id", "GD-S003", {
    "innocent.yaml": plain.replace("id: innocent", "id: ../../../OUTSIDE/x"),
  }),
  texts(
    "an image as an option",
    "passes options to the engine by an image's name",
    "GD-S003",
    scenario({ more: 'images: { app: "--privileged" }\n' }),
  ),
  texts(
    "a grant as a statement",
    "hides a statement in a grant",
    "GD-S003",
    database(
      ", accounts: { app: { grants: [\"SELECT ON shop.* TO 'root'@'%'; SET GLOBAL general_log=1\"] } }",
    ),
  ),
];
