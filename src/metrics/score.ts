import type { Actor } from "../event/actor.ts";
import { formatDuration } from "../kernel/duration.ts";
import type { Profile } from "../org/profile.ts";
import type { ActionRecord } from "./actions.ts";
import type { Incident } from "./declared.ts";
import { asked, type EvidenceRecord, type HintRecord } from "./evidence.ts";
import type { PeopleRecord } from "./people.ts";
import type { TruthRecord } from "./truth-history.ts";

/** One line of the score: `points` out of `of`; a deduction has `of: 0` and negative points. */
export interface ScoreLine {
  readonly about: "contained" | "evidence" | "process" | "wrong-turns" | "claims" | "hints";
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
  readonly people: Pick<PeopleRecord, "people">;
  readonly evidence: readonly EvidenceRecord[];
  readonly wrongTurns: readonly ActionRecord[];
  readonly hints: readonly HintRecord[];
}

/** Of the points for bringing users back, what is left when it took longer than the target. */
const lateShare = 0.4;

/**
 * A first score by the profile's weights: service restored in time, evidence proved by weight,
 * the process followed; minus wrong turns, early claims and hints.
 */
export function scoreOf(drill: Scored, weights: Profile["scoring"]): Score {
  const lines = [
    contained(drill, weights),
    ...evidence(drill.evidence, weights),
    process(drill, weights),
    ...wrongTurns(drill.wrongTurns, weights),
    ...claims(drill.incident, weights),
    ...hints(drill.hints),
  ];
  const of = lines.reduce((sum, line) => sum + line.of, 0);
  const points = lines.reduce((sum, line) => sum + line.points, 0);
  return {
    points: of === 0 ? 0 : Math.max(0, Math.min(100, Math.round((100 * points) / of))),
    lines,
  };
}

function contained({ truth, incident }: Scored, weights: Profile["scoring"]): ScoreLine {
  const line = (points: number, why: string): ScoreLine => ({
    about: "contained",
    points: round(points),
    of: weights.contained,
    why,
  });
  if (truth.contained === null) return line(0, "service was not restored before the drill ended");
  if (truth.contained.by === "itself")
    return line(0, "service came back by itself: no action on record explains it");
  if (truth.contained.by !== "players")
    return line(0, "service came back only because the fault ended");
  const deadline = incident?.deadline ?? null;
  if (incident === null)
    return line(
      weights.contained,
      "responders restored service; no incident was declared, so no clock ran",
    );
  if (deadline === null)
    return line(weights.contained, "responders restored service; this severity has no target");
  if (deadline.kept)
    return line(
      weights.contained,
      `responders restored service ${formatDuration(deadline.marginMs ?? 0)} before the deadline`,
    );
  return line(
    weights.contained * lateShare,
    `responders restored service ${formatDuration(-(deadline.marginMs ?? 0))} after the deadline`,
  );
}

function evidence(given: readonly EvidenceRecord[], weights: Profile["scoring"]): ScoreLine[] {
  const all = asked(given);
  const retired = given.length - all.length;
  const total = all.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return [];
  const proved = all.filter((one) => one.proved !== null);
  const share = proved.reduce((sum, { weight }) => sum + weight, 0) / total;
  return [
    {
      about: "evidence",
      points: round(weights.evidence * share),
      of: weights.evidence,
      why:
        `${proved.length} of ${all.length} pieces of evidence proved, ` +
        `${Math.round(share * 100)} % by weight` +
        (retired === 0 ? "" : `; ${retired} retired, which costs nothing`),
    },
  ];
}

/**
 * Doing nothing is not doing nothing wrong: these points are earned only once service is restored.
 * What a bot did in its role is neither earned nor missed.
 */
function process({ truth, incident, people }: Scored, weights: Profile["scoring"]): ScoreLine {
  const line = (points: number, why: string): ScoreLine => ({
    about: "process",
    points: round(points),
    of: weights.process,
    why,
  });
  if (truth.contained?.by !== "players") return line(0, "no action restored service");
  if (incident === null) return line(0, "no incident was declared");
  const bots = new Set(people.people.flatMap(({ person, as }) => (as === "bot" ? [person] : [])));
  const own = ({ by }: { readonly by: Actor }): boolean => !bots.has(by.id);
  const { states, updates } = incident;
  const acks = states.filter(({ state }) => state === "acknowledged");
  const byBot = acks.length > 0 && !acks.some(own);
  const steps: Record<string, boolean> = {
    "declared before service was restored":
      incident.declaredMs < truth.contained.atMs && own({ by: incident.declaredBy }),
    ...(byBot ? {} : { acknowledged: acks.length > 0 }),
    "an update sent": updates.some(own),
    "called mitigated": states.some((one) => one.state === "mitigated" && own(one)),
  };
  const missed = Object.keys(steps).filter((step) => steps[step] !== true);
  const share = 1 - missed.length / Object.keys(steps).length;
  const done = byBot
    ? "declared in time, updated, called mitigated"
    : "declared in time, acknowledged, updated, called mitigated";
  const said = missed.length === 0 ? done : `missing: ${missed.join(", ")}`;
  return line(weights.process * share, byBot ? `${said}; a bot acknowledged` : said);
}

function wrongTurns(turns: readonly ActionRecord[], weights: Profile["scoring"]): ScoreLine[] {
  if (turns.length === 0) return [];
  const cost = turns.reduce(
    (sum, { kind }) => sum + (kind === "harmful" ? 2 : 1) * weights.wrongTurn,
    0,
  );
  return [
    {
      about: "wrong-turns",
      points: -cost,
      of: 0,
      why: turns.map(({ title, kind }) => `${title} (${kind})`).join(", "),
    },
  ];
}

function claims(incident: Incident | null, weights: Profile["scoring"]): ScoreLine[] {
  const said = incident?.saidTooEarly ?? [];
  const early = said.length;
  const words = said.every(({ state }) => state === "mitigated") ? "mitigated" : "over";
  return early === 0
    ? []
    : [
        {
          about: "claims",
          points: -early * weights.premature,
          of: 0,
          why: `declared ${words} too early (${early === 1 ? "once" : `${early} times`})`,
        },
      ];
}

function hints(taken: readonly HintRecord[]): ScoreLine[] {
  const cost = taken.reduce((sum, hint) => sum + hint.cost, 0);
  return taken.length === 0
    ? []
    : [
        {
          about: "hints",
          points: -cost,
          of: 0,
          why: `${taken.length} ${taken.length === 1 ? "hint" : "hints"} taken`,
        },
      ];
}

const round = (value: number): number => Math.round(value * 10) / 10;
