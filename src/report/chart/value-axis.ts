/** Values laid over pixels, `bottom` downwards; what lies outside is held at the edge. */
export interface ValueAxis {
  readonly low: number;
  readonly high: number;
  readonly top: number;
  readonly bottom: number;
  readonly y: (value: number) => number;
  /** Two or three round values to draw lines at. */
  readonly marks: readonly number[];
}

const successFloors = [0, 50, 80, 90, 95, 98, 99, 99.5, 99.9, 99.95];

function axis(
  low: number,
  high: number,
  marks: readonly number[],
  span: { top: number; bottom: number },
): ValueAxis {
  const scale = (span.bottom - span.top) / (high - low);
  return {
    low,
    high,
    ...span,
    marks,
    y: (value) => span.bottom - (Math.min(Math.max(value, low), high) - low) * scale,
  };
}

/**
 * An axis for success in percent that ends at 100 and starts low enough for `lowest` and for the
 * objective to stand clear of its floor.
 */
export function successAxis(
  lowest: number,
  objective: number,
  span: { top: number; bottom: number },
): ValueAxis {
  const shown = Math.min(lowest, objective - (100 - objective));
  const low = successFloors.findLast((floor) => floor <= shown) ?? 0;
  return axis(low, 100, [low, round((low + 100) / 2), 100], span);
}

/** An axis from zero to a round number at or above `highest`. */
export function amountAxis(highest: number, span: { top: number; bottom: number }): ValueAxis {
  const high = roundUp(highest);
  return axis(0, high, [0, high], span);
}

function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor =
    [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((candidate) => candidate * power >= value) ?? 10;
  return round(factor * power);
}

function round(value: number): number {
  return Number(value.toPrecision(6));
}
