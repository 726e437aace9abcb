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
    /** Answered by what monitoring had recorded. */
    readonly recorded?: number;
  } | null;
  /** What people did made its proof impossible: neither proved nor missed. */
  readonly retired?: { readonly atMs: number; readonly mitigation: string };
  /** Tried before the fault: what proves it must prove nothing of a healthy system. */
  readonly rehearsed?: { readonly proves: boolean; readonly how: string };
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
  const retired = new Map<string, NonNullable<EvidenceRecord["retired"]>>();
  const rehearsed = new Map<string, NonNullable<EvidenceRecord["rehearsed"]>>();
  const hints: HintRecord[] = [];
  const take = (event: GamedayEvent): void => {
    if (event.type === "hint.given") hints.push({ atMs: event.at, ...event.data });
    if (event.type === "evidence.retired" && event.data.recorded === undefined)
      retired.set(event.data.evidence, { atMs: event.at, mitigation: event.data.mitigation });
    if (event.type === "evidence.rehearsed")
      rehearsed.set(event.data.evidence, { proves: event.data.proves, how: event.data.how });
    if (event.type === "evidence.proved" && !proved.has(event.data.evidence)) {
      proved.set(event.data.evidence, {
        atMs: event.at,
        seq: event.seq,
        by: event.by,
        how: event.data.how,
        artefact: event.data.artefact,
        ...(event.data.unsourced === true ? { unsourced: true } : {}),
        ...(event.data.recorded === undefined ? {} : { recorded: event.data.recorded }),
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
        ...("atMs" in proof ? {} : given("retired", retired.get(id))),
        ...given("rehearsed", rehearsed.get(id)),
        refused: refused.get(id) ?? [],
      };
    }),
  });
  return { take, done };
}

function given<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);
}

/** What there was to prove: a retired question was neither missed nor answered. */
export function asked(all: readonly EvidenceRecord[]): readonly EvidenceRecord[] {
  return all.filter(({ retired }) => retired === undefined);
}
