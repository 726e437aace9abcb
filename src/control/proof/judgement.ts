import type { Comparison, Quantity, Scalar } from "./accept.ts";

export interface Judgement {
  readonly accepted: boolean;
  /** What was found and what was needed, without giving the answer away. */
  readonly how: string;
  /** It shows what was asked, only with another value than the one that proves it. */
  readonly near?: true;
}

export function yes(how: string): Judgement {
  return { accepted: true, how };
}

export function no(how: string): Judgement {
  return { accepted: false, how };
}

export function near(how: string): Judgement {
  return { accepted: false, how, near: true };
}

/** The first that is accepted, else the one that came nearest. */
export function best(all: readonly Judgement[]): Judgement | undefined {
  return all.find(({ accepted }) => accepted) ?? all.find((one) => one.near === true) ?? all.at(0);
}

export function resolved(quantity: Quantity): number {
  if (typeof quantity === "number") return quantity;
  throw new Error(`accept: the quantity ${quantity} was not resolved`);
}

/** Does a printed value fit? */
export function fits(printed: string, wanted: Comparison): boolean {
  if (wanted.is !== undefined && !isSame(printed, wanted.is)) return false;
  const limits = [wanted.above, wanted.below, wanted.atLeast, wanted.atMost];
  if (limits.every((limit) => limit === undefined)) return wanted.is !== undefined;
  const value = numberIn(printed);
  return value !== undefined && isWithin(value, wanted);
}

export function isWithin(value: number, { above, below, atLeast, atMost }: Comparison): boolean {
  return (
    (above === undefined || value > resolved(above)) &&
    (below === undefined || value < resolved(below)) &&
    (atLeast === undefined || value >= resolved(atLeast)) &&
    (atMost === undefined || value <= resolved(atMost))
  );
}

const truths = ["true", "1", "yes", "on", "y", "t"];
const untruths = ["false", "0", "no", "off", "n", "f"];

export function isSame(printed: string, wanted: Scalar): boolean {
  const text = bare(printed);
  if (typeof wanted === "boolean") return (wanted ? truths : untruths).includes(text);
  const word = String(wanted).trim().toLowerCase();
  if (text === word) return true;
  // MySQL prints a switch as ON, and as 1.
  if ((wanted === 1 || wanted === 0) && !/^-?[\d.]+$/.test(text))
    return (wanted === 1 ? truths : untruths).includes(text);
  return text !== "" && word !== "" && Number(text) === Number(word);
}

const bare = (printed: string): string =>
  printed
    .trim()
    .replaceAll(/^["'`]|["'`]$/g, "")
    .toLowerCase();

/** `1,234`, `12.5 %`, `3.1s` → the number; undefined when the text does not begin with one. */
export function numberIn(text: string): number | undefined {
  const [, digits] = /^\s*["']?(-?\d[\d,]*(?:\.\d+)?(?:[eE][+-]?\d+)?|-?\.\d+)/.exec(text) ?? [];
  const value = digits === undefined ? Number.NaN : Number(digits.replaceAll(",", ""));
  return Number.isFinite(value) ? value : undefined;
}

export function percent(share: number): string {
  return `${Math.round(share * 1_000) / 10} %`;
}
