/** A whole drill whose texts leave the machine, to receivers on this one. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { runDrill } from "../../../src/app/run/drill.ts";
import { prepareRun } from "../../../src/app/run/prepare.ts";
import { queueFile } from "../../../src/app/notify/outgoing.ts";
import { findPaths } from "../../../src/register/paths.ts";
import { ownFolder } from "../../support/own-folder.ts";
import { webhookReceiver } from "../../support/receivers.ts";
import { organisationFile } from "./organisation-file.ts";

const folder = ownFolder();
beforeAll(() => writeFileSync(join(folder, "org.yaml"), organisationFile(25)));

function inEnvironment(values: Readonly<Record<string, string>>): void {
  Object.assign(process.env, values);
  onTestFinished(() => {
    for (const name of Object.keys(values)) Reflect.deleteProperty(process.env, name);
  });
}

/** A drill that a script plays on the simulated stack; what is sent is real. */
async function drill(notify: boolean): Promise<{ said: readonly string[]; runFolder: string }> {
  const env = {
    HOME: folder,
    XDG_STATE_HOME: join(folder, "s"),
    XDG_CACHE_HOME: join(folder, "c"),
  };
  const { request } = await prepareRun(findPaths(env, folder), folder, {
    scenario: "slow-database",
    variant: undefined,
    seed: "7f3a",
    runtime: "sim",
    timeScale: "1",
    load: "builtin",
    proxy: undefined,
    params: [],
    player: "perfect",
    mitigations: undefined,
    rerun: undefined,
    of: undefined,
    org: "org.yaml",
    reproducible: true,
    allowTargets: [],
    allowImages: [],
    allowRemoteEngine: false,
    trust: { given: false },
  });
  const said: string[] = [];
  const send = request.plan.organisation.send;
  const { runFolder } = await runDrill({
    ...request,
    // The command refuses this for a simulated drill: its hours take seconds.
    ...(notify && send !== undefined ? { notify: send } : {}),
    watch: {
      planned: () => {},
      event: () => {},
      step: () => {},
      say: (text) => void said.push(text),
    },
  });
  return { said, runFolder };
}

it("what reaches the mailboxes reaches the targets too, each text once and marked", async () => {
  const chat = await webhookReceiver();
  const pager = await webhookReceiver();
  inEnvironment({ CHAT: chat.url, PAGER: pager.url, KEY: "k3y" });
  const { said, runFolder } = await drill(true);
  expect(said.slice(0, 3)).toEqual([
    "sending for real: #sevs, customer → chat (slack at $CHAT)",
    "sending for real: pages → pager (webhook at $PAGER)",
    "sending for real: executive → mail (mail to boss@acme.example by 127.0.0.1:25)",
  ]);
  const arrived = [...chat.got, ...pager.got];
  const queue = join(runFolder, queueFile);
  expect(said.at(-1)).toBe(`notified: ${arrived.length} sent (${queue})`);
  expect(chat.got.length).toBeGreaterThan(2);
  expect(pager.got.length).toBeGreaterThan(0);
  for (const { body } of arrived) expect(body).toMatch(/^\{"(?:text|summary)":\s*"DRILL · /);
  expect(new Set(arrived.map(({ headers }) => headers["idempotency-key"])).size).toBe(
    arrived.length,
  );
  for (const file of [queue, join(runFolder, "plan.json"), join(runFolder, "events.jsonl")])
    expect(readFileSync(file, "utf8")).not.toMatch(/s3cret|k3y/);
});

it("without being asked, nothing leaves the machine", async () => {
  const chat = await webhookReceiver();
  inEnvironment({ CHAT: chat.url, PAGER: chat.url, KEY: "k3y" });
  const { said } = await drill(false);
  expect(said).toEqual([]);
  expect(chat.got).toEqual([]);
});
