/**
 * The page of a scenario, docs/scenarios/ID.md: what a player may know first, and its answers
 * folded away, for each variant.
 */
import type { LoadedScenario } from "../src/app/scenario/load.ts";
import { formatDuration } from "../src/kernel/duration.ts";
import { predicateWords } from "../src/wording/predicate.ts";
import { mermaidOf } from "../src/plan/mermaid.ts";
import { topologyOf } from "../src/plan/topology.ts";
import { actionWords } from "../src/wording/action.ts";
import type { Mitigation, Scenario } from "../src/scenario/schema.ts";

/**
 * `all`: the scenario as each of its variants, the default one first; itself alone when it has
 * none.
 */
export function scenarioPage(all: readonly LoadedScenario[]): string {
  const [first] = all;
  if (first === undefined) throw new Error("docs: a scenario without itself");
  const { scenario, variants } = first;
  return tidy([
    `\`gameday run ${scenario.id}\` · a ${scenario.kind} · difficulty ${scenario.difficulty} of 5 · ${scenario.sevType}${scenario.tags.length === 0 ? "" : ` · ${scenario.tags.join(", ")}`}`,
    plain(scenario.summary ?? ""),
    ...inspiration(scenario),
    ...system(scenario),
    ...users(scenario),
    ...tools(scenario),
    ...(Object.keys(scenario.evidence).length === 0
      ? []
      : [
          "## What is to be found out",
          list(Object.values(scenario.evidence).map(({ question }) => plain(question))),
        ]),
    "## Answers",
    "Spoilers below. Unfold what you have played.",
    ...parameters(scenario),
    ...all.map((each, index) =>
      folded(
        variants.length === 0
          ? "The answers"
          : `${each.variant ?? ""}: ${first.titles[each.variant ?? ""] ?? "a variant"}${index === 0 ? " (runs when none is named)" : ""}`,
        answers(each),
      ),
    ),
  ]);
}

/** Where its story comes from. */
function inspiration({ inspiredBy }: Scenario): readonly string[] {
  if (inspiredBy.length === 0) return [];
  const sources = inspiredBy.map(({ title, publisher, date, url }) =>
    [
      url === undefined ? plain(title) : `[${plain(title)}](${url})`,
      ...[publisher, date].filter((each) => each !== undefined).map(plain),
    ].join(", "),
  );
  return [`Inspired by ${sources.join("; ")}.`];
}

/** Its picture without spoilers, and every component. */
function system(scenario: Scenario): readonly string[] {
  return [
    "## The system",
    mermaid(scenario, false),
    table(
      ["component", "what it is", "location"],
      Object.entries(scenario.stack).map(([name, of]) => [
        code(name),
        [kindText(of), of.doc ?? ("front" in of ? of.front : undefined)]
          .filter((each) => each !== undefined)
          .join(": "),
        [of.at].flat().join(", "),
      ]),
    ),
  ];
}

/** The load, its objectives, and when service counts as restored. */
function users(scenario: Scenario): readonly string[] {
  return [
    "## What users do, and must get",
    table(
      ["flow", "journey", "how often", "who"],
      Object.entries(scenario.load.flows).map(([name, { journey, rate, cohort }]) => [
        code(name),
        stepsText(scenario, journey),
        typeof rate === "number" ? `${rate}/s` : code(rate),
        `${cohort} (${scenario.load.cohorts[cohort]?.users ?? "?"})`,
      ]),
    ),
    list(
      Object.entries(scenario.slis).map(
        ([name, { counts, objective }]) => `**${name}**: ${objective} % of ${counts.join(" and ")}`,
      ),
    ),
    `Service counts as restored once all of that has held for ${formatDuration(scenario.hold)}. The drill ends after ${formatDuration(scenario.limit)} at the latest.`,
  ];
}

const code = (text: string): string => `\`${text}\``;
/** Code as it is, on one line: nothing in it means anything to Markdown. */
const inline = (text: string): string => code(text.replaceAll(/\s+/g, " ").trim());
const plain = (text: string): string =>
  text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll(/\s+/g, " ").trim();
const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join("\n");
const tidy = (parts: readonly string[]): string =>
  `${parts.filter((part) => part !== "").join("\n\n")}\n`;
const folded = (title: string, body: string): string =>
  `<details>\n<summary>${plain(title)}</summary>\n\n${body}\n</details>`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  return [
    `| ${head.join(" | ")} |`,
    `|${head.map(() => "---").join("|")}|`,
    ...rows.map(
      (row) => `| ${row.map((cell) => cell.replaceAll(/(?<!\\)\|/g, "\\|")).join(" | ")} |`,
    ),
  ].join("\n");
}

function mermaid(scenario: Scenario, spoilers: boolean): string {
  return `\`\`\`mermaid\n${mermaidOf(topologyOf(scenario, { spoilers }))}\`\`\``;
}

function kindText(of: Scenario["stack"][string]): string {
  return `${"program" in of ? code(of.program) : of.kind}${"replicas" in of && of.replicas > 1 ? ` ×${of.replicas}` : ""}`;
}

function stepsText({ load }: Scenario, journey: string): string {
  const { to, steps = [], script } = load.journeys[journey] ?? { to: "?" };
  if (script !== undefined) return `${code(script)} on ${to}`;
  return `${steps.map((step) => code(requestText(step))).join(", then ")} on ${to}`;
}

type Step = Scenario["load"]["journeys"][string]["steps"][number];

function requestText({ get, post, put, delete: remove }: Step): string {
  if (get !== undefined) return `GET ${get}`;
  if (post !== undefined) return `POST ${post}`;
  return put === undefined ? `DELETE ${remove ?? ""}` : `PUT ${put}`;
}

/** What the person on call can use: accounts, pages, and what is measured and shown. */
function tools({ stack, signals, alerts }: Scenario): readonly string[] {
  const accounts = Object.entries(stack).flatMap(([name, of]) =>
    of.kind === "mysql"
      ? Object.entries(of.accounts).map(
          ([account, { grants }]) =>
            `the account ${code(account)} on ${code(name)} (${grants.join(", ")})`,
        )
      : [],
  );
  const fronts = Object.entries(stack).flatMap(([name, of]) =>
    "front" in of && of.front !== undefined ? [`${plain(of.front)} (${code(name)})`] : [],
  );
  const shown = Object.entries(signals)
    .filter(([, { show }]) => show)
    .map(([name, { title }]) => title ?? name);
  return [
    "## What you have",
    list([
      ...accounts,
      ...fronts,
      ...(shown.length === 0 ? [] : [`on the dashboard: ${shown.map(plain).join(", ")}`]),
      ...(Object.keys(alerts).length === 0
        ? []
        : [
            `alerts that page: ${Object.values(alerts)
              .map(({ text }) => plain(text))
              .join("; ")}`,
          ]),
    ]),
  ];
}

function parameters({ params, calibrate }: Scenario): readonly string[] {
  return [
    ...(Object.keys(params).length === 0
      ? []
      : [
          folded(
            "Parameters, which say what it is about",
            table(
              ["`--set`", "when not given", "may be", "what"],
              Object.entries(params).map(([name, { default: value, min, max, values, doc }]) => [
                code(name),
                String(value),
                values?.join(", ") ??
                  (min === undefined && max === undefined ? "" : `${min ?? "…"} to ${max ?? "…"}`),
                plain(doc ?? ""),
              ]),
            ),
          ),
        ]),
    ...(Object.keys(calibrate).length === 0
      ? []
      : [
          `Measured on your machine before anything is broken, so that it hurts on each alike: ${Object.keys(calibrate).map(code).join(", ")}.`,
        ]),
  ];
}

function answers({ scenario, variant }: LoadedScenario): string {
  const { faults, mustBreak, evidence, rootCause, corrective, debrief, players } = scenario;
  return tidy([
    ...(variant === undefined ? [] : [code(`gameday run ${scenario.id} --variant ${variant}`)]),
    mermaid(scenario, true),
    `**What breaks**\n\n${list(
      Object.entries(faults).map(
        ([name, { fault, target, at, for: forMs, with: parameters }]) =>
          `${code(name)}: ${fault}${target === undefined ? "" : ` on ${target}`}${at === 0 ? "" : `, after ${formatDuration(at)}`}${forMs === undefined ? "" : `, for ${formatDuration(forMs)}`}${
            Object.keys(parameters).length === 0
              ? ""
              : ` (${Object.entries(parameters)
                  .map(
                    ([key, value]) =>
                      `${key} ${plain(typeof value === "string" ? value : JSON.stringify(value))}`,
                  )
                  .join(", ")})`
          }`,
      ),
    )}`,
    mustBreak === undefined
      ? ""
      : `**What users see** within ${formatDuration(mustBreak.within)}: ${plain(predicateWords(mustBreak.expect))}.`,
    Object.keys(evidence).length === 0
      ? ""
      : `**What can be proved**\n\n${list(Object.values(evidence).map(({ question, statement, canonical }) => `${plain(question)} **${plain(statement)}.** For example: ${inline(actionWords(canonical))}`))}`,
    acts(scenario, "What fixes it", ["correct", "partial"]),
    acts(scenario, "What does not fix it", ["wrong", "harmful"]),
    rootCause === undefined
      ? ""
      : `**Root cause** (${plain(rootCause.category)}). ${plain(rootCause.trigger)}. ${plain(rootCause.cause)}.${rootCause.contributing.length === 0 ? "" : ` Contributing factors: ${rootCause.contributing.map(plain).join("; ")}.`}`,
    Object.keys(corrective).length === 0
      ? ""
      : `**What would prevent it**\n\n${list(Object.entries(corrective).map(([name, { text, rerun }]) => `${plain(text)}${rerun === undefined ? "" : `. Prove it: ${code(`gameday run ${scenario.id}${variant === undefined ? "" : ` --variant ${variant}`} --rerun ${name}`)}`}`))}`,
    players.perfect.length === 0
      ? ""
      : `The scripted players: perfect does ${players.perfect.map(code).join(", ")}${players.wrong.length === 0 ? "" : `; wrong does ${players.wrong.map(code).join(", ")}`}.`,
    debrief.length === 0 ? "" : `**To talk about afterwards**\n\n${list(debrief.map(plain))}`,
  ]);
}

function acts(
  { mitigations }: Scenario,
  title: string,
  kinds: readonly Mitigation["kind"][],
): string {
  const listed = Object.entries(mitigations).filter(([, { kind }]) => kinds.includes(kind));
  if (listed.length === 0) return "";
  return `**${title}**\n\n${list(listed.map(([name, { kind, title: what, cost, action }]) => `${code(name)}${kind === "correct" || kind === "wrong" ? "" : ` (${kind})`}: ${plain(what)}${cost === undefined ? "" : `. ${plain(cost)}`}${action === undefined ? "" : `: ${inline(actionWords(action))}`}`))}`;
}
