import type { Artefact, EventInput } from "../event/event.ts";
import { didYouMean } from "../kernel/did-you-mean.ts";
import { GamedayError } from "../kernel/error.ts";
import { judge } from "./accept.ts";
import type { EvidenceQuestion } from "./port.ts";
import { plain } from "./protocol.ts";

const outputMax = 16 * 1024;

/** The artefact that a client sends with a proof: what ran, what it printed (cut at 16 KiB), how it ended. */
export function artefactArg(value: unknown): Artefact {
  const { command, output, exit } = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  if (typeof command !== "string" || typeof output !== "string") {
    throw new GamedayError("GD-C001", "a proof needs a command and what it printed", { hint: "gameday prove <finding> -- <command>" });
  }
  return { command: plain(command).slice(0, 4_000), output: plain(output).slice(0, outputMax), exit: typeof exit === "number" && Number.isInteger(exit) ? exit : 0 };
}

/** The question of an id; GD-C001 with the nearest or all ids when there is none. */
export function questionOf(evidence: Readonly<Record<string, EvidenceQuestion>>, id: string): EvidenceQuestion {
  const question = Object.hasOwn(evidence, id) ? evidence[id] : undefined;
  if (question !== undefined) return question;
  const ids = Object.keys(evidence);
  const near = didYouMean(id, ids);
  throw new GamedayError("GD-C001", `there is nothing to prove by the name "${id}"`, { hint: near === undefined ? `to prove here: ${ids.join(", ") || "nothing"}` : `did you mean "${near}"?` });
}

export interface Proof {
  readonly proved: boolean;
  readonly event: EventInput;
  readonly say: string;
}

/** Judges an artefact against a question. The finding is told only when it is proved. */
export function proof(id: string, question: EvidenceQuestion, artefact: Artefact): Proof {
  const failed = artefact.exit !== 0 && artefact.output.trim() === "";
  const { accepted, how } = failed ? { accepted: false, how: `the command failed with exit code ${artefact.exit}` } : judge(question.accept, artefact.output);
  if (accepted) return { proved: true, event: { type: "evidence.proved", data: { evidence: id, statement: question.statement, artefact, how } }, say: `Proved: ${sentence(question.statement)} It is in your backpack (${how}).` };
  return { proved: false, event: { type: "evidence.refused", data: { evidence: id, why: how, artefact } }, say: `Not proven: ${how}.` };
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
