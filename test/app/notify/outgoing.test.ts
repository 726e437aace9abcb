import { expect, test } from "vitest";
import { destinations, textsOf } from "../../../src/app/notify/outgoing.ts";
import { profileNamed } from "../../support/organisation.ts";
import { mail, slack } from "../../notify/texts.ts";
import { stamp, type TimedInput } from "../../support/event-builder.ts";

const options = {
  drill: "2026-11-21-hot-mysql-7f3a",
  profile: profileNamed("gremlin"),
  settings: {
    targets: [slack, { ...mail(25), name: "mail", mailboxes: ["#sevs", "pages"] }],
    pace: {
      tries: 1,
      firstWaitMs: 1,
      longestWaitMs: 1,
      tryMs: 1_000,
      drainMs: 1_000,
      mostWaiting: 10,
    },
  },
};

function texts(input: TimedInput): readonly (readonly [string, string, string])[] {
  const [event] = stamp([input]);
  if (event === undefined) throw new Error("no event");
  return textsOf(event, options).map(({ id, mailbox, text }) => [id, mailbox, text]);
}

test("a post goes to each target of its mailbox, with the marker, once", () => {
  const posted = (text: string): TimedInput => ({
    type: "message.posted",
    data: { channel: "#sevs", text },
  });
  const expected = [
    ["2026-11-21-hot-mysql-7f3a/0/sevs", "#sevs", "DRILL · api is slow"],
    ["2026-11-21-hot-mysql-7f3a/0/mail", "#sevs", "DRILL · api is slow"],
  ];
  expect(texts(posted("api is slow"))).toEqual(expected);
  expect(texts(posted("DRILL · api is slow"))).toEqual(expected);
});

test("an update goes where everyone follows, a page to the pages", () => {
  expect(
    texts({ type: "incident.updated", data: { text: "looking", audience: "all" } }),
  ).toHaveLength(2);
  expect(texts({ type: "page.sent", data: { to: "tloc", text: "DRILL · api is slow" } })).toEqual([
    ["2026-11-21-hot-mysql-7f3a/0/mail", "pages", "DRILL · api is slow (page to tloc)"],
  ]);
});

test("nothing else leaves the machine, nor what only some may see", () => {
  expect(texts({ type: "note.added", data: { text: "a note" } })).toEqual([]);
  expect(
    texts({
      type: "message.posted",
      data: { channel: "#sevs", text: "api" },
      sees: ["need-to-know"],
    }),
  ).toEqual([]);
  expect(texts({ type: "message.posted", data: { channel: "other", text: "api" } })).toEqual([]);
});

test("what goes where is said without a secret", () => {
  expect(destinations(options.settings.targets)).toEqual([
    "#sevs → sevs (slack at $HOOK)",
    "#sevs, pages → mail (mail to sevs@example.com, boss@example.com by 127.0.0.1:25)",
  ]);
});
