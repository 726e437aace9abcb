/**
 * Runs the verbs of a drill: each turns a request into events and an answer that says what to type
 * next.
 */
import { decide } from "../incident/decide.ts";
import { didYouMean } from "../kernel/did-you-mean.ts";
import { GamedayError } from "../kernel/error.ts";
import {
  isIncidentVerb,
  isVerb,
  shortName,
  verbNames,
  verbOf,
  type Command,
  type DrillVerb,
} from "../verb/index.ts";
import { readArgs } from "../verb/read-args.ts";
import type { Act } from "./act.ts";
import { acts } from "./drill-verbs.ts";
import { nextOf, signed } from "./next.ts";
import type { ControlPort } from "./port.ts";
import { failure, type Answer, type Request } from "./protocol.ts";

/**
 * Answers the requests of any number of clients: what decides on the drill's state goes one after
 * the other, what is allowed always never waits.
 */
export function verbHandler(port: ControlPort): (request: Request) => Promise<Answer> {
  let last: Promise<unknown> = Promise.resolve();
  return (request) => {
    const act = (): Promise<Answer> =>
      perform(port, request).catch((error: unknown) => refusedOrBug(port, request, error));
    if (allowedAlways(request.verb)) return act();
    const answer = last.then(act);
    last = answer.catch(() => {});
    return answer;
  };
}

async function perform(port: ControlPort, request: Request): Promise<Answer> {
  const name = request.verb;
  if (!isVerb(name)) {
    const near = didYouMean(name, verbNames);
    throw new GamedayError("GD-C001", `there is no verb "${name}"`, {
      hint: near === undefined ? `verbs: ${verbNames.join(", ")}` : `did you mean "${near}"?`,
    });
  }
  const { when, inTests } = verbOf(name);
  if (when === "response") refuseOutsidePlay(port);
  if (port.test?.() === true && !inTests)
    throw new GamedayError(
      "GD-C005",
      "this is a Test: the system must hold on its own, and no one is on call",
      { hint: "gameday status shows its progress; gameday stop ends it" },
    );
  const args = readArgs(name, request.args);
  // The compiler does not see that a name and its arguments belong together.
  return isIncidentVerb(name)
    ? command(port, request, { do: shortName(name), ...args } as Command)
    : (acts[name] as Act<DrillVerb>)(port, request, args);
}

async function command(port: ControlPort, request: Request, what: Command): Promise<Answer> {
  const decision = decide(port.incident(), what, port.context(request.by));
  if (!decision.ok) throw new GamedayError("GD-C005", decision.why, { hint: decision.instead });
  await port.record(decision.events);
  return {
    ok: true,
    text: decision.say,
    next: nextOf(port, request.by),
    ...(decision.warnings.length === 0 ? {} : { warnings: decision.warnings }),
  };
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
  if (error.code === "GD-C005" && port.phase() !== "up" && !allowedAlways(request.verb))
    await port.record([
      signed(port, request, {
        type: "verb.refused",
        data: { verb: request.verb, why: error.message },
      }),
    ]);
  return failure(error, nextOf(port, request.by));
}

function allowedAlways(verb: string): boolean {
  return isVerb(verb) && verbOf(verb).when === "always";
}
