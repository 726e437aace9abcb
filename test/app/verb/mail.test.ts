import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { mail } from "../../../src/app/verb/mail.ts";
import { encodeEvent } from "../../../src/event/codec.ts";
import { fastFrogPlan } from "../../support/fast-frog-plan.ts";
import { happens, journal } from "../../support/event-builder.ts";
import { ownFolder } from "../../support/own-folder.ts";

test("the mailboxes of a run from before organisations had files", async () => {
  const folder = ownFolder();
  const before = process.env["XDG_STATE_HOME"];
  process.env["XDG_STATE_HOME"] = join(folder, "state");
  onTestFinished(() => {
    if (before === undefined) delete process.env["XDG_STATE_HOME"];
    else process.env["XDG_STATE_HOME"] = before;
  });
  const { organisation: _, ...old } = fastFrogPlan;
  writeFileSync(join(folder, "plan.json"), JSON.stringify({ ...old, profile: "bigeye" }));
  const events = journal(fastFrogPlan, [
    happens(1_000, "page.sent", { to: "tloc-backup", text: "api is slow" }),
    happens(2_000, "incident.updated", { text: "We are looking into it.", audience: "all" }),
  ]);
  writeFileSync(
    join(folder, "events.jsonl"),
    events.map((event) => `${encodeEvent(event)}\n`).join(""),
  );
  expect((await mail(undefined, folder)).text).toMatch(
    /^#incidents +1 text, last at \S+\npages +1 text/,
  );
  expect((await mail("#incidents", folder)).text).toContain("DRILL · We are looking into it.");
  await expect(mail("#sevs", folder)).rejects.toMatchObject({ code: "GD-C001" });
});
