import { formatDuration } from "../kernel/duration.ts";
import type { Predicate, SimplePredicate } from "../plan/plan.ts";

/** What a predicate asks, for people: `api success below 80 % over 5 s and load above 10`. */
export function predicateWords(predicate: Predicate): string {
  if ("all" in predicate) return predicate.all.map(grouped).join(" and ");
  if ("any" in predicate) return predicate.any.map(grouped).join(" or ");
  if ("not" in predicate) return `not (${predicateWords(predicate.not)})`;
  const over =
    "over" in predicate && predicate.over !== undefined
      ? ` over ${formatDuration(predicate.over)}`
      : "";
  const held = predicate.for === undefined ? "" : ` for ${formatDuration(predicate.for)}`;
  return `${simple(predicate)}${over}${held}`;
}

function grouped(predicate: Predicate): string {
  const text = predicateWords(predicate);
  return "all" in predicate || "any" in predicate ? `(${text})` : text;
}

function simple(predicate: SimplePredicate): string {
  if ("slis" in predicate) return "every SLI within its objective";
  if ("component" in predicate)
    return predicate.is === "restarted"
      ? `${predicate.component} restarted`
      : `${predicate.component} is ${predicate.is}`;
  return `${subject(predicate)} ${comparison(predicate)}`.trim();
}

type Compared = Extract<SimplePredicate, { sli: string } | { signal: string } | { flow: string }>;

function subject(predicate: Compared): string {
  if ("sli" in predicate) return `${predicate.sli} success`;
  return "signal" in predicate ? predicate.signal : `${predicate.share} share of ${predicate.flow}`;
}

function comparison(predicate: Compared): string {
  const unit = "signal" in predicate ? "" : " %";
  const limits = (
    [
      ["above", predicate.above],
      ["below", predicate.below],
      ["at least", predicate.atLeast],
      ["at most", predicate.atMost],
    ] as const
  ).flatMap(([word, value]) => (value === undefined ? [] : [`${word} ${rounded(value)}${unit}`]));
  const equal = predicate.is === undefined ? [] : [`is ${String(predicate.is)}`];
  return [...equal, ...limits].join(" and ");
}

/** Limits that were worked out from a calibration need no more than two decimals. */
function rounded(value: number | string): number | string {
  return typeof value === "number" ? Math.round(value * 100) / 100 : value;
}
