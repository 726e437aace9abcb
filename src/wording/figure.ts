/** Numbers as people read them. One rule of rounding each, wherever a number is shown. */
import { plural } from "../kernel/plural.ts";

/** A whole number with thousands set off: `96,040`. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/**
 * A number for a person: whole from 100 on, one decimal from 10 on, else two; without trailing
 * zeros.
 */
export function amount(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return fixed(value, 0);
  return fixed(value, size >= 10 ? 1 : 2);
}

function fixed(value: number, decimals: number): string {
  const rounded = Number(value.toFixed(decimals));
  const [whole = "0", fraction] = String(Math.abs(rounded)).split(".");
  const sign = rounded < 0 ? "−" : "";
  return `${sign}${count(Number(whole))}${fraction === undefined ? "" : `.${fraction}`}`;
}

/**
 * `14.1 %`. Between 99 and 100 the hundredths count, and what is not all is never shown as 100.
 */
export function percent(value: number): string {
  if (value > 99 && value < 100) return `${fixed(Math.floor(value * 100) / 100, 2)} %`;
  return `${amount(value)} %`;
}

/** Impact, in percent-minutes: `14.1 %·min`. */
export function percentMinutes(value: number): string {
  return `${amount(value)} %·min`;
}

/** A measured value with its unit: `36.7 queries/s`, `36.7/s`. */
export function measured(value: number, unit: string): string {
  return `${amount(value)}${unit === "" || unit.startsWith("/") ? "" : " "}${unit}`;
}

/** Milliseconds of latency: `304 ms`, `1.2 s`. */
export function latency(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${fixed(ms / 1_000, 1)} s`;
}

/** `1 hint`, `3 hints`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${plural(value, one, many)}`;
}

/**
 * What follows `… were lost`: ` and 3 users were affected`; null when the load does not say whose
 * requests failed.
 */
export function andUsersAffected(users: number | null): string {
  return users === null
    ? "; how many users were affected is not known"
    : ` and ${counted(users, "user was", "users were")} affected`;
}
