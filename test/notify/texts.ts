import type { MailTarget, SlackTarget, Text, WebhookTarget } from "../../src/notify/target.ts";

export const text = (n: number, target = "sevs"): Text => ({
  id: `2026-11-21-hot-mysql-7f3a/${n}/${target}`,
  target,
  drill: "2026-11-21-hot-mysql-7f3a",
  mailbox: "#sevs",
  subject: `DRILL · number ${n}`,
  text: `DRILL · number ${n}: "api" <is> back & well`,
  at: "2026-11-21T10:00:00.000Z",
});

export const slack: SlackTarget = {
  kind: "slack",
  name: "sevs",
  mailboxes: ["#sevs"],
  deduplicates: false,
  url: { env: "HOOK" },
};

export const webhook: WebhookTarget = {
  ...slack,
  kind: "webhook",
  headers: { "X-Team": "payments", "X-Key": { env: "KEY" } },
  body: '{"summary": {{json text}}, "box": "{{mailbox}}"}',
};

export const mail = (port: number): MailTarget => ({
  kind: "smtp",
  name: "sevs",
  mailboxes: ["sevs@"],
  deduplicates: false,
  host: "127.0.0.1",
  port,
  tls: "none",
  from: "gameday@example.com",
  to: ["sevs@example.com", "boss@example.com"],
});
