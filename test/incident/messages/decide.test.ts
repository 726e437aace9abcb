import { describe, expect, test } from "vitest";
import type { Actor } from "../../../src/event/actor.ts";
import { mailView } from "../../../src/incident/messages/mailbox.ts";
import { gremlin } from "../../support/organisation.ts";
import type { Command } from "../../../src/verb/index.ts";
import { bot, play, type Play } from "../play.ts";

const liaison: Actor = { id: "lea", kind: "person", roles: ["liaison"] };
const minute = 60_000;

function declared(mode: "off" | "warn" | "block" = "block"): Play {
  const it = play({ profile: { ...gremlin.profile, rights: { ...gremlin.profile.rights, mode } } });
  it.when({ do: "declare", level: 1, text: "errors" }, { by: bot });
  it.given({ type: "incident.assigned", data: { role: "imoc", to: bot.id } });
  return it;
}

const write: Command = {
  do: "draft",
  audience: "customers",
  text: "Some exports fail. We are looking into it.",
  impact: "exports",
  components: "exports, api",
  "next-update": 20 * minute,
  "data-loss": "none",
};

describe("a message to customers", () => {
  test("is written, approved and posted", () => {
    const it = declared();
    expect(it.when(write, { by: liaison })).toMatchObject({
      ok: true,
      say: "m1 for customers is written. To be approved: gameday approve m1",
      warnings: [],
    });
    expect(it.when({ do: "post", draft: "m1" }, { by: liaison })).toMatchObject({
      ok: false,
      why: "m1 is not approved yet: IMOC may do that.",
      instead: "ask them for: gameday approve m1",
    });
    expect(it.when({ do: "approve", draft: "m1" }, { by: bot }).ok).toBe(true);
    const posted = it.when({ do: "post", draft: "M1" }, { by: liaison });
    expect(posted).toMatchObject({ ok: true });
    expect(it.events.at(-1)).toMatchObject({
      type: "message.posted",
      by: liaison,
      data: {
        channel: "customer",
        text: "DRILL · Some exports fail. We are looking into it.",
        id: "m1",
        audience: "customer",
        fields: {
          impact: "exports",
          components: ["exports", "api"],
          nextUpdateEx: 20 * minute,
          dataLoss: "none",
        },
      },
    });
    expect(it.state.messages.posts).toHaveLength(1);
    expect(it.when({ do: "post", draft: "m1" }, { by: liaison }).ok).toBe(false);
    expect(it.when({ do: "approve", draft: "m1" }, { by: bot }).ok).toBe(false);
  });

  test("posted by who may approve it is approved by that", () => {
    const it = declared();
    it.when(write, { by: liaison });
    expect(it.when({ do: "post", draft: "m1" }, { by: bot }).ok).toBe(true);
  });

  test("posted without approval is recorded where the profile only warns", () => {
    const it = declared("warn");
    it.when(write, { by: liaison });
    const decision = it.when({ do: "post", draft: "m1" }, { by: liaison });
    expect(decision).toMatchObject({ ok: true });
    expect(decision.ok ? decision.warnings : []).toEqual([
      "m1 is not approved yet: IMOC may do that. Recorded.",
    ]);
    expect(it.events.at(-1)).toMatchObject({
      type: "practice.flagged",
      data: { rule: "verb-right", person: "lea" },
    });
    expect(it.state.messages.posts).toHaveLength(1);
  });

  test("rejected goes back with the reason, and cannot be posted", () => {
    const it = declared();
    it.when(write, { by: liaison });
    expect(it.when({ do: "reject", draft: "m1", why: "too long" }, { by: bot }).ok).toBe(true);
    expect(it.when({ do: "post", draft: "m1" }, { by: bot }).ok).toBe(false);
    it.when(write, { by: liaison });
    expect(it.state.messages.drafts.map(({ id, state }) => [id, state])).toEqual([
      ["m1", "rejected"],
      ["m2", "draft"],
    ]);
  });
});

test("a message inside needs no approval, nor does an update", () => {
  const it = declared();
  it.when({ ...write, audience: "internal" }, { by: liaison });
  expect(it.when({ do: "post", draft: "m1" }, { by: liaison }).ok).toBe(true);
  it.when({ do: "update", text: "it is the api" });
  expect(it.state.messages.posts.map(({ audience }) => audience)).toEqual(["internal", "internal"]);
  const view = mailView(it.state.messages.mail, "#sevs", { wanted: "#sevs", roles: "all" });
  expect(view?.text).toContain("DRILL · it is the api");
});

test.each<[Command, string]>([
  [{ ...write, audience: "press" }, 'There is no audience "press".'],
  [{ do: "approve", draft: "m9" }, 'There is no draft "m9".'],
])("what is not there is refused", (command, why) => {
  expect(declared().when(command, { by: bot })).toMatchObject({ ok: false, why });
});

test("nothing is written before there is an incident", () => {
  expect(play().when(write, { by: bot })).toMatchObject({
    ok: false,
    why: "No incident is declared yet.",
  });
});

test("mail is shown to those who may see it", () => {
  const it = play();
  it.given(
    { type: "message.posted", data: { channel: "#sevs", text: "for all" } },
    { type: "message.posted", data: { channel: "#sevs", text: "secret" }, sees: ["need-to-know"] },
  );
  const seen = (roles: readonly string[] | "all"): string | undefined =>
    mailView(it.state.messages.mail, "#sevs", { wanted: "#sevs", roles })?.text;
  expect(seen("all")).toContain("secret");
  expect(seen(["need-to-know"])).toContain("secret");
  expect(seen(["tloc"])).not.toContain("secret");
  expect(
    mailView(it.state.messages.mail, "#sevs", { wanted: "none", roles: "all" }),
  ).toBeUndefined();
});
