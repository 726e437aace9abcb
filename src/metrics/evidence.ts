import type { Actor } from "../event/actor.ts";
import type { GamedayEvent } from "../event/event.ts";
import type { Artefact } from "../event/play.ts";
import type { Scenario } from "../plan/plan.ts";

/** One thing there was to find, and who proved it how. */
export interface EvidenceRecord {
  readonly id: string;
  readonly question: string;
  readonly statement: string;
  readonly weight: number;
  /** It belongs to the root cause's own evidence. */
  readonly rootCause: boolean;
  readonly proved: {
    readonly atMs: number;
    readonly seq: number;
    readonly by: Actor;
    readonly how: string;
    readonly artefact: Artefact;
    readonly unsourced?: true;
  } | null;
  /** Attempts that did not prove it. */
  readonly refused: readonly {
    readonly atMs: number;
    readonly why: string;
    readonly command: string;
  }[];
}

export interface HintRecord {
  readonly atMs: number;
  readonly about: string;
  readonly text: string;
  readonly cost: number;
}

const mostRefusals = 50;

/**
 * Collects the backpack: every piece of the scenario's evidence, proved or not, and the hints that
 * were taken.
 */
export function backpack(): {
  take(event: GamedayEvent): void;
  done(scenario: Scenario): { evidence: EvidenceRecord[]; hints: HintRecord[] };
} {
  const proved = new Map<string, EvidenceRecord["proved"] & { statement: string }>();
  const refused = new Map<string, EvidenceRecord["refused"][number][]>();
  const hints: HintRecord[] = [];
  const take = (event: GamedayEvent): void => {
    if (event.type === "hint.given") hints.push({ atMs: event.at, ...event.data });
    if (event.type === "evidence.proved" && !proved.has(event.data.evidence)) {
      proved.set(event.data.evidence, {
        atMs: event.at,
        seq: event.seq,
        by: event.by,
        how: event.data.how,
        artefact: event.data.artefact,
        ...(event.data.unsourced === true ? { unsourced: true } : {}),
        statement: event.data.statement,
      });
    }
    if (event.type !== "evidence.refused") return;
    const attempts = refused.get(event.data.evidence) ?? [];
    refused.set(event.data.evidence, attempts);
    if (attempts.length < mostRefusals)
      attempts.push({ atMs: event.at, why: event.data.why, command: event.data.artefact.command });
  };
  const done = (scenario: Scenario): { evidence: EvidenceRecord[]; hints: HintRecord[] } => ({
    hints,
    evidence: Object.entries(scenario.evidence).map(([id, { question, statement, weight }]) => {
      const { statement: told, ...proof } = proved.get(id) ?? { statement: undefined };
      return {
        id,
        question,
        statement: told ?? statement,
        weight,
        rootCause: scenario.rootCause?.evidence.includes(id) ?? false,
        proved: "atMs" in proof ? proof : null,
        refused: refused.get(id) ?? [],
      };
    }),
  });
  return { take, done };
}
