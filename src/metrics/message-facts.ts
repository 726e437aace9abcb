/**
 * What messages said as facts, against what the drill measured: only after its end, and only from
 * fields. A fact that the drill cannot know is shown and not judged.
 */
import type { MessageFields } from "../event/message.ts";
import type { Plan } from "../plan/plan.ts";
import type { FaultRecord } from "./faults.ts";
import type { Impact } from "./impact.ts";
import type { LedgerRecord } from "./ledger.ts";

export interface Truth {
  /** Services whose users lost something, each with all names that it has. */
  readonly affected: readonly { readonly names: readonly string[] }[];
  /** The regions of what the faults targeted. */
  readonly regions: readonly string[];
  /** Acknowledged writes that are missing; null when no one measured it. */
  readonly missing: number | null;
  /** Requests of users that were lost. */
  readonly lost: number;
}

export interface FactCheck {
  readonly what: "impact" | "components" | "regions" | "data loss";
  readonly said: string;
  readonly true: string;
  /** `unknown`: words that no one can judge, or nothing was measured. */
  readonly verdict: "right" | "incomplete" | "wrong" | "unknown";
}

export function truthOf(
  plan: Plan,
  {
    impact,
    ledgers,
    faults,
  }: {
    readonly impact: Impact;
    readonly ledgers: readonly LedgerRecord[];
    readonly faults: readonly FaultRecord[];
  },
): Truth {
  const applied = faults.flatMap(({ id, appliedMs }) => (appliedMs === null ? [] : [id]));
  const hit = plan.faults.filter(({ id }) => applied.includes(id));
  const targets = new Set(hit.flatMap(({ target, members = [] }) => [target, ...members]));
  const known = ledgers.flatMap(({ missing }) => (missing === null ? [] : [missing]));
  return {
    affected: impact.services
      .filter(({ lost }) => lost > 0)
      .map(({ sli, service }) => ({ names: [...new Set([service, sli])] })),
    regions: [
      ...new Set(
        plan.bringUp
          .flatMap((step) => ("start" in step ? [step.start] : []))
          .filter(({ id, component, region }) =>
            [id, component, region].some((name) => targets.has(name)),
          )
          .map(({ region }) => region),
      ),
    ],
    missing: known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0),
    lost: impact.total.lost,
  };
}

export function checkFacts(fields: MessageFields, truth: Truth): readonly FactCheck[] {
  const { impact, components, regions, dataLoss } = fields;
  const affected = truth.affected.map(({ names }) => names);
  return [
    ...(impact === undefined
      ? []
      : [
          {
            what: "impact",
            said: impact,
            true: `requests lost: ${truth.lost}`,
            verdict: "unknown",
          } as const,
        ]),
    ...(components === undefined ? [] : [listCheck("components", components, affected)]),
    ...(regions === undefined
      ? []
      : [
          listCheck(
            "regions",
            regions,
            truth.regions.map((region) => [region]),
          ),
        ]),
    ...(dataLoss === undefined ? [] : [lossCheck(dataLoss, truth.missing)]),
  ];
}

const plain = (text: string): string => text.trim().toLowerCase();

/** Naming what was not affected is wrong, leaving out what was is incomplete. */
function listCheck(
  what: "components" | "regions",
  said: readonly string[],
  affected: readonly (readonly string[])[],
): FactCheck {
  const isMeant = (word: string, names: readonly string[]): boolean =>
    names.some((name) => plain(name) === plain(word));
  const told = { what, said: said.join(", "), true: affected.map(([name]) => name).join(", ") };
  // A fault whose place the plan does not tell proves nothing about a region.
  if (what === "regions" && affected.length === 0) return { ...told, verdict: "unknown" };
  if (said.some((word) => !affected.some((names) => isMeant(word, names))))
    return { ...told, verdict: "wrong" };
  const isWhole = affected.every((names) => said.some((word) => isMeant(word, names)));
  return { ...told, verdict: isWhole ? "right" : "incomplete" };
}

function lossCheck(said: string, missing: number | null): FactCheck {
  const what = "data loss";
  if (missing === null) return { what, said, true: "not measured", verdict: "unknown" };
  const saidNone = plain(said) === "none";
  return {
    what,
    said,
    true: missing === 0 ? "none" : `acknowledged writes missing: ${missing}`,
    verdict: saidNone === (missing === 0) ? "right" : "wrong",
  };
}
