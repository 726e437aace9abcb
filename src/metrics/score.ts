import { formatDuration } from "../kernel/duration.ts";
import type { Incident } from "./declared.ts";
import type { ActionRecord } from "./actions.ts";
import type { EvidenceRecord, HintRecord } from "./evidence.ts";
import type { TruthRecord } from "./truth-history.ts";

/** One line of the score: `points` out of `of`; a deduction has `of: 0` and negative points. */
export interface ScoreLine {
  readonly about: "contained" | "evidence" | "wrong-turns" | "claims" | "hints";
  readonly points: number;
  readonly of: number;
  readonly why: string;
}

/** 0 to 100, and how it came about. */
export interface Score {
  readonly points: number;
  readonly lines: readonly ScoreLine[];
}

export interface Scored {
  readonly truth: Pick<TruthRecord, "contained">;
  readonly incident: Incident | null;
  readonly evidence: readonly EvidenceRecord[];
  readonly wrongTurns: readonly ActionRecord[];
  readonly hints: readonly HintRecord[];
}

const weights = { contained: 50, late: 20, evidence: 35, wrongTurns: 10, claims: 5, perWrong: 5, perHarmful: 10, perClaim: 5 } as const;

/** A first score: users back in time, evidence proved by weight, no wrong turns, honest claims, less the hints. */
export function scoreOf(drill: Scored): Score {
  const byPlayers = drill.truth.contained?.by === "players";
  const lines = [contained(drill), ...evidenceLine(drill.evidence), wrongTurns(drill.wrongTurns, byPlayers), claims(drill.incident, byPlayers), ...hintLine(drill.hints)];
  const of = lines.reduce((sum, line) => sum + line.of, 0);
  const points = lines.reduce((sum, line) => sum + line.points, 0);
  return { points: Math.max(0, Math.min(100, Math.round((100 * points) / of))), lines };
}

function contained({ truth, incident }: Scored): ScoreLine {
  const line = (points: number, why: string): ScoreLine => ({ about: "contained", points, of: weights.contained, why });
  if (truth.contained === null) return line(0, "users were not back when the drill ended");
  if (truth.contained.by !== "players") return line(0, "users came back only because the fault ended");
  const deadline = incident?.deadline ?? null;
  if (deadline === null) return line(weights.contained, incident === null ? "players brought the users back; no incident was declared, so no clock ran" : "players brought the users back; this level has no target");
  if (deadline.kept) return line(weights.contained, `players brought the users back ${formatDuration(deadline.marginMs ?? 0)} before the deadline`);
  return line(weights.late, `players brought the users back, ${formatDuration(-(deadline.marginMs ?? 0))} after the deadline`);
}

function evidenceLine(evidence: readonly EvidenceRecord[]): ScoreLine[] {
  const all = evidence.reduce((sum, { weight }) => sum + weight, 0);
  if (all === 0) return [];
  const proved = evidence.filter((one) => one.proved !== null);
  const share = proved.reduce((sum, { weight }) => sum + weight, 0) / all;
  return [{ about: "evidence", points: round(weights.evidence * share), of: weights.evidence, why: `${proved.length} of ${evidence.length} pieces of evidence proved, ${Math.round(share * 100)} % by weight` }];
}

/** Doing nothing is not doing nothing wrong: these points are earned with the users' return. */
function wrongTurns(turns: readonly ActionRecord[], byPlayers: boolean): ScoreLine {
  const line = (points: number, why: string): ScoreLine => ({ about: "wrong-turns", points, of: weights.wrongTurns, why });
  const cost = turns.reduce((sum, { kind }) => sum + (kind === "harmful" ? weights.perHarmful : weights.perWrong), 0);
  if (turns.length > 0) return line(byPlayers ? Math.max(0, weights.wrongTurns - cost) : 0, `wrong turns: ${turns.map(({ title }) => title).join(", ")}`);
  return byPlayers ? line(weights.wrongTurns, "no wrong turns") : line(0, "nothing that was done brought the users back");
}

function claims(incident: Incident | null, byPlayers: boolean): ScoreLine {
  const line = (points: number, why: string): ScoreLine => ({ about: "claims", points, of: weights.claims, why });
  const made = incident?.claims ?? [];
  const early = made.filter(({ premature }) => premature).length;
  if (early > 0) return line(byPlayers ? Math.max(0, weights.claims - early * weights.perClaim) : 0, early === 1 ? "called mitigated once before it was true" : `called mitigated ${early} times before it was true`);
  if (made.length === 0) return line(0, "nobody called it mitigated");
  return byPlayers ? line(weights.claims, "called mitigated when it was true") : line(0, "called mitigated, but not by the players' merit");
}

function hintLine(hints: readonly HintRecord[]): ScoreLine[] {
  if (hints.length === 0) return [];
  const cost = hints.reduce((sum, hint) => sum + hint.cost, 0);
  return [{ about: "hints", points: -cost, of: 0, why: `${hints.length} ${hints.length === 1 ? "hint" : "hints"} taken` }];
}

const round = (value: number): number => Math.round(value * 10) / 10;
