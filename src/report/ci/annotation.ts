import { plainText, withoutMentions } from "../../kernel/plain-text.ts";
import type { Judgement } from "../../verdict/judge.ts";

/** A mark that a CI shows at a line of a file, as GitHub's workflow commands have it. */
export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly title: string;
  readonly message: string;
  /** Relative to the checkout. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/**
 * `::error file=gameday/first.yaml,line=19,title=…::…`, a line that GitHub's runner takes out of a
 * job's output.
 */
export function workflowCommand({ level, title, message, file, line, column }: Annotation): string {
  const properties = Object.entries({ file, line, col: column, title }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${property(String(value))}`],
  );
  return `::${level} ${properties.join(",")}::${data(message)}`;
}

/** Where in a scenario the question is that a check answers. */
const asked: Readonly<Record<string, readonly string[]>> = {
  "must-hold": ["mustHold", "slis"],
  "must-break": ["mustBreak"],
  contained: ["mustBreak", "slis"],
  "stayed-back": ["slis"],
  baseline: ["baseline", "load"],
  "baseline-again": ["baseline", "load"],
  "faults-verified": ["faults"],
  punctual: ["load"],
  measured: ["load"],
  thresholds: ["load"],
};

/** Every finding that is no pass, at the line of the scenario that asked for it. */
export function annotationsOf(
  judgement: Judgement,
  scenario: { readonly file: string; readonly text: string },
): readonly Annotation[] {
  return judgement.findings
    .filter(({ verdict }) => verdict !== "pass")
    .map(({ check, title, verdict, text }) => ({
      level: "error",
      title: `Gameday, ${verdict === "fail" ? "not met" : "unknown"}: ${title}`,
      message: text,
      file: scenario.file,
      line: lineOf(scenario.text, asked[check] ?? []),
    }));
}

/** The first of the keys that begins a line, else the first line. */
function lineOf(text: string, keys: readonly string[]): number {
  const lines = text.split("\n");
  for (const key of keys) {
    const at = lines.findIndex((line) => line.startsWith(`${key}:`));
    if (at >= 0) return at + 1;
  }
  return 1;
}

const data = (text: string): string =>
  withoutMentions(plainText(text))
    .replaceAll("%", "%25")
    .replaceAll("\r", "%0D")
    .replaceAll("\n", "%0A");
const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
