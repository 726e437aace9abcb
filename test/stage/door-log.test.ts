import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { changeIn, doorLogs } from "../../src/stage/door-log.ts";
import type { StackView } from "../../src/engine/ports.ts";
import { ownFolder } from "../support/own-folder.ts";

const line = (change: unknown, more: object = {}): string =>
  `${JSON.stringify({ ts: "2026-12-01T00:00:01.000Z", msg: "changed", change, ...more })}\n`;

test("a component's log line with a change is one, about the component that it names or else its own", () => {
  expect(
    changeIn(
      line({ what: "limit", fact: "rateLimit.perSecond", before: 500, after: 20, target: "api" }),
      "support",
    ),
  ).toEqual({
    target: "api",
    via: "support",
    what: "limit",
    fact: "rateLimit.perSecond",
    before: 500,
    after: 20,
    wallMs: Date.UTC(2026, 11, 1, 0, 0, 1),
  });
  expect(
    changeIn(
      line({ what: "route", fact: "eu", after: { to: "us" }, automatic: true }, { ts: "?" }),
      "dns",
    ),
  ).toEqual({
    target: "dns",
    what: "route",
    fact: "eu",
    before: null,
    after: '{"to":"us"}',
    automatic: true,
  });
});

test("other lines, unknown kinds and broken JSON are no change", () => {
  for (const text of [
    "listening",
    '{"msg":"x"}',
    line({ what: "mood", fact: "x" }),
    line({ what: "limit" }),
    '{"change":{"what":"limit"',
  ])
    expect(changeIn(text, "api")).toBeUndefined();
});

test("what was in the log before is history; what is added is read once, in whole lines, of every replica", async () => {
  const folder = ownFolder();
  const [one, two] = [join(folder, "1.log"), join(folder, "2.log")];
  await writeFile(one, line({ what: "limit", fact: "old", before: 1, after: 2 }));
  await writeFile(two, "");
  const stack = {
    instances: () => [
      { id: "api/1", logFile: one },
      { id: "api/2", logFile: two },
    ],
  } as unknown as StackView;
  const doors = doorLogs(stack, ["api"]);
  expect(await doors.read()).toEqual([]);
  const whole = line({ what: "limit", fact: "new", before: 2, after: 3 });
  await appendFile(one, whole.slice(0, 30));
  expect(await doors.read()).toEqual([]);
  await appendFile(one, whole.slice(30));
  await appendFile(two, line({ what: "account", fact: "customer 1", before: false, after: true }));
  expect((await doors.read()).map(({ target, fact }) => [target, fact])).toEqual([
    ["api/1", "new"],
    ["api/2", "customer 1"],
  ]);
  expect(await doors.read()).toEqual([]);
});
