import { expect, test } from "vitest";
import type { Actor } from "../../src/event/actor.ts";
import { checkFacts, type Truth } from "../../src/metrics/message-facts.ts";
import { summarise } from "../../src/metrics/summary.ts";
import { messages } from "../../src/report/sections/messages.ts";
import { build } from "../support/build-report.ts";
import { happens, inOrder, journal, type TimedInput } from "../support/event-builder.ts";
import { regionsInputs, regionsPlan } from "../support/two-regions.ts";

const truth: Truth = {
  affected: [{ names: ["the shop", "www"] }, { names: ["api"] }],
  regions: ["eu"],
  missing: 0,
  lost: 40,
};

test.each([
  [{ components: ["API", "www"] }, "right"],
  [{ components: ["api"] }, "incomplete"],
  [{ components: ["api", "search"] }, "wrong"],
  [{ regions: ["eu"] }, "right"],
  [{ regions: ["us"] }, "wrong"],
  [{ dataLoss: "none" }, "right"],
  [{ dataLoss: "an hour of orders" }, "wrong"],
  [{ impact: "some exports fail" }, "unknown"],
] as const)("%j is %s", (fields, verdict) => {
  expect(checkFacts(fields, truth)).toMatchObject([{ verdict }]);
});

test("what was not measured is not judged", () => {
  expect(checkFacts({ dataLoss: "none" }, { ...truth, missing: null })).toMatchObject([
    { true: "not measured", verdict: "unknown" },
  ]);
  expect(checkFacts({ regions: ["eu"] }, { ...truth, regions: [] })).toMatchObject([
    { verdict: "unknown" },
  ]);
  expect(checkFacts({ dataLoss: "none" }, { ...truth, missing: 3 })).toMatchObject([
    { true: "acknowledged writes missing: 3", verdict: "wrong" },
  ]);
});

const ana: Actor = { id: "ana", kind: "person", roles: ["liaison"] };
const by = (event: TimedInput): TimedInput => ({ ...event, by: ana });
const minute = 60_000;
const declared = regionsInputs().find(({ type }) => type === "impact.started")?.at ?? 0;
const fields = { components: ["search"], impact: "pages are slow" };
const story: readonly TimedInput[] = [
  happens(declared, "incident.declared", {
    name: "Fast Frog",
    level: 1,
    text: "www is slow",
    deadlineEx: null,
  }),
  by(
    happens(declared + 1_000, "message.drafted", {
      id: "m1",
      audience: "customer",
      text: "Pages are slow.",
      fields,
      lint: ["no-next-update"],
    }),
  ),
  happens(declared + 2_000, "message.approved", { id: "m1" }),
  ...["customer", "news"].map((channel, index) =>
    by(
      happens(declared + 3_000 + index, "message.posted", {
        channel,
        text: "DRILL · Pages are slow.",
        id: "m1",
        audience: "customer",
        fields,
      }),
    ),
  ),
  by(
    happens(declared + 4_000, "message.drafted", {
      id: "m2",
      audience: "executive",
      text: "It is db-1.",
      fields: {},
      lint: [],
    }),
  ),
  happens(declared + 5_000, "message.rejected", { id: "m2", why: "no host names" }),
];

test("a message counts once for all its mailboxes, and silence is held against the cadence", () => {
  const plan = regionsPlan;
  const record = summarise(plan, journal(plan, inOrder(regionsInputs(), story))).messages;
  expect(record?.messages).toMatchObject([
    {
      id: "m1",
      approvedMs: declared + 2_000,
      postedMs: declared + 3_000,
      facts: [
        { what: "impact", verdict: "unknown" },
        { what: "components", said: "search", verdict: "wrong" },
      ],
    },
    { id: "m2", rejected: "no host names", postedMs: null, facts: [] },
  ]);
  const customer = record?.audiences.find(({ audience }) => audience === "customer");
  expect(customer).toMatchObject({ messages: 1, firstMs: 3_000 });
  expect(customer?.limitMs).toBeGreaterThan(minute);
  expect(record?.audiences.find(({ audience }) => audience === "executive")).toMatchObject({
    messages: 0,
    firstMs: null,
  });
  const { report } = build(inOrder(regionsInputs(), story), plan);
  expect(report["postmortem.md"]).toContain("### Facts against the truth");
  expect(report["postmortem.md"]).toContain("rejected: no host names");
});

test("without a draft there is no record and no section", () => {
  const { summary, report } = build(regionsInputs(), regionsPlan);
  expect(summary.messages).toBeNull();
  expect(report["postmortem.md"]).not.toContain(`## ${messages.title}`);
});
