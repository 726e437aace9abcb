import { describe, expect, test } from "vitest";
import { sendOnce } from "../../src/notify/send/index.ts";
import { messageId } from "../../src/notify/send/smtp.ts";
import { authority } from "../fixtures/certificate.ts";
import { mailServer, webhookReceiver } from "../support/receivers.ts";
import { mail, slack, text, webhook } from "./texts.ts";

const patientMs = 5_000;
/** Less than any of our servers would ever take to respond when it does not. */
const shortMs = 200;

describe("a webhook of Slack's form", () => {
  test("gets the text, with Slack's signs escaped, and the key", async () => {
    const { url, got } = await webhookReceiver();
    const outcome = await sendOnce(slack, text(1), { HOOK: url }, patientMs);
    expect(outcome).toEqual({ is: "sent", how: "HTTP 200" });
    expect(got).toHaveLength(1);
    expect(got[0]?.headers["idempotency-key"]).toBe(text(1).id);
    const body = JSON.parse(got[0]?.body ?? "") as { text: string; blocks: unknown[] };
    expect(body.text).toBe('DRILL · number 1: "api" &lt;is&gt; back &amp; well');
    expect(body.blocks).toHaveLength(1);
  });

  test.each([
    [500, "later"],
    [503, "later"],
    [429, "later"],
    [404, "refused"],
    [302, "refused"],
  ])("that says %i: %s", async (status, is) => {
    const { url } = await webhookReceiver(() => status);
    const outcome = await sendOnce(slack, text(1), { HOOK: url }, patientMs);
    expect(outcome).toEqual({ is, why: `HTTP ${status}` });
  });

  test("that hangs may have taken it", async () => {
    const { url, got } = await webhookReceiver(() => undefined);
    const outcome = await sendOnce(slack, text(1), { HOOK: url }, shortMs);
    expect(outcome).toEqual({ is: "unclear", why: "no response within 0.2 s" });
    expect(got).toHaveLength(1);
  });

  test("that nobody serves can be tried again", async () => {
    const env = { HOOK: "http://127.0.0.1:1/hook/s3cret" };
    const outcome = await sendOnce(slack, text(1), env, patientMs);
    expect(outcome.is).toBe("later");
    expect(JSON.stringify(outcome)).toContain("ECONNREFUSED");
  });

  test("with a bad certificate gets nothing", async () => {
    const { url, got } = await webhookReceiver(() => 200, authority().issue(["127.0.0.1"]));
    const outcome = await sendOnce(slack, text(1), { HOOK: url }, patientMs);
    expect(outcome.is).toBe("refused");
    expect(JSON.stringify(outcome)).toContain("certificate is not trusted");
    expect(got).toHaveLength(0);
  });

  test("whose variable is not set is refused, and says which", async () => {
    const outcome = await sendOnce(slack, text(1), {}, patientMs);
    expect(outcome).toEqual({ is: "refused", why: "not set in the environment: HOOK" });
  });

  test("whose address is no address does not show it", async () => {
    const outcome = await sendOnce(slack, text(1), { HOOK: "s3cret" }, patientMs);
    expect(outcome.is).toBe("refused");
    expect(JSON.stringify(outcome)).not.toContain("s3cret");
  });
});

describe("a webhook with a body of its own", () => {
  test("gets the filled template and its headers", async () => {
    const { url, got } = await webhookReceiver();
    const outcome = await sendOnce(webhook, text(2), { HOOK: url, KEY: "k-123" }, patientMs);
    expect(outcome.is).toBe("sent");
    expect(JSON.parse(got[0]?.body ?? "")).toEqual({ summary: text(2).text, box: "#sevs" });
    expect(got[0]?.headers).toMatchObject({
      "x-team": "payments",
      "x-key": "k-123",
      "idempotency-key": text(2).id,
    });
  });

  test("whose template names what is not there is refused", async () => {
    const { url, got } = await webhookReceiver();
    const target = { ...webhook, body: "{{nothing}}" };
    const outcome = await sendOnce(target, text(2), { HOOK: url, KEY: "k-123" }, patientMs);
    expect(outcome.is).toBe("refused");
    expect(JSON.stringify(outcome)).toContain("nothing");
    expect(got).toHaveLength(0);
  });
});

describe("a mail", () => {
  test("arrives with the marker in subject and text, and a Message-ID made of the key", async () => {
    const { port, got } = await mailServer();
    const outcome = await sendOnce(mail(port), text(3), {}, patientMs);
    expect(outcome).toEqual({ is: "sent", how: "250 queued" });
    expect(got).toHaveLength(1);
    expect(got[0]).toMatchObject({
      from: "gameday@example.com",
      to: ["sevs@example.com", "boss@example.com"],
    });
    const source = got[0]?.source ?? "";
    expect(source).toContain(`Message-ID: ${messageId(text(3).id)}`);
    expect(source).toContain("Subject: =?UTF-8?Q?DRILL_");
    expect(source).toContain("Auto-Submitted: auto-generated");
    expect(source).toContain("X-Gameday-Drill: 2026-11-21-hot-mysql-7f3a");
  });

  test("logs in with what the environment says, and shows none of it when refused", async () => {
    const { port, got } = await mailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _, done) =>
        password === "right-one"
          ? done(null, { user: username })
          : done(new Error(`no ${username} with ${password}`)),
    });
    const target = {
      ...mail(port),
      login: { user: { env: "MAIL_USER" }, password: { env: "MAIL_PASSWORD" } },
    };
    const env = { MAIL_USER: "gameday-robot", MAIL_PASSWORD: "wrong-one" };
    const refused = await sendOnce(target, text(3), env, patientMs);
    expect(refused.is).toBe("refused");
    expect(JSON.stringify(refused)).not.toMatch(/wrong-one|gameday-robot/);
    const right = await sendOnce(
      target,
      text(3),
      { ...env, MAIL_PASSWORD: "right-one" },
      patientMs,
    );
    expect(right.is).toBe("sent");
    expect(got).toHaveLength(1);
  });

  test("that the server refuses is refused, one that it defers can be tried again", async () => {
    const { port } = await mailServer({
      onRcptTo: ({ address }, _, done) =>
        done(
          Object.assign(new Error("not here"), {
            responseCode: address.startsWith("boss") ? 451 : 550,
          }),
        ),
    });
    const boss = { ...mail(port), to: ["boss@example.com"] };
    const sevs = { ...mail(port), to: ["sevs@example.com"] };
    expect((await sendOnce(boss, text(3), {}, patientMs)).is).toBe("later");
    expect((await sendOnce(sevs, text(3), {}, patientMs)).is).toBe("refused");
  });

  test("to a server that hangs before it has the message can be tried again", async () => {
    const { port } = await mailServer({ onMailFrom: () => {} });
    expect(await sendOnce(mail(port), text(3), {}, shortMs)).toEqual({
      is: "later",
      why: "no response within 0.2 s",
    });
  });

  test("to a server that hangs once it has the message may have arrived", async () => {
    const { port } = await mailServer({ onData: (stream) => void stream.resume() });
    expect(await sendOnce(mail(port), text(3), {}, shortMs)).toEqual({
      is: "unclear",
      why: "no response within 0.2 s",
    });
  });

  test("to a server with a bad certificate is not sent", async () => {
    const { port, got } = await mailServer({
      disabledCommands: [],
      ...authority().issue(["127.0.0.1"]),
    });
    const outcome = await sendOnce({ ...mail(port), tls: "starttls" }, text(3), {}, patientMs);
    expect(outcome.is).toBe("refused");
    expect(JSON.stringify(outcome)).toContain("certificate is not trusted");
    expect(got).toHaveLength(0);
  });

  test("that must be encrypted is not sent to a server that cannot", async () => {
    const { port, got } = await mailServer();
    const outcome = await sendOnce({ ...mail(port), tls: "starttls" }, text(3), {}, patientMs);
    expect(outcome.is).not.toBe("sent");
    expect(got).toHaveLength(0);
  });
});
