import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { outcomeText, tryTargets } from "../../../src/app/notify/try-targets.ts";
import { ownFolder } from "../../support/own-folder.ts";
import { mailServer, webhookReceiver } from "../../support/receivers.ts";
import { organisationFile } from "./organisation-file.ts";

test("each target gets one marked text, and says what became of it", async () => {
  const chat = await webhookReceiver();
  const pager = await webhookReceiver(() => 500);
  const mail = await mailServer();
  const folder = ownFolder();
  writeFileSync(join(folder, "org.yaml"), organisationFile(mail.port));
  const env = { CHAT: chat.url, PAGER: pager.url, KEY: "k3y" };
  const tried = await tryTargets(folder, env, { org: "org.yaml", target: undefined });
  expect(tried.map(({ where, outcome }) => `${where}  ${outcomeText(outcome)}`)).toEqual([
    "#sevs, customer → chat (slack at $CHAT)  sent: HTTP 200",
    "pages → pager (webhook at $PAGER)  not sent: HTTP 500",
    expect.stringContaining("executive → mail (mail to boss@acme.example by 127.0.0.1:"),
  ]);
  expect(chat.got.map(({ body }) => (JSON.parse(body) as { text: string }).text)).toEqual([
    "DRILL · This is a test of chat. Texts of drills arrive here; nothing to do.",
  ]);
  expect(pager.got).toMatchObject([{ headers: { "x-key": "k3y" } }]);
  expect(JSON.parse(pager.got[0]?.body ?? "")).toMatchObject({ box: "pages" });
  expect(mail.got).toMatchObject([{ from: "gameday@acme.example", to: ["boss@acme.example"] }]);
  expect(JSON.stringify(tried)).not.toContain("s3cret");
});

test("one of them by name; a wrong name is answered with the near one", async () => {
  const chat = await webhookReceiver();
  const folder = ownFolder();
  writeFileSync(join(folder, "org.yaml"), organisationFile(25));
  const ask = (target: string): ReturnType<typeof tryTargets> =>
    tryTargets(folder, { CHAT: chat.url }, { org: "org.yaml", target });
  expect(await ask("chat")).toHaveLength(1);
  expect(chat.got).toHaveLength(1);
  await expect(ask("chats")).rejects.toMatchObject({
    code: "GD-C001",
    hint: expect.stringContaining('did you mean "chat"?'),
  });
  await expect(ask("pager")).rejects.toMatchObject({
    code: "GD-E016",
    message: "not set in the environment: PAGER, KEY",
  });
});

test("without targets it says what to write", async () => {
  await expect(
    tryTargets(ownFolder(), {}, { org: "gremlin", target: undefined }),
  ).rejects.toMatchObject({
    code: "GD-E016",
    message: "gremlin has no targets to send anything to",
    hint: expect.stringContaining('mailboxes: ["#sevs"]'),
  });
});
