import { templates } from "../../template/template.ts";
import { valueOf, type Environment } from "../secrets.ts";
import type { Outcome, SlackTarget, Text, WebhookTarget } from "../target.ts";
import { postOnce } from "./http.ts";

const json = "application/json; charset=utf-8";

/** Slack's form, which Mattermost, Rocket.Chat and others take too. */
export function sendSlack(
  target: SlackTarget,
  text: Text,
  env: Environment,
  withinMs: number,
): Promise<Outcome> {
  const body = JSON.stringify({
    text: slackText(text.text),
    blocks: [{ type: "section", text: { type: "plain_text", text: shortened(text.text) } }],
  });
  const headers = { "Content-Type": json, "Idempotency-Key": text.id };
  return postOnce({ url: valueOf(target.url, env), headers, body }, withinMs);
}

/** `<!channel>` and `<@U1>` must not call anyone: Slack asks for these three to be escaped. */
function slackText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** What Slack takes in one block. */
const longestBlock = 3_000;

function shortened(text: string): string {
  return text.length <= longestBlock ? text : `${text.slice(0, longestBlock - 1)}…`;
}

/** Any other: the body is the target's template, filled with the text. */
export async function sendWebhook(
  target: WebhookTarget,
  text: Text,
  env: Environment,
  withinMs: number,
): Promise<Outcome> {
  const own = Object.entries(target.headers).map(([name, value]) => [name, valueOf(value, env)]);
  const headers = {
    "Content-Type": json,
    ...Object.fromEntries(own),
    "Idempotency-Key": text.id,
  };
  const url = valueOf(target.url, env);
  return postOnce({ url, headers, body: bodyOf(target.body, text) }, withinMs);
}

const compile = templates({ noEscape: true });

/** Throws what is wrong with the template. */
export function bodyOf(template: string, text: Text): string {
  return compile(template)(text);
}
