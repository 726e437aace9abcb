import type { GamedayEvent } from "../event/event.ts";

/**
 * What became of the acknowledged writes, by the ledger at the end of the response phase.
 */
export interface LedgerRecord {
  readonly signal: string;
  readonly acknowledged: number;
  /** Not in a database that takes writes; null when none could be asked. */
  readonly missing: number | null;
  /** In words: where the missing ones are. */
  readonly where: string;
  readonly allowed: number;
  /**
   * The most that were missing at one time during the response phase; null when this could never be
   * read.
   */
  readonly worst: number | null;
  /**
   * The stretch of time that data was lost from: from the oldest missing write to the fault, or to
   * the newest one where that is later. 0 without any.
   */
  readonly rpoMs: number | null;
}

/** Collects what the probes of ledgers concluded. */
export function ledgerRecords(): {
  take(event: GamedayEvent): void;
  done(faultMs: number | null): readonly LedgerRecord[];
} {
  const worst = new Map<string, number>();
  // A database that healing brings back does not have yet what others took meanwhile: no one lost
  // that.
  let healing = false;
  const found: {
    at: number;
    signal: string;
    facts: Readonly<Record<string, number | string | null>>;
  }[] = [];
  return {
    take: (event) => {
      healing ||= event.type === "heal.started";
      if (
        !healing &&
        event.type === "probe.sample" &&
        event.data.keys !== undefined &&
        typeof event.data.value === "number"
      )
        worst.set(event.data.signal, Math.max(worst.get(event.data.signal) ?? 0, event.data.value));
      if (event.type === "probe.concluded" && event.data.probe === "ledger")
        found.push({ at: event.at, signal: event.data.signal, facts: event.data.facts });
    },
    done: (faultMs) =>
      found.map(({ at, signal, facts }) => ({
        ...recordOf(at, signal, facts, faultMs),
        worst: worst.get(signal) ?? null,
      })),
  };
}

function recordOf(
  at: number,
  signal: string,
  facts: Readonly<Record<string, number | string | null>>,
  faultMs: number | null,
): Omit<LedgerRecord, "worst"> {
  const number = (name: string): number | null =>
    typeof facts[name] === "number" ? facts[name] : null;
  const missing = number("missing");
  const [oldestAgo, newestAgo] = [number("oldestAgoMs"), number("newestAgoMs")];
  const oldest = oldestAgo === null ? null : at - oldestAgo;
  const newest = newestAgo === null ? null : at - newestAgo;
  const lostMs =
    oldest === null || newest === null
      ? 0
      : Math.round(Math.max(newest, faultMs ?? newest) - oldest);
  const rpoMs = missing === null ? null : lostMs;
  return {
    signal,
    acknowledged: number("acknowledged") ?? 0,
    missing,
    where: String(facts["where"] ?? ""),
    allowed: number("allowed") ?? 0,
    rpoMs,
  };
}
