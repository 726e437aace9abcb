import { expect, it } from "vitest";
import { again, playShare } from "./run.ts";
import { table } from "./tally.ts";

/** `npm run test:sabotage` plays ten times as many. */
const cases = 2_000;

it(`gives no pass that is none, in ${cases} sabotaged drills`, { timeout: 300_000 }, async () => {
  const { tally, wrong, undisturbed } = await playShare({ from: 0, cases, step: 1 });
  process.stdout.write(`${table(tally)}\n`);
  const told = wrong.map(({ number, kind, falseGreen, blindAudit, undeserved }) => ({
    again: again(number),
    kind,
    what: falseGreen ?? blindAudit ?? undeserved,
  }));
  expect(told.filter((_one, index) => wrong[index]?.falseGreen !== undefined)).toEqual([]);
  expect(told.filter((_one, index) => wrong[index]?.blindAudit !== undefined)).toEqual([]);
  expect(
    told.filter(
      (_one, index) => wrong[index]?.undeserved !== undefined && wrong[index].verdict !== "unknown",
    ),
  ).toEqual([]);
  expect(
    wrong.filter(({ undeserved, verdict }) => undeserved !== undefined && verdict === "unknown")
      .length,
  ).toBeLessThan(undisturbed * 0.02);
});
