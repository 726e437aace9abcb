/**
 * The verbs of a running drill: each turns a request into events and an answer that says what to
 * type next.
 */
import type { Phase } from "../event/drill.ts";
import type { EventData, EventInput } from "../event/event.ts";
import { changedBy } from "../event/statement.ts";
import type { Command } from "../incident/command.ts";
import { decide } from "../incident/decide.ts";
import { nextCommands } from "../incident/next.ts";
import { didYouMean } from "../kernel/did-you-mean.ts";
import { GamedayError } from "../kernel/error.ts";
import { plural } from "../kernel/plural.ts";
import { maybeLevelArg, maybeTextArg, textArg } from "./args.ts";
import { nextHint } from "./hint.ts";
import type { ControlPort } from "./port.ts";
import { artefactArg, proof, questionOf, wordsArg } from "./proof.ts";
import { failure, type Answer, type Request } from "./protocol.ts";

type Args = Request["args"];

const commandOf: Readonly<Record<string, (args: Args) => Command>> = {
  "sev.declare": (args) => ({
    do: "declare",
    ...given("level", maybeLevelArg(args, "level")),
    text: textArg(args, "text", 'gameday sev declare 1 "what users see"'),
  }),
  "sev.ack": () => ({ do: "ack" }),
  "sev.assign": (args) => ({
    do: "assign",
    role: textArg(args, "role", "gameday sev assign tloc ana"),
    to: textArg(args, "to", "gameday sev assign tloc ana"),
  }),
  "sev.escalate": (args) => {
    const level = maybeLevelArg(args, "level");
    if (level === undefined)
      throw new GamedayError("GD-C001", '"level" is missing', {
        hint: 'gameday sev escalate 0 "why"',
      });
    return { do: "escalate", level, why: textArg(args, "why", 'gameday sev escalate 0 "why"') };
  },
  "sev.update": (args) => ({
    do: "update",
    text: textArg(
      args,
      "text",
      'gameday sev update "what users see, what you do, when you speak next"',
    ),
    ...given("audience", maybeTextArg(args, "audience")),
  }),
  "sev.diagnose": (args) => ({ do: "diagnose", ...given("text", maybeTextArg(args, "text")) }),
  "sev.mitigating": (args) => ({
    do: "mitigating",
    text: textArg(args, "text", 'gameday sev mitigating "what you do"'),
  }),
  "sev.mitigated": (args) => ({ do: "mitigated", ...given("text", maybeTextArg(args, "text")) }),
  "sev.resolve": (args) => ({ do: "resolve", ...given("text", maybeTextArg(args, "text")) }),
  "sev.false-alarm": (args) => ({
    do: "false-alarm",
    why: textArg(args, "why", 'gameday sev false-alarm "why"'),
  }),
  note: (args) => ({ do: "note", text: textArg(args, "text", 'gameday note "…"') }),
};

/** What makes sense while a Test runs: looking, ending it, and remarks for the record. */
const duringTests: ReadonlySet<string> = new Set(["status", "stop", "note", "tool.used"]);

type Verb = (port: ControlPort, request: Request) => Promise<Answer>;

const verbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ...Object.entries(commandOf).map(([name, read]): [string, Verb] => [
    name,
    (port, request) => command(port, request, read(request.args)),
  ]),
  ["prove", prove],
  ["hint", hint],
  ["say", say],
  ["status", status],
  ["stop", stop],
  ["tool.used", toolUsed],
]);

/** Every verb that a drill understands. */
export const verbNames: readonly string[] = [...verbs.keys()];

/**
 * Answers the requests of any number of clients: what decides on the drill's state goes one after
 * the other, looking and stopping never wait.
 */
export function verbHandler(port: ControlPort): (request: Request) => Promise<Answer> {
  let last: Promise<unknown> = Promise.resolve();
  return (request) => {
    const act = (): Promise<Answer> =>
      perform(port, request).catch((error: unknown) => refusedOrBug(port, request, error));
    if (request.verb === "status" || request.verb === "stop") return act();
    const answer = last.then(act);
    last = answer.catch(() => {});
    return answer;
  };
}

async function perform(port: ControlPort, request: Request): Promise<Answer> {
  const verb = verbs.get(request.verb);
  if (verb === undefined) {
    const near = didYouMean(request.verb, verbNames);
    throw new GamedayError("GD-C001", `there is no verb "${request.verb}"`, {
      hint: near === undefined ? `verbs: ${verbNames.join(", ")}` : `did you mean "${near}"?`,
    });
  }
  if (request.verb !== "status" && request.verb !== "stop") refuseOutsidePlay(port);
  if (port.test?.() === true && !duringTests.has(request.verb))
    throw new GamedayError(
      "GD-C005",
      "this is a Test: the system must hold by itself, and nobody is on call",
      { hint: "gameday status shows how far it is; gameday stop ends it" },
    );
  return verb(port, request);
}

async function command(port: ControlPort, request: Request, what: Command): Promise<Answer> {
  const decision = decide(port.incident(), what, port.context(request.by));
  if (!decision.ok) throw new GamedayError("GD-C005", decision.why, { hint: decision.instead });
  await port.record(decision.events);
  return {
    ok: true,
    text: decision.say,
    next: nextOf(port),
    ...(decision.warnings.length === 0 ? {} : { warnings: decision.warnings }),
  };
}

async function prove(port: ControlPort, request: Request): Promise<Answer> {
  const evidence = port.evidence();
  const id = maybeTextArg(request.args, "evidence");
  if (id === undefined) return listQuestions(port);
  const question = questionOf(evidence, id);
  if (port.incident().proved.includes(id))
    return {
      ok: true,
      text: `That is in your backpack already: ${question.statement}`,
      next: nextOf(port),
      data: { open: false },
    };
  // Before somebody's command runs: a proof for nothing should not cost a slow one.
  if (request.args["ask"] === true)
    return { ok: true, text: question.question, next: nextOf(port), data: { open: true } };
  const artefact = artefactArg(request.args["artefact"]);
  const {
    proved,
    event,
    say: text,
  } = await proof(id, question, artefact, {
    words: request.by.kind === "bot" ? undefined : wordsArg(request.args["words"], artefact),
    matching: port.matching,
  });
  await port.record([signed(port, request, event)]);
  if (!proved)
    return failure(
      new GamedayError("GD-C008", text, { hint: `the question is: ${question.question}` }),
      [`gameday prove ${id} -- …`, `gameday hint ${id}`],
    );
  return { ok: true, text, next: nextOf(port) };
}

function listQuestions(port: ControlPort): Answer {
  const { proved } = port.incident();
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
    next: nextOf(port),
    data: { questions },
  };
}

async function hint(port: ControlPort, request: Request): Promise<Answer> {
  const about = maybeTextArg(request.args, "about");
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
      { hint: nextOf(port)[0] ?? "gameday status" },
    );
  const cost = port.incident().profile.scoring.hint;
  await port.record([signed(port, request, { type: "hint.given", data: { ...found, cost } })]);
  return {
    ok: true,
    text: `${found.about === "drill" ? "" : `${found.about}: `}${found.text} (costs ${cost} ${plural(cost, "point")})`,
    next: nextOf(port),
  };
}

async function say(port: ControlPort, request: Request): Promise<Answer> {
  const text = textArg(request.args, "text", 'gameday say "…"');
  const room = port.incident().profile.severities[0]?.notify[0] ?? "#incident";
  const channel = maybeTextArg(request.args, "channel") ?? room;
  await port.record([signed(port, request, { type: "message.posted", data: { channel, text } })]);
  return { ok: true, text: `Posted to ${channel}.`, next: nextOf(port) };
}

async function status(port: ControlPort, request: Request): Promise<Answer> {
  const data = port.status(request.by);
  return port.paused?.() === true
    ? { ok: true, text: "The drill stands still.", next: ["gameday unpause"], data }
    : {
        ok: true,
        text: `${standing(port.phase())}${port.incident().state === "false-alarm" ? " The incident is called off as a false alarm." : ""}`,
        next: nextOf(port),
        data,
      };
}

/** When the fault came is for the players to notice: to them the play is one stretch. */
function standing(phase: Phase): string {
  if (phase === "up") return "The stack comes up.";
  if (phase === "heal") return "Everything is being healed.";
  return phase === "over" ? "The drill is over." : "The play is on.";
}

async function stop(port: ControlPort, request: Request): Promise<Answer> {
  if (port.phase() === "over")
    throw new GamedayError("GD-C004", "that drill has ended", { hint: "gameday report open" });
  port.stop(maybeTextArg(request.args, "reason") ?? `stopped by ${request.by.id}`);
  return {
    ok: true,
    text: "The play is over; everything is being healed.",
    next: ["gameday status"],
  };
}

const tools: ReadonlySet<string> = new Set<EventData["tool.used"]["tool"]>([
  "sql",
  "http",
  "kill-loop",
  "log",
]);

function isTool(word: string): word is EventData["tool.used"]["tool"] {
  return tools.has(word);
}

async function toolUsed(port: ControlPort, request: Request): Promise<Answer> {
  const tool = textArg(request.args, "tool", "sql, http, kill-loop or log");
  if (!isTool(tool))
    throw new GamedayError("GD-C001", `there is no tool "${tool}"`, {
      hint: `tools: ${[...tools].join(", ")}`,
    });
  const summary = textArg(request.args, "summary", "what was done with it");
  const statement = tool === "sql" ? maybeTextArg(request.args, "statement") : undefined;
  const what = statement === undefined ? undefined : changedBy(statement);
  const target = maybeTextArg(request.args, "target");
  const changed: readonly EventInput[] =
    what === undefined || target === undefined
      ? []
      : [
          {
            type: "change.seen",
            data: { target, what, fact: summary, before: null, after: null, source: "sql" },
          },
        ];
  const used: EventInput = {
    type: "tool.used",
    data: { tool, summary, ...given("detail", maybeTextArg(request.args, "detail")) },
  };
  await port.record([used, ...changed].map((event) => signed(port, request, event)));
  return { ok: true, text: "Recorded.", next: nextOf(port) };
}

function refuseOutsidePlay(port: ControlPort): void {
  const phase = port.phase();
  if (phase === "up")
    throw new GamedayError("GD-C005", "The drill is still starting.", {
      hint: "wait for the first page, or look with: gameday status",
    });
  if (phase === "heal" || phase === "over")
    throw new GamedayError("GD-C004", "That drill has ended.", { hint: "gameday report open" });
}

/** A refusal is part of the story, so it is written down; mistakes in typing are not. */
async function refusedOrBug(port: ControlPort, request: Request, error: unknown): Promise<Answer> {
  if (!(error instanceof GamedayError)) throw error;
  if (error.code === "GD-C005" && port.phase() !== "up")
    await port.record([
      signed(port, request, {
        type: "verb.refused",
        data: { verb: request.verb, why: error.message },
      }),
    ]);
  return failure(error, nextOf(port));
}

function nextOf(port: ControlPort): readonly string[] {
  if (port.test?.() === true) return ["gameday status", "gameday stop"];
  const incident = port.incident();
  return nextCommands(
    incident,
    Object.keys(port.evidence()).filter((id) => !incident.proved.includes(id)),
  );
}

function signed(port: ControlPort, request: Request, event: EventInput): EventInput {
  return { ...event, by: request.by, incident: port.incident().id };
}

function given<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [key in K]?: V };
}
