import { isOpen } from "../incident/backpack/state.ts";
import type { IncidentState } from "../incident/incident.ts";
import type { EvidenceQuestion } from "./port.ts";

export interface Hint {
  /** An evidence id, or `drill` for the drill as a whole. */
  readonly about: string;
  readonly text: string;
}

/**
 * The next hint that was not given yet and can still help: about what was asked, else about the
 * drill, else about the first finding that is open. Undefined when all is said.
 */
export function nextHint(
  incident: IncidentState,
  from: { evidence: Readonly<Record<string, EvidenceQuestion>>; general: readonly string[] },
  about?: string,
): Hint | undefined {
  const { backpack } = incident;
  const ids = Object.keys(from.evidence);
  // Hints about the drill lead to its findings: to none when none is open.
  const open = ids.length === 0 || ids.some((id) => isOpen(backpack, id));
  const general = open ? from.general.map((text) => ({ about: "drill", text })) : [];
  const ofEvidence = Object.entries(from.evidence).flatMap(([id, { hints }]) =>
    isOpen(backpack, id) ? hints.map((text) => ({ about: id, text })) : [],
  );
  return [...general, ...ofEvidence].find(
    (hint) =>
      (about === undefined || hint.about === about) &&
      !backpack.hints.some((given) => given.about === hint.about && given.text === hint.text) &&
      !isFollowed(hint.text, backpack.looks),
  );
}

/** A log, a path, a table of the server, a SHOW statement. */
const place = /\b[\w-]+\.log\b|\/[\w/;-]+\w|\b\w+_schema\.\w+|\bSHOW [A-Z ]+[A-Z]\b/g;

/** A hint that names where to look is no help to who has looked there. */
function isFollowed(said: string, looks: readonly string[]): boolean {
  const places = [...said.matchAll(place)].map(([found]) => found);
  return (
    places.length > 0 &&
    places.every((one) =>
      looks.some((command) => command.toLowerCase().includes(one.toLowerCase())),
    )
  );
}
