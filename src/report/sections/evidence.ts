import { asked, type EvidenceRecord } from "../../metrics/evidence.ts";
import type { Context } from "../context.ts";
import type { Verbatim } from "../markdown.ts";
import { actorWords } from "../../wording/actor.ts";
import { count, counted } from "../../wording/figure.ts";
import { sentence } from "../../wording/text.ts";
import { actionWords } from "../../wording/action.ts";
import type { Section } from "./section.ts";

interface Item {
  readonly proved: boolean;
  readonly title: string;
  readonly question: string;
  readonly status: string;
  readonly command: Verbatim;
  readonly output: Verbatim;
}

const mostLines = 14;
const mostCharacters = 1_600;

/** The evidence backpack: what was proved, by which command and output, and what was not. */
export const evidence: Section = {
  id: "evidence",
  title: "Evidence backpack",
  view: (context) => {
    const { evidence: all } = context.summary;
    // Statements are answers: who has not met the fault yet shall not read them.
    if (all.length === 0 || context.faultMs === null || context.summary.drill.kind === "Test")
      return undefined;
    const order = [
      ...all
        .filter(({ proved }) => proved !== null)
        .toSorted((a, b) => (a.proved?.atMs ?? 0) - (b.proved?.atMs ?? 0)),
      ...all.filter(({ proved }) => proved === null),
    ];
    return {
      note: note(context),
      items: order.map((record) => item(record, context)),
      refused: refusals(context),
    };
  },
};

function note({ summary }: Context): string {
  const proved = summary.evidence.filter((record) => record.proved !== null);
  const hints = summary.hints.length === 0 ? "no hint" : counted(summary.hints.length, "hint");
  const cause =
    summary.moments.diagnosed === null
      ? "Evidence of the root cause is incomplete."
      : "Evidence of the root cause is complete.";
  return (
    `${count(proved.length)} of ${counted(asked(summary.evidence).length, "question")} answered ` +
    `with proof, with ${hints}. ${cause} A proof is judged by the output of a command, ` +
    "not by the command."
  );
}

function item(record: EvidenceRecord, { scenario, clock }: Context): Item {
  const { proved, weight } = record;
  const given = scenario.evidence[record.id];
  const worth = `weight ${weight}${record.rootCause ? ", part of the root cause" : ""}`;
  if (record.retired !== undefined)
    return {
      proved: false,
      title: sentence(given?.statement ?? record.statement),
      question: record.question,
      status:
        `Retired at ${clock(record.retired.atMs)}: ` +
        `${titleOf(scenario, record.retired.mitigation)} made its proof impossible. ` +
        "It counts as neither proved nor missed.",
      command: { verbatim: "" },
      output: { verbatim: "" },
    };
  if (proved === null) {
    const way = given === undefined ? "" : actionWords(given.canonical);
    return {
      proved: false,
      title: sentence(given?.statement ?? record.statement),
      question: record.question,
      status: `Not proved in this drill; ${worth}.${way === "" ? "" : " One way to prove it:"}`,
      command: { verbatim: way },
      output: { verbatim: "" },
    };
  }
  const how = `${proved.how === "" ? "" : `, ${proved.how}`}${proved.unsourced === true ? "; unsourced: the command is not known to query the system" : ""}`;
  return {
    proved: true,
    title: sentence(record.statement),
    question: record.question,
    status: `Proved at ${clock(proved.atMs)} by ${actorWords(proved.by)}${how}; ${worth}.`,
    command: { verbatim: proved.artefact.command },
    output: { verbatim: excerpt(proved.artefact.output) },
  };
}

function titleOf({ mitigations }: Context["scenario"], id: string): string {
  return `"${mitigations[id]?.title ?? id}"`;
}

/** The beginning of an output, on whole lines. */
function excerpt(output: string): string {
  const lines = output.trimEnd().split("\n");
  const kept = lines.slice(0, mostLines).join("\n");
  const cut = kept.length > mostCharacters ? `${kept.slice(0, mostCharacters)}…` : kept;
  return lines.length > mostLines
    ? `${cut}\n… ${counted(lines.length - mostLines, "more line")}`
    : cut;
}

function refusals({ summary, clock }: Context): string[] {
  return summary.evidence.flatMap(({ question, refused }) => {
    const groups = Map.groupBy(refused, ({ why, command }) => `${sentence(why)} (${command})`);
    return [...groups].map(
      ([text, tries]) =>
        `${clock(tries[0]?.atMs ?? 0)}: ${question} ${text}${tries.length === 1 ? "" : `, ${count(tries.length)} times, until ${clock(tries.at(-1)?.atMs ?? 0)}`}`,
    );
  });
}
