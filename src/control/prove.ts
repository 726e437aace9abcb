/** Evidence: what was found out, and what helps to find it. */
import { GamedayError } from "../kernel/error.ts";
import { plural } from "../kernel/plural.ts";
import type { ArgsOf } from "../verb/index.ts";
import { nextHint } from "./hint.ts";
import { nextOf, signed } from "./next.ts";
import type { ControlPort } from "./port.ts";
import { answeredBefore, artefactArg, proof, questionOf, wordsArg } from "./proof/proof.ts";
import { failure, type Answer, type Request } from "./protocol.ts";
import { refusedTool, warningsOf } from "./tool-right.ts";

/** Answers a question by what a command printed. */
export async function prove(
  port: ControlPort,
  request: Request,
  { evidence: id, ask, words, artefact: given }: ArgsOf<"prove">,
): Promise<Answer> {
  const evidence = port.evidence();
  if (id === undefined) return listQuestions(port, request);
  const question = questionOf(evidence, id);
  if (port.incident().backpack.proved.includes(id))
    return {
      ok: true,
      text: `That is in your backpack already: ${question.statement}`,
      next: nextOf(port, request.by),
      data: { open: false },
    };
  // Before the player's command runs: a proof that cannot count should not cost a slow one.
  const wrong = refusedTool(port, request, "proved something");
  if (ask === true)
    return {
      ok: true,
      text: question.question,
      next: nextOf(port, request.by),
      data: { open: true },
    };
  const artefact = artefactArg(given);
  const told = await proof(id, question, artefact, {
    words: request.by.kind === "bot" ? undefined : wordsArg(words, artefact),
    matching: port.matching,
  });
  const flags = wrong === undefined ? [] : [signed(port, request, wrong.flag)];
  const retired = port.incident().backpack.retired[id];
  if (!told.proved && retired !== undefined) {
    if (retired.recorded === undefined) return outOfReach(port, request, id);
    if (told.near) {
      const before = answeredBefore({ id, question, artefact, recorded: retired.recorded });
      await port.record([signed(port, request, before.event), ...flags]);
      return { ok: true, text: before.say, next: nextOf(port, request.by), ...warningsOf(wrong) };
    }
  }
  await port.record([signed(port, request, told.event), ...flags]);
  if (!told.proved)
    return failure(
      new GamedayError("GD-C008", told.say, { hint: `the question is: ${question.question}` }),
      [`gameday prove ${id} -- …`, `gameday hint ${id}`],
    );
  return { ok: true, text: told.say, next: nextOf(port, request.by), ...warningsOf(wrong) };
}

/** The team's own fix has made the proof impossible: that costs nothing. */
function outOfReach(port: ControlPort, request: Request, id: string): Answer {
  return {
    ok: true,
    text:
      `${id} is retired: what was done since has changed what it asks about, ` +
      "so nothing can prove it any more. It costs no points.",
    next: nextOf(port, request.by),
    data: { open: false, retired: true },
  };
}

function listQuestions(port: ControlPort, request: Request): Answer {
  const { proved } = port.incident().backpack;
  const questions = Object.entries(port.evidence()).map(([id, { question, statement }]) => ({
    id,
    question,
    ...(proved.includes(id) ? { proved: statement } : {}),
  }));
  const lines = questions.map(({ id, question, ...rest }) =>
    "proved" in rest ? `✓ ${id}: ${rest.proved}` : `? ${id}: ${question}`,
  );
  return {
    ok: true,
    text: lines.join("\n") || "This drill has nothing to prove.",
    next: nextOf(port, request.by),
    data: { questions },
  };
}

/** Sells the next hint that can still help. */
export async function hint(
  port: ControlPort,
  request: Request,
  { about }: ArgsOf<"hint">,
): Promise<Answer> {
  if (about !== undefined && about !== "drill") questionOf(port.evidence(), about);
  const found = nextHint(
    port.incident(),
    { evidence: port.evidence(), general: port.hints() },
    about,
  );
  if (found === undefined)
    throw new GamedayError(
      "GD-C005",
      about === undefined ? "There are no more hints." : `There are no more hints about ${about}.`,
      { hint: nextOf(port, request.by)[0] ?? "gameday status" },
    );
  const cost = port.incident().profile.scoring.hint;
  await port.record([signed(port, request, { type: "hint.given", data: { ...found, cost } })]);
  return {
    ok: true,
    text: `${found.about === "drill" ? "" : `${found.about}: `}${found.text} (costs ${cost} ${plural(cost, "point")})`,
    next: nextOf(port, request.by),
  };
}
