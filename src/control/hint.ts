import type { IncidentState } from "../incident/incident.ts";
import type { EvidenceQuestion } from "./port.ts";

export interface Hint {
  /** An evidence id, or `drill` for the drill as a whole. */
  readonly about: string;
  readonly text: string;
}

/**
 * The next hint that was not given yet: about what was asked, else about the drill, else about the
 * first finding that is not proved. Undefined when all is said.
 */
export function nextHint(
  incident: IncidentState,
  from: { evidence: Readonly<Record<string, EvidenceQuestion>>; general: readonly string[] },
  about?: string,
): Hint | undefined {
  const general = from.general.map((text) => ({ about: "drill", text }));
  const ofEvidence = Object.entries(from.evidence).flatMap(([id, { hints }]) =>
    incident.backpack.proved.includes(id) ? [] : hints.map((text) => ({ about: id, text })),
  );
  const asked = [...general, ...ofEvidence].filter(
    (hint) => about === undefined || hint.about === about,
  );
  return asked.find(
    (hint) =>
      !incident.backpack.hints.some(
        (given) => given.about === hint.about && given.text === hint.text,
      ),
  );
}
