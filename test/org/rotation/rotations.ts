import type { Layer, Rotation } from "../../../src/org/rotation/rotation.ts";

/** A layer of three who hand over each Monday at nine in Berlin. */
export function layer(parts: Partial<Layer> = {}): Layer {
  return {
    people: ["ana", "ben", "cleo"],
    everyDays: 7,
    handover: "09:00",
    start: "2026-01-05",
    timeZone: "Europe/Berlin",
    ...parts,
  };
}

/** A rotation of the command with these layers. */
export function rotation(
  layers: readonly Layer[] = [layer()],
  parts: Partial<Rotation> = {},
): Rotation {
  return { id: "imoc", role: "imoc", timeZone: "Europe/Berlin", layers, overrides: [], ...parts };
}

/** An instant, from its text with an offset. */
export const instant = (text: string): number => Date.parse(text);

/** An instant as UTC text, to the minute. */
export const utc = (ms: number): string => new Date(ms).toISOString().slice(0, 16);
