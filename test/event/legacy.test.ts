import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { decodeEvent, encodeEvent } from "../../src/event/codec.ts";
import type { EventType, GamedayEvent } from "../../src/event/event.ts";
import { readJournal } from "../../src/journal/read-journal.ts";
import { summarise } from "../../src/metrics/summary.ts";
import { happens, inOrder, journal, type TimedInput } from "../support/event-builder.ts";
import { regionsInputs, regionsPlan } from "../support/two-regions.ts";
import { ownFolder } from "../support/own-folder.ts";

const folder = ownFolder();

const ana = { id: "ana", kind: "person", roles: ["oncall"] } as const;
const outage = (regionsInputs().find(({ type }) => type === "impact.started")?.at ?? 0) + 10_000;
/** As an earlier version wrote it, in whatever form. */
const wrote = (at: number, type: string, data: object, by?: typeof ana): TimedInput =>
  happens(at, type as EventType, data as never, by && { by });
const contained = regionsInputs().findIndex(({ type }) => type === "truth.changed");
const withAll = (by: string, ...more: readonly TimedInput[]): GamedayEvent[] =>
  journal(
    regionsPlan,
    inOrder(
      regionsInputs().with(
        contained,
        wrote(outage + 60_000, "truth.changed", { state: "contained", by, detail: "" }),
      ),
      more,
    ),
  );

const old = withAll(
  "nobody-needed",
  wrote(0, "component.state", {
    component: "www-a",
    state: "running",
    detail: "shop/www; log /runs/logs/www-a.log",
  }),
  wrote(outage, "drill.note", { text: "paused by ana: a fire alarm" }, ana),
  wrote(outage + 5, "drill.note", { text: "resumed by ana after 1 m 03 s" }, ana),
);
const today = withAll(
  "fault-ended",
  wrote(0, "component.state", {
    component: "www-a",
    state: "running",
    detail: "shop/www",
    log: "/runs/logs/www-a.log",
  }),
  happens(outage, "drill.paused", { why: "a fire alarm" }, { by: ana }),
  happens(outage + 5, "drill.resumed", { pausedMs: 63_000 }, { by: ana }),
);

async function read(events: readonly GamedayEvent[]): Promise<GamedayEvent[]> {
  const file = join(folder, "journal.ndjson");
  writeFileSync(file, events.map((event) => `${encodeEvent(event)}\n`).join(""));
  const all: GamedayEvent[] = [];
  for await (const event of readJournal(file, { verify: true })) all.push(event);
  return all;
}

it("a journal in an earlier form is read as today's: the same events, and the same figures", async () => {
  const events = await read(old);
  const meant = ({ type, data, seq, at, by }: GamedayEvent) => ({ type, data, seq, at, by });
  expect(events.map(meant)).toEqual(today.map(meant));
  expect(summarise(regionsPlan, events)).toEqual(summarise(regionsPlan, today));
  // The pause is in the figures: without it they are others.
  expect(summarise(regionsPlan, events).load).not.toEqual(
    summarise(regionsPlan, withAll("fault-ended")).load,
  );
});

const page = (data: object): unknown => {
  const [event] = journal(regionsPlan, []);
  const back = decodeEvent(JSON.stringify({ ...event, type: "page.sent", data }));
  return typeof back === "string" ? back : back.data;
};

it("a page to the next step of a role is one to that role", () => {
  const text = "the api is slow";
  expect(page({ to: "tloc-backup", text })).toEqual({ to: "tloc", text, step: 1 });
  expect(page({ to: "imoc-team", text })).toEqual({ to: "imoc", text, step: 2 });
  expect(page({ to: "tloc", text })).toEqual({ to: "tloc", text });
  expect(page({ to: "red-team", text, step: 0 })).toEqual({ to: "red-team", text, step: 0 });
});

const decoded = (text: string): unknown => {
  const [event] = journal(regionsPlan, []);
  const back = decodeEvent(JSON.stringify({ ...event, type: "drill.note", data: { text } }));
  return typeof back === "string" ? back : { type: back.type, data: back.data };
};

it.each([
  ["paused by ana", { type: "drill.paused", data: { why: "" } }],
  ["paused by ana: lunch: long", { type: "drill.paused", data: { why: "lunch: long" } }],
  ["resumed by itself after 10 m 03 s", { type: "drill.resumed", data: { pausedMs: 603_000 } }],
  ["resumed", { type: "drill.resumed", data: { pausedMs: null } }],
  ["link db: api → db", { type: "drill.note", data: { text: "link db: api → db" } }],
  [
    'policy: ana b used "ack", which is normally done by IMOC or Deputy',
    {
      type: "practice.flagged",
      data: {
        rule: "verb-right",
        person: "ana b",
        text: 'used "ack", which is normally done by IMOC or Deputy',
      },
    },
  ],
  ["policy: none", { type: "drill.note", data: { text: "policy: none" } }],
  ["pausedly", { type: "drill.note", data: { text: "pausedly" } }],
])("the note %j of an earlier version", (text, event) => {
  expect(decoded(text)).toEqual(event);
});
