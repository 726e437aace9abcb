/**
 * From what three senders met in the same turns to rows that say met, missed, or that the machine
 * was too noisy to tell.
 */
import { median, resultOf, type BenchResult, type Runs } from "./result.ts";

/** One run of one sender. Lateness is Infinity when requests are missing. */
export interface Run {
  /** p99 of lateness over the run, ms. */
  readonly late: number;
  /**
   * p99 of lateness in the middle one of its slices of 100 ms: what is left when the machine's
   * stops are not looked at.
   */
  readonly usual: number;
  /** Ms of CPU for 1,000 requests. */
  readonly cpu: number;
}

/** Runs one right after the other. */
export interface Turn {
  readonly bare: Run;
  readonly ours: Run;
  readonly peer: Run;
}

/**
 * A bare sender later than this was held up by the machine: its own timers make it late by a little
 * more than 1 ms.
 */
const bareLateMs = 5;
/** A sender later than this falls behind its schedule. */
const behindMs = 100;

/**
 * p99 of lateness at a rate, over everything. Turns in which the bare sender itself was late are
 * left out, for all three.
 */
export function latenessRow(rate: number, turns: readonly Turn[], peerName: string): BenchResult {
  return lateRow(`load-late-${rate}`, "late", rate, turns, peerName);
}

/** p99 of lateness at a rate as it usually is: of the middle one of many slices of a run. */
export function usualLatenessRow(
  rate: number,
  turns: readonly Turn[],
  peerName: string,
): BenchResult {
  return lateRow(`load-late-usual-${rate}`, "usual", rate, turns, peerName);
}

function lateRow(
  name: string,
  of: "late" | "usual",
  rate: number,
  turns: readonly Turn[],
  peerName: string,
): BenchResult {
  const quiet = turns.filter(({ bare }) => bare[of] <= bareLateMs);
  const runs = column(isMost(quiet, turns) ? quiet : turns, of);
  return resultOf({
    name,
    unit: "ms",
    peerName,
    runs,
    floor: { of: "ours", atMost: median(runs.bare ?? []) * 1.5 + 1 },
    goal: { of: "ratio", atMost: 1 },
    unknown: isMost(quiet, turns)
      ? behind(rate, runs)
      : `the bare sender itself was late in ${turns.length - quiet.length} of ${turns.length} turns: machine too noisy to tell`,
  });
}

/** A row of what 1,000 requests cost at a rate. */
export function costRow(rate: number, turns: readonly Turn[], peerName: string): BenchResult {
  const runs = column(turns.map(costed), "cpu");
  const unread = [...runs.ours, ...runs.peer, ...(runs.bare ?? [])].filter(
    (cost) => !(cost > 0),
  ).length;
  const bare = (runs.bare ?? []).toSorted((a, b) => a - b);
  // The middle three of five.
  const spread = ((bare.at(-2) ?? Number.NaN) - (bare[1] ?? Number.NaN)) / median(bare);
  return resultOf({
    name: `load-cpu-${rate}`,
    unit: "ms per 1,000 requests",
    peerName,
    runs,
    floor: { of: "ratio", atMost: 0.5 },
    goal: { of: "ratio", atMost: 0.5 },
    unknown: unreadable(unread, spread) ?? behind(rate, column(turns, "late")),
  });
}

function unreadable(unread: number, spread: number): string | undefined {
  if (unread > 0) return `the cost could not be read in ${unread} of the runs`;
  if (spread <= 0.3) return undefined;
  return `the bare sender's own cost varied by ${Math.round(spread * 100)} %: machine too noisy to tell`;
}

/** What was asked and never sent costs little: that is no merit. */
function costed({ ours, ...others }: Turn): Turn {
  return {
    ...others,
    ours: ours.late > behindMs ? { ...ours, cpu: Number.POSITIVE_INFINITY } : ours,
  };
}

/**
 * The rate that each holds, one figure a turn. Undefined: not even the lowest rate, or not measured
 * because the machine was too noisy.
 */
export interface Held {
  readonly bare: number | undefined;
  readonly ours: number | undefined;
  readonly peer: number | undefined;
}

/**
 * The row of rates held. A turn in which the bare sender or the peer held nothing has nothing to
 * compare with.
 */
export function heldRow(turns: readonly Held[], peerName: string): BenchResult {
  const quiet = turns.filter(({ bare, peer }) => bare !== undefined && peer !== undefined);
  const used = isMost(quiet, turns) ? quiet : turns;
  const figures = (of: keyof Held): number[] => used.map((turn) => turn[of] ?? 0);
  return resultOf({
    name: "load-sustained",
    unit: "req/s",
    peerName,
    runs: { ours: figures("ours"), peer: figures("peer"), bare: figures("bare") },
    floor: { of: "ratio", atLeast: 2 },
    goal: { of: "ratio", atLeast: 3 },
    unknown: isMost(quiet, turns)
      ? undefined
      : `the bare sender or ${peerName} held no rate at all in ${turns.length - quiet.length} of ${turns.length} turns: machine too noisy to tell`,
  });
}

function column(turns: readonly Turn[], of: keyof Run): Runs {
  return {
    ours: turns.map(({ ours }) => ours[of]),
    peer: turns.map(({ peer }) => peer[of]),
    bare: turns.map(({ bare }) => bare[of]),
  };
}

function isMost(part: readonly unknown[], whole: readonly unknown[]): boolean {
  return part.length * 2 > whole.length;
}

function behind(rate: number, late: Runs): string | undefined {
  return median(late.peer) > behindMs
    ? `the peer does not keep up with ${rate}/s here, so there is nothing to compare with`
    : undefined;
}
