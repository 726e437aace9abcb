import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { GamedayError } from "../../src/kernel/error.ts";
import { checkOrganisation, type CheckedOrganisation } from "../../src/org/read.ts";
import { readPreset } from "../../src/register/presets.ts";

const check = (text: string): CheckedOrganisation =>
  checkOrganisation(text, "gameday/org.yaml", readPreset);
const heading = "apiVersion: gameday/v1\nkind: Organisation\nid: acme\ntitle: Acme\n";

const told = (errors: readonly GamedayError[]): string =>
  errors
    .map(({ code, message, hint, place }) =>
      [
        `${code} ${message}`,
        `   ${place?.file}:${place?.line}:${place?.column}`,
        `   ${place?.source ?? ""}`,
        ...(hint?.split("\n").map((line) => `   ${line}`) ?? []),
        "",
      ].join("\n"),
    )
    .join("\n");

describe("an organisation file", () => {
  test("that extends a preset has all of it, and its own things over it", () => {
    const { organisation, errors } = check(
      `${heading}extends: gremlin\nseverities:\n  0: { mitigateWithin: 10m }\n  2: null\n` +
        "roles:\n  pilot: { title: Pilot }\nservices:\n  api: { slo: 99.9, owner: ana }\n" +
        "people:\n  ana: { name: Ana, roles: [imoc] }\n",
    );
    expect(told(errors)).toBe("");
    expect(organisation?.profile).toMatchObject({
      id: "acme",
      severities: [
        { id: 0, label: "SEV 0", targetMs: 600_000 },
        { id: 1, targetMs: 8 * 3_600_000 },
      ],
      roles: { imoc: "IMOC", pilot: "Pilot" },
      duties: { imoc: ["decide"], pilot: [] },
    });
    expect(organisation).toMatchObject({
      services: { api: { title: "api", owner: "ana", slo: 99.9, critical: true } },
      people: { ana: { name: "Ana", roles: ["imoc"] } },
    });
  });

  test("says how pages go on and where messages arrive", () => {
    const { organisation, errors } = check(
      `${heading}extends: gremlin\npaging: { renotifyEvery: 1m, renotifyTimes: 3, steps: [on-call] }\n` +
        'messages: { scope: 5m, approval: [], mailboxes: { customer: ["@acme", news] } }\n',
    );
    expect(told(errors)).toBe("");
    expect(organisation?.profile).toMatchObject({
      paging: { renotifyEveryMs: 60_000, renotifyTimes: 3, steps: ["on-call"] },
      messages: {
        scopeMs: 300_000,
        approval: [],
        mailboxes: { customer: ["@acme", "news"], executive: ["executive"] },
        remindAt: [1.5, 3, 4.5],
      },
    });
  });

  test("tells every mistake at once, each with its line, its column and what to do", async () => {
    const text = readFileSync(new URL("mistakes.yaml", import.meta.url), "utf8");
    await expect(told(check(text).errors)).toMatchFileSnapshot("mistakes.txt");
  });

  test("knows the verbs of an incident", () => {
    expect(
      told(check(`${heading}extends: gremlin\nrights: { who: { esclate: [imoc] } }\n`).errors),
    ).toContain('did you mean "escalate"?');
  });

  test("cannot extend itself, nor what is no preset", () => {
    expect(told(check(`${heading}extends: gremlim\n`).errors)).toContain('did you mean "gremlin"?');
    expect(told(check(`${heading}extends: [gremlin]\n`).errors)).toContain("unknown preset");
  });

  test("without a preset says what is missing", () => {
    const { organisation, errors } = check(heading);
    expect(organisation).toBeUndefined();
    expect(told(errors)).toContain('the organisation is missing the field "severities"');
  });

  test.each([
    ["", "the file is empty"],
    ["- a\n- b\n", "an organisation is a map of fields, not a list"],
    ["a: [\n", "not readable YAML"],
    ["a: 1\n---\nb: 2\n", "an organisation is one YAML document; this file has 2"],
  ])("that is none is refused: %j", (text, why) => {
    const { organisation, errors } = check(text);
    expect(organisation).toBeUndefined();
    expect(told(errors)).toContain(why);
  });

  test("ranks severities by their number, wherever it begins to count", () => {
    const rows = "  10: { label: P10, description: d }\n  9: { label: P9, description: d }\n";
    const { organisation } = check(
      `${heading}extends: gremlin\nseverities:\n  0: null\n  1: null\n  2: null\n${rows}startSeverity: 9\n`,
    );
    expect(organisation?.profile.severities.map(({ id, rank }) => [id, rank])).toEqual([
      [9, 0],
      [10, 1],
    ]);
  });
});
