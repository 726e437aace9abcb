import { messageOf } from "../../kernel/message-of.ts";
import { demandSecrets, hiding, type Environment } from "../secrets.ts";
import type { Outcome, Target, Text } from "../target.ts";
import { sendMail } from "./smtp.ts";
import { sendSlack, sendWebhook } from "./webhook.ts";

/** Tries once to send a text. Never throws, and says nothing that holds a secret of the target. */
export async function sendOnce(
  target: Target,
  text: Text,
  env: Environment,
  withinMs: number,
): Promise<Outcome> {
  const hide = hiding(target, env);
  const outcome = await dispatch(target, text, env, withinMs).catch(
    // A missing variable, a template that cannot be filled: trying again would change nothing.
    (error: unknown): Outcome => ({ is: "refused", why: messageOf(error) }),
  );
  return outcome.is === "sent"
    ? { ...outcome, how: hide(outcome.how) }
    : { ...outcome, why: hide(outcome.why) };
}

async function dispatch(
  target: Target,
  text: Text,
  env: Environment,
  withinMs: number,
): Promise<Outcome> {
  demandSecrets([target], env);
  switch (target.kind) {
    case "slack":
      return sendSlack(target, text, env, withinMs);
    case "webhook":
      return sendWebhook(target, text, env, withinMs);
    case "smtp":
      return sendMail(target, text, env, withinMs);
    default:
      return target satisfies never;
  }
}
