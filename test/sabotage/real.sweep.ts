import { expect, it } from "vitest";
import { attemptReal, type RealOutcome } from "./real.ts";
import { count, table, type Tally } from "./tally.ts";

const cases = Number(process.env["GAMEDAY_SABOTAGE_REAL"] ?? 60);

it(
  `gives no pass that is none, in ${cases} sabotaged drills on real processes`,
  { timeout: 3_600_000 },
  async () => {
    const outcomes: RealOutcome[] = [];
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let number = next++; number < cases; number = next++) {
        const outcome = await attemptReal(number);
        outcomes.push(outcome);
        process.stdout.write(
          `${number} ${outcome.kind}: ${outcome.verdict}${outcome.falseGreen === undefined ? "" : `, false green: ${outcome.falseGreen}`}\n`,
        );
      }
    };
    await Promise.all([lane(), lane()]);
    const tally: Tally = {};
    for (const { undeserved, ...outcome } of outcomes)
      count(tally, { ...outcome, blindAudit: undefined, undisturbed: false, undeserved });
    process.stdout.write(`${table(tally)}\n`);
    for (const { kind, number, undeserved } of outcomes)
      if (undeserved !== undefined) process.stdout.write(`${number} ${kind}: ${undeserved}\n`);
    expect(outcomes.filter(({ falseGreen }) => falseGreen !== undefined)).toEqual([]);
  },
);
