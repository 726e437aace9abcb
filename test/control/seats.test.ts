import { expect, test } from "vitest";
import type { Answer, Request } from "../../src/control/protocol.ts";
import { decodeRequest } from "../../src/control/protocol.ts";
import { Seats } from "../../src/control/seats.ts";
import { verbHandler } from "../../src/control/verbs.ts";
import { drillPort, request, type DrillPort } from "../support/drill-port.ts";

const root = { id: "root", kind: "person", roles: [] } as const;

/** What a drill's socket does: who asks is whose seat it is, else its user. */
function terminals(port: DrillPort): (req: Request) => Promise<Answer> {
  const handle = verbHandler(port);
  return (req) => {
    const id = req.seat === undefined ? undefined : port.seats.holderOf(req.seat);
    return handle({ ...req, by: id === undefined ? root : { id, kind: "person", roles: [] } });
  };
}

async function joined(
  ask: (req: Request) => Promise<Answer>,
  name: string,
  args: Request["args"] = {},
): Promise<string> {
  const answer = await ask(request("join", { name, ...args }));
  if (!answer.ok) throw new Error(answer.error.message);
  return (answer.data as { seat: string }).seat;
}

test("a secret opens one seat, and no other text opens any", () => {
  const seats = new Seats();
  const [ana, bob] = [seats.give("ana"), seats.give("bob")];
  expect(ana).not.toBe(bob);
  expect(Buffer.from(ana, "base64url")).toHaveLength(32);
  expect([ana, bob].map((secret) => seats.holderOf(secret))).toEqual(["ana", "bob"]);
  expect(["", ana.slice(1), `${ana}a`, "ana"].map((text) => seats.holderOf(text))).toEqual(
    Array.from({ length: 4 }, () => undefined),
  );
  seats.take("ana");
  expect(seats.holderOf(ana)).toBeUndefined();
});

test("a new seat of the same person makes the old secret void", () => {
  const seats = new Seats();
  const old = seats.give("ana");
  const fresh = seats.give("ana");
  expect([old, fresh].map((secret) => seats.holderOf(secret))).toEqual([undefined, "ana"]);
});

test("what is done with a seat is its person's, whatever the request says", async () => {
  const port = drillPort();
  const ask = terminals(port);
  const seat = await joined(ask, "ana", { role: "TLOC" });
  const claimed = { id: "bob", kind: "bot", roles: ["imoc"] } as const;
  await ask({ ...request("note", { text: "a" }, claimed), seat });
  await ask(request("note", { text: "b" }, claimed));
  expect(port.events.map(({ type, by }) => [type, by.id, by.kind])).toEqual([
    ["person.joined", "ana", "person"],
    ["incident.assigned", "ana", "person"],
    ["note.added", "ana", "person"],
    ["note.added", "root", "person"],
  ]);
  expect(port.incident().roles).toEqual({ tloc: "ana" });
});

test("no secret is in the journal, and an answer gives it only to whoever joined", async () => {
  const port = drillPort();
  const ask = terminals(port);
  const seat = await joined(ask, "ana");
  const others = await Promise.all(
    [request("roster"), request("status"), request("join", { name: "ana" })].map(ask),
  );
  expect(JSON.stringify([port.events, port.incident(), others])).not.toContain(seat);
  const failed = decodeRequest(`{"v":1,"verb":"note","by":{"id":"a"},"seat":{"a":"${seat}"}}`);
  expect(JSON.stringify(failed)).not.toContain(seat);
});

test("a name belongs to one person: again only with the same secret, or once they have left", async () => {
  const port = drillPort();
  const ask = terminals(port);
  const seat = await joined(ask, "ana");
  for (const name of ["ana", "Ana", "ANA"])
    expect(await ask(request("join", { name }))).toMatchObject({
      ok: false,
      error: { code: "GD-C016", hint: expect.stringContaining("GAMEDAY_SEAT") },
    });
  expect(await ask({ ...request("join", { name: "ana" }), seat })).toMatchObject({
    ok: true,
    text: "You are here as ana.",
    data: { seat },
  });
  expect(port.events.filter(({ type }) => type === "person.joined")).toHaveLength(1);
  expect(await ask({ ...request("leave"), seat })).toMatchObject({ ok: true });
  expect(port.seats.holderOf(seat)).toBeUndefined();
  expect(await joined(ask, "ana")).not.toBe(seat);
});

test.each(["imoc", "Deputy", "me", "bot"])("nobody is called %s", async (name) => {
  expect(await terminals(drillPort())(request("join", { name }))).toMatchObject({
    ok: false,
    error: { code: "GD-C016" },
  });
});

test.each(["ana b", "", "-x", "a/b", "x".repeat(41), "../x", "__proto__"])(
  "%j is no name",
  async (name) => {
    expect(await terminals(drillPort())(request("join", { name }))).toMatchObject({
      ok: false,
      error: { code: "GD-C001" },
    });
  },
);

test("who cannot have the role does not join either", async () => {
  const port = drillPort();
  const ask = terminals(port);
  await joined(ask, "ana", { role: "imoc" });
  expect(await ask(request("join", { name: "bob", role: "imoc" }))).toMatchObject({
    ok: false,
    error: { message: "ana is IMOC.", hint: "join without a role: gameday join --name bob" },
  });
  expect(port.incident().team.people.map(({ id }) => id)).toEqual(["ana"]);
});

test("others leave only by word of the facilitator or the commander", async () => {
  const port = drillPort();
  const ask = terminals(port);
  const ana = await joined(ask, "ana", { role: "imoc" });
  const bob = await joined(ask, "bob");
  expect(await ask({ ...request("leave", { person: "ana" }), seat: bob })).toMatchObject({
    ok: false,
    error: {
      message: "Only ana, the facilitator or the commander may say that ana leaves.",
    },
  });
  expect(await ask({ ...request("leave", { person: "BOB" }), seat: ana })).toMatchObject({
    ok: true,
  });
  expect(port.seats.holderOf(bob)).toBeUndefined();
});

test("the roster shows everyone, their roles, who is away and the last act", async () => {
  const port = drillPort();
  const ask = terminals(port);
  await port.record([
    { type: "person.joined", data: { person: "root", as: "user", roles: ["tloc"] } },
    { type: "person.joined", data: { person: "imoc-bot", as: "bot", roles: ["imoc"] } },
  ]);
  const ana = await joined(ask, "ana");
  await ask({ ...request("role.claim", { role: "tloc", service: "api" }), seat: ana });
  port.now = 12_000;
  await ask({ ...request("note", { text: "a" }), seat: ana });
  await ask({ ...request("away", { person: "me", why: "lunch" }), seat: ana });
  port.now = 72_000;
  const answer = await ask(request("roster"));
  expect(answer.ok ? answer.text : answer.error.message).toMatchInlineSnapshot(`
    "root      TLOC        by this machine's user
    imoc-bot  IMOC        bot
    ana       TLOC (api)  away for 1 m: lunch, last act 1 m ago"
  `);
});
