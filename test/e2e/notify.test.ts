/** A drill on real processes that sends its texts for real: by mail and to a webhook. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { mailServer, webhookReceiver } from "../support/receivers.ts";
import { frozenShop, gameday, homeFor, runFolderOf, start } from "./gameday.ts";

const home = homeFor("each");

const organisation = (mailPort: number): string => `apiVersion: gameday/v1
kind: Organisation
extends: gremlin
id: acme
title: Acme
send:
  targets:
    pager:
      kind: webhook
      url: { env: PAGER }
      body: '{"summary": {{json text}} }'
      mailboxes: [pages]
    sevs:
      kind: smtp
      host: 127.0.0.1
      port: ${mailPort}
      tls: none
      from: gameday@acme.example
      to: [sevs@acme.example]
      mailboxes: [pages]
      audiences: [internal]
`;

it("says what goes where, sends it, records it, and says what became of it", async () => {
  const pager = await webhookReceiver((n) => (n === 1 ? 500 : 200));
  const mail = await mailServer();
  const org = join(home.folder, "org.yaml");
  writeFileSync(org, organisation(mail.port));
  const env = { PAGER: pager.url };
  const drill = start(home, ["run", frozenShop, "--json", "--notify", "--org", org], { env });
  await drill.event("page.sent");
  await gameday(home, ["sev", "declare", "the shop does not answer"]);
  await gameday(home, ["sev", "update", "We are looking into it."]);
  await expect
    .poll(() => mail.got.map(({ source }) => source).join(""), { timeout: 20_000 })
    .toContain("We are looking into it.");
  await gameday(home, ["stop"]);
  const { stdout, stderr } = await drill.ended;
  const all = `${stdout}${stderr}`;
  expect(all).toContain("sending for real: pages → pager (webhook at $PAGER)");
  expect(all).toMatch(/notified: \d+ sent \(.*notify\.jsonl\)/);
  expect(mail.got.length).toBeGreaterThan(0);
  for (const { source, to } of mail.got) {
    expect(to).toEqual(["sevs@acme.example"]);
    expect(source).toMatch(/^Subject: .*DRILL/m);
  }
  const [first, second] = pager.got.map(({ headers }) => headers["idempotency-key"]);
  expect(second).toBe(first);
  const journal = readFileSync(join(runFolderOf(home), "events.jsonl"), "utf8");
  expect(journal).toContain('"type":"notify.sent"');
  expect(`${all}${journal}`).not.toContain("s3cret");
});

it("is refused without targets, and the error says what to write", async () => {
  const { code, stderr } = await gameday(home, ["run", frozenShop, "--notify"]);
  expect(code).toBe(69);
  expect(stderr).toContain("gremlin has no targets to send anything to");
  expect(stderr).toContain('sevs: { kind: slack, url: { env: SEVS_URL }, mailboxes: ["#sevs"] }');
});
