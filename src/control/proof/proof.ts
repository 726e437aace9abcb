import type { EventInput } from "../../event/event.ts";
import type { Artefact } from "../../event/play.ts";
import { didYouMean } from "../../kernel/did-you-mean.ts";
import { GamedayError } from "../../kernel/error.ts";
import { shorten } from "../../kernel/shorten.ts";
import type { Matching } from "../../kernel/pattern.ts";
import { stop } from "../../wording/text.ts";
import { judge } from "./judge.ts";
import { no, type Judgement } from "./judgement.ts";
import type { EvidenceQuestion } from "../port.ts";
import { plain } from "../protocol.ts";
import { sourceOf, type Source } from "./source.ts";

const outputMax = 16 * 1024;

/**
 * The artefact that a client sends with a proof: what ran, what it printed (cut at 16 KiB), how it
 * ended.
 */
export function artefactArg(value: unknown): Artefact {
  const { command, output, exit } =
    typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  if (typeof command !== "string" || typeof output !== "string") {
    throw new GamedayError("GD-C001", "a proof needs a command and what it printed", {
      hint: 'for example: gameday prove source -- gameday sql -e "SHOW FULL PROCESSLIST"',
    });
  }
  return {
    command: shorten(plain(command), 4_000),
    output: plain(output).slice(0, outputMax),
    exit: typeof exit === "number" && Number.isInteger(exit) ? exit : 0,
  };
}

/** The question of an id; GD-C001 with the nearest or all ids when there is none. */
export function questionOf(
  evidence: Readonly<Record<string, EvidenceQuestion>>,
  id: string,
): EvidenceQuestion {
  const question = Object.hasOwn(evidence, id) ? evidence[id] : undefined;
  if (question !== undefined) return question;
  const ids = Object.keys(evidence);
  const near = didYouMean(id, ids);
  throw new GamedayError("GD-C001", `there is nothing to prove by the name "${id}"`, {
    hint:
      near === undefined
        ? `to prove here: ${ids.join(", ") || "nothing"}`
        : `did you mean "${near}"?`,
  });
}

export interface Proof {
  readonly proved: boolean;
  /** It shows what was asked, with another value than the one that proves it. */
  readonly near: boolean;
  readonly event: EventInput;
  readonly say: string;
}

/**
 * The command word by word, as a client sends it beside the artefact; from its text, roughly, where
 * it does not.
 */
export function wordsArg(value: unknown, { command }: Artefact): readonly string[] {
  return Array.isArray(value) && value.every((word) => typeof word === "string")
    ? value
    : ["sh", "-c", command];
}

/**
 * Judges an artefact against a question; `words` are of a command that a person typed, a scripted
 * player's tools have none. The finding is revealed only when it is proved.
 */
export async function proof(
  id: string,
  question: EvidenceQuestion,
  artefact: Artefact,
  {
    words,
    matching,
  }: { readonly words: readonly string[] | undefined; readonly matching: Matching },
): Promise<Proof> {
  const source = words === undefined ? "system" : sourceOf(words);
  const { accepted, how, near = false } = await judged(question, artefact, source, matching);
  const unsourced = source === "unknown";
  if (accepted)
    return {
      proved: true,
      near,
      event: {
        type: "evidence.proved",
        data: {
          evidence: id,
          statement: question.statement,
          artefact,
          how,
          ...(unsourced ? { unsourced } : {}),
        },
      },
      say:
        `Proved: ${stop(question.statement)} It is in your backpack ` +
        `(${how}${unsourced ? "; marked as unsourced: nothing in the command is known to look at the system" : ""}).`,
    };
  return {
    proved: false,
    near,
    event: { type: "evidence.refused", data: { evidence: id, why: how, artefact } },
    say: `Not proven: ${how}.`,
  };
}

/**
 * What the team's own fix has changed is answered by what monitoring recorded before it, to who
 * looks at the right thing.
 */
export function answeredBefore(answer: {
  readonly id: string;
  readonly question: EvidenceQuestion;
  readonly artefact: Artefact;
  readonly recorded: number;
}): Pick<Proof, "event" | "say"> {
  const { id, question, artefact, recorded } = answer;
  const how = "it shows what is there now; monitoring recorded what proves it before that changed";
  return {
    event: {
      type: "evidence.proved",
      data: { evidence: id, statement: question.statement, artefact, how, recorded },
    },
    say: `Proved: ${stop(question.statement)} It is in your backpack (${how}).`,
  };
}

async function judged(
  { accept, expects }: EvidenceQuestion,
  { command, output, exit }: Artefact,
  source: Source,
  matching: Matching,
): Promise<Judgement> {
  if (source === "prints") return no("the command only prints text given to it, and reads nothing");
  if (exit !== 0 && output.trim() === "") return no(`the command failed with exit code ${exit}`);
  if (output.trim() === "") return no("the command printed nothing");
  const judgement = await judge(accept, { command, output }, matching);
  const { accepted, near } = judgement;
  return expects === undefined || accepted || near === true
    ? judgement
    : no(`the output does not answer the question; expected ${expects}`);
}
