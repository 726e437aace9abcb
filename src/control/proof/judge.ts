import type { Matching } from "../../kernel/pattern.ts";
import { shorten } from "../../kernel/shorten.ts";
import { ruleOf, type Accept, type Rule } from "./accept.ts";
import type { Shown } from "./cells.ts";
import { judgeEven } from "./even.ts";
import { best, no, yes, type Judgement } from "./judgement.ts";
import { printedTables } from "./printed-table.ts";
import { judgeShare } from "./share.ts";
import { judgeCount, judgeValue } from "./value.ts";

/**
 * Judges a proof by what a command printed. Quantities must be numbers by now. The command itself
 * matters only where its output cannot say which part of the system it is about.
 */
export async function judge(
  accept: Accept,
  { command, output }: { readonly command: string; readonly output: string },
  matching: Matching,
): Promise<Judgement> {
  if (output.trim() === "") return no("the command printed nothing");
  return judgeRule(ruleOf(accept), { command, output, tables: printedTables(output) }, matching);
}

async function judgeRule(rule: Rule, shown: Shown, matching: Matching): Promise<Judgement> {
  if ("share" in rule) return judgeShare(rule.share, shown, matching);
  if ("even" in rule) return judgeEven(rule.even, shown);
  if ("value" in rule) return judgeValue(rule.value, shown);
  if ("count" in rule) {
    const { of } = rule.count;
    return judgeCount(rule.count, shown, async (texts) =>
      (await matching(of, texts)).map((found) => found !== undefined),
    );
  }
  if ("text" in rule) return judgeText(rule.text, shown.output, matching);
  const parts = "any" in rule ? rule.any : rule.all;
  const judged: Judgement[] = [];
  for (const part of parts) judged.push(await judgeRule(part, shown, matching));
  const none = no("the output does not answer the question");
  if ("any" in rule) return best(judged) ?? none;
  return judged.find(({ accepted }) => !accepted) ?? yes(judged.map(({ how }) => how).join("; "));
}

async function judgeText(pattern: string, output: string, matching: Matching): Promise<Judgement> {
  const [found] = await matching(pattern, [output], { lines: true });
  return found === undefined
    ? no("the output does not answer the question; expected lines of the system that do")
    : yes(`the output says: ${shorten(found, 200)}`);
}
