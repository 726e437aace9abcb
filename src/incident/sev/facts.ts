import { rowsThatHold, type Facts } from "../../org/facts.ts";
import type { IncidentState } from "../incident.ts";
import { predicateText } from "../wording.ts";

/** A row of the organisation that holds now, in words. */
export interface HoldingRow {
  readonly level: number;
  /** "SEV 0". */
  readonly label: string;
  readonly text: string;
}

/** Which severities the measured facts make, and why; the worst first. */
export function holdingRows(
  { profile, timeScale }: IncidentState,
  facts: Facts,
): readonly HoldingRow[] {
  return rowsThatHold(profile, facts, timeScale).map(({ severity: { id, label }, because }) => ({
    level: id,
    label,
    text: predicateText(because, timeScale),
  }));
}

/** One line for each; empty while nothing holds. */
export function rowsText(rows: readonly HoldingRow[]): string {
  return rows.map(({ label, text }) => `\n${label} by its rules: ${text}.`).join("");
}
