import { formatDuration } from "../../kernel/duration.ts";
import type { Action, Predicate, SimplePredicate } from "../../plan/plan.ts";

/** What a predicate asks, for people: `api below 80 % for 5 s`. */
export function predicateWords(predicate: Predicate): string {
  if ("all" in predicate) return predicate.all.map(predicateWords).join(" and ");
  if ("any" in predicate) return predicate.any.map(predicateWords).join(" or ");
  if ("not" in predicate) return `not (${predicateWords(predicate.not)})`;
  return `${subject(predicate)} ${comparison(predicate)}${"for" in predicate && predicate.for !== undefined ? ` for ${formatDuration(predicate.for)}` : ""}`.trim();
}

function subject(predicate: SimplePredicate): string {
  if ("sli" in predicate) return `${predicate.sli} success${over(predicate.over)}`;
  if ("signal" in predicate) return predicate.signal;
  if ("flow" in predicate)
    return `${predicate.share} share of ${predicate.flow}${over(predicate.over)}`;
  if ("component" in predicate) return `${predicate.component} is ${predicate.is}`;
  return "every SLI inside its objective";
}

function over(ms: number | undefined): string {
  return ms === undefined ? "" : ` over ${formatDuration(ms)}`;
}

function comparison(predicate: SimplePredicate): string {
  if ("component" in predicate || "slis" in predicate) return "";
  const unit = "signal" in predicate ? "" : " %";
  const parts = [
    predicate.above === undefined ? "" : `above ${rounded(predicate.above)}${unit}`,
    predicate.below === undefined ? "" : `below ${rounded(predicate.below)}${unit}`,
    predicate.atLeast === undefined ? "" : `at least ${rounded(predicate.atLeast)}${unit}`,
    predicate.atMost === undefined ? "" : `at most ${rounded(predicate.atMost)}${unit}`,
    predicate.is === undefined ? "" : `is ${predicate.is}`,
  ];
  return parts.filter((part) => part !== "").join(" and ");
}

/** Limits that were worked out from a calibration need no more than two decimals. */
function rounded(value: number | string): number | string {
  return typeof value === "number" ? Math.round(value * 100) / 100 : value;
}

/** What somebody does with a tool, as the command or request that a person would type. */
export function actionWords(action: Action): string {
  if ("sql" in action) return action.sql;
  if ("http" in action) return `${action.http.method} ${action.http.to}${action.http.path}`;
  if ("killLoop" in action)
    return `kill each ${action.killLoop.scope} on ${action.killLoop.on} where ${action.killLoop.where}, every ${formatDuration(action.killLoop.every)}`;
  return `look for ${action.log.matches} in the log of ${action.log.of}`;
}
