import { formatDuration } from "../../kernel/duration.ts";
import { plural } from "../../kernel/plural.ts";

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
  const below100 = size >= 10 ? 1 : 2;
  const rounded = Number(value.toFixed(size >= 100 ? 0 : below100));
  const [whole = "0", fraction] = String(Math.abs(rounded)).split(".");
  const sign = rounded < 0 ? "−" : "";
  return `${sign}${count(Number(whole))}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** `14.1 %`. */
export function percent(value: number): string {
  return `${amount(value)} %`;
}

/** Impact, in percent-minutes: `14.1 %·min`. */
export function percentMinutes(value: number): string {
  return `${amount(value)} %·min`;
}

/** Milliseconds for a person, or the honest sentence where there is no such time. */
export function duration(ms: number | null | undefined, otherwise = "not reached"): string {
  return ms === null || ms === undefined ? otherwise : formatDuration(ms);
}

/** A time relative to the fault: `+4:12`, `−0:08`, `+1:04:12`. */
export function sinceFault(ms: number): string {
  const seconds = Math.abs(ms < 0 ? Math.ceil(ms / 1_000) : Math.floor(ms / 1_000));
  const two = (part: number): string => String(part).padStart(2, "0");
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  const clock =
    hours === 0
      ? `${minutes}:${two(seconds % 60)}`
      : `${hours}:${two(minutes)}:${two(seconds % 60)}`;
  return `${ms < 0 && seconds > 0 ? "−" : "+"}${clock}`;
}

/** `1 hint`, `3 hints`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${plural(value, one, many)}`;
}

/**
 * What follows `… were lost`: ` and 3 users were hurt`; null when the load does not say whose
 * requests failed.
 */
export function andUsersHurt(users: number | null): string {
  return users === null
    ? "; how many users were hurt is not known"
    : ` and ${counted(users, "user was", "users were")} hurt`;
}

/** `www`, `www and api`, `www, api and worker`. */
export function listed(words: readonly string[]): string {
  return words.length <= 1
    ? (words[0] ?? "")
    : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}

/** A text to stand within a sentence; names and abbreviations keep their capitals. */
export function lowerFirst(text: string): string {
  return /^[A-Z][a-z'’]* /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/** A text with one full stop at its end. */
export function stop(text: string): string {
  return /[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}

/** A text as a sentence: a capital in front, one full stop at its end. */
export function sentence(text: string): string {
  const whole = stop(text);
  return whole.charAt(0).toUpperCase() + whole.slice(1);
}
