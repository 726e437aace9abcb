import type { ComparedFigure } from "../../metrics/compare.ts";
import type { RunLine } from "../../metrics/run-line.ts";
import { count, percentMinutes } from "../../wording/figure.ts";
import { duration } from "../../wording/duration.ts";

/** A figure of two runs as cells: what, first, second, difference. */
export function comparedRow(figure: ComparedFigure): readonly [string, string, string, string] {
  return [
    figure.what,
    valueWords(figure, figure.first),
    valueWords(figure, figure.second),
    differenceWords(figure),
  ];
}

function valueWords({ id, unit, better }: ComparedFigure, value: number | string | null): string {
  if (value === null) return unit === "ms" && better !== "neither" ? "never" : "–";
  if (typeof value === "string") return value;
  return id === "hurt-for" && value === 0 ? "not at all" : amountWords(unit, value);
}

function amountWords(unit: ComparedFigure["unit"], value: number): string {
  if (unit === "ms") return duration(value);
  return unit === "percentMinutes" ? percentMinutes(value) : count(value);
}

/** How the second differs from the first; a sign and a word, so that no colour is needed. */
function differenceWords({ unit, first, second, better }: ComparedFigure): string {
  if (first === second) return "the same";
  const word = verdictOn(better);
  if (typeof first !== "number" || typeof second !== "number")
    return word === "" ? "not comparable" : word.trim();
  const by = unit === "ms" ? apart(first, second) : Math.abs(second - first);
  return by === 0 ? "the same" : `${second > first ? "+" : "−"}${amountWords(unit, by)}${word}`;
}

function verdictOn(better: ComparedFigure["better"]): string {
  if (better === "second") return " better";
  return better === "first" ? " worse" : "";
}

/** The difference of two durations as they are shown, or the reader's own sum would not agree. */
function apart(first: number, second: number): number {
  const shown = (ms: number): number =>
    ms < 1_000 ? Math.round(ms) : Math.round(ms / 1_000) * 1_000;
  return Math.abs(shown(second) - shown(first));
}

/** The comparison in one sentence. */
export function resultWords(
  [first, second]: readonly [RunLine, RunLine],
  figures: readonly ComparedFigure[],
): string {
  const silent = [first, second].flatMap((run, index) =>
    saysNothing(run, index === 0 ? "first" : "second"),
  );
  if (silent.length > 0) return `the two runs cannot be compared: ${silent.join(", and ")}`;
  const back = figures.find(({ id }) => id === "restored-after");
  if (first.hurtMs === 0 && second.hurtMs === 0) return "no user was affected in either run";
  if (first.hurtMs !== 0 && second.hurtMs === 0)
    return `users were affected for ${duration(first.hurtMs)} in the first run and not at all in the second`;
  if (first.hurtMs === 0)
    return `users were not affected in the first run, and for ${duration(second.hurtMs)} in the second`;
  if (typeof back?.first === "number" && typeof back.second === "number") {
    const by = apart(back.first, back.second);
    return by < 1_000
      ? `service was restored after ${duration(back.first)} in both runs`
      : `the second run restored service ${duration(by)} ` +
          `${back.second < back.first ? "faster" : "slower"} than the first: ` +
          `${duration(back.second)} against ${duration(back.first)}`;
  }
  if (typeof back?.second === "number")
    return `service was restored after ${duration(back.second)} in the second run, and never in the first`;
  if (typeof back?.first === "number")
    return `service was restored after ${duration(back.first)} in the first run, and never in the second`;
  return "service was restored in neither run";
}

/** Why a run's figures cannot be held against another's. */
function saysNothing({ hurtMs, verdict }: RunLine, which: string): readonly string[] {
  if (hurtMs === null) return [`no fault was applied in the ${which}`];
  return verdict === "unknown" ? [`the verdict of the ${which} is unknown`] : [];
}
