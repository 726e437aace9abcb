import { randomUUID } from "node:crypto";
import { GamedayError } from "../../kernel/error.ts";
import { marked } from "../../event/message.ts";
import { sendOnce } from "../../notify/send/index.ts";
import type { Environment } from "../../notify/secrets.ts";
import type { Outcome, Target } from "../../notify/target.ts";
import { nameHint } from "../../scenario/mistake.ts";
import { shownOrganisation } from "../org/show.ts";
import { usableTargets } from "./for-real.ts";
import { destinations, textFor } from "./outgoing.ts";

export interface Tried {
  readonly target: string;
  /** `sevs@ → mail (mail to …)` */
  readonly where: string;
  readonly outcome: Outcome;
}

export interface TargetsWish {
  readonly org: string | undefined;
  /** One of them; undefined: all. */
  readonly target: string | undefined;
}

/** Sends one text to each of the organisation's targets, or to one of them; each is tried once. */
export async function tryTargets(
  cwd: string,
  env: Environment,
  wish: TargetsWish,
): Promise<readonly Tried[]> {
  const { organisation } = shownOrganisation(cwd, wish.org);
  const all = organisation.send?.targets ?? [];
  const targets = wish.target === undefined ? all : all.filter(({ name }) => name === wish.target);
  if (wish.target !== undefined && all.length > 0 && targets.length === 0)
    throw new GamedayError("GD-C001", `there is no target "${wish.target}"`, {
      hint: nameHint(
        wish.target,
        all.map(({ name }) => name),
        "targets",
      ),
    });
  const { pace } = usableTargets(withOnly(organisation, targets), env);
  return Promise.all(targets.map((target) => tried(target, env, pace.tryMs)));
}

type Organisation = ReturnType<typeof shownOrganisation>["organisation"];

function withOnly(organisation: Organisation, targets: readonly Target[]): Organisation {
  const { send, ...rest } = organisation;
  return send === undefined ? rest : { ...rest, send: { ...send, targets } };
}

async function tried(target: Target, env: Environment, withinMs: number): Promise<Tried> {
  const text = textFor(target.name, `notify-test/${randomUUID()}`, {
    drill: "notify-test",
    mailbox: target.mailboxes[0] ?? "",
    text: marked(`This is a test of ${target.name}. Texts of drills arrive here; nothing to do.`),
    at: new Date().toISOString(),
  });
  const [where = ""] = destinations([target]);
  return { target: target.name, where, outcome: await sendOnce(target, text, env, withinMs) };
}

/** `sent: HTTP 200`, `not sent: HTTP 500`. */
export function outcomeText(outcome: Outcome): string {
  if (outcome.is === "sent") return `sent: ${outcome.how}`;
  return `${outcome.is === "unclear" ? "may have arrived" : "not sent"}: ${outcome.why}`;
}
