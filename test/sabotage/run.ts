/**
 * Sabotage on the simulated stack: `node test/sabotage/run.ts --cases 20000`, or one of them with
 * everything about it: `--case 4711`. Ends with 1 when any pass is a false one.
 */
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { attempt, type Outcome } from "./attempt.ts";
import { added, count, table, type Tally } from "./tally.ts";

interface Share {
  readonly from: number;
  readonly cases: number;
  readonly step: number;
}

interface Result {
  readonly tally: Tally;
  readonly wrong: readonly Outcome[];
  readonly undisturbed: number;
}

/** How to see one case again. */
export const again = (number: number): string => `node test/sabotage/run.ts --case ${number}`;

/** Plays every `step`-th case from one on. */
export async function playShare({ from, cases, step }: Share): Promise<Result> {
  const tally: Tally = {};
  const wrong: Outcome[] = [];
  let undisturbed = 0;
  for (let number = from; number < cases; number += step) {
    const outcome = await attempt(number);
    count(tally, outcome);
    if (outcome.undisturbed) undisturbed += 1;
    if (
      outcome.falseGreen !== undefined ||
      outcome.blindAudit !== undefined ||
      outcome.undeserved !== undefined
    )
      wrong.push(outcome);
  }
  return { tally, wrong, undisturbed };
}

async function all(cases: number): Promise<number> {
  const step = Math.min(2, availableParallelism());
  const shares = Array.from({ length: step }, (_, from) => inWorker({ from, cases, step }));
  const results = await Promise.all(shares);
  const wrong = results.flatMap((result) => result.wrong).toSorted((a, b) => a.number - b.number);
  for (const one of wrong.slice(0, 60)) process.stdout.write(`${line(one)}\n`);
  process.stdout.write(`\n${table(added(results.map(({ tally }) => tally)))}\n`);
  const green = wrong.filter(({ falseGreen }) => falseGreen !== undefined).length;
  const lost = wrong.filter(
    ({ undeserved, verdict }) => undeserved !== undefined && verdict === "unknown",
  ).length;
  const undisturbed = results.reduce((sum, result) => sum + result.undisturbed, 0);
  process.stdout.write(
    `\n${cases} cases: ${green} false green; of ${undisturbed} undisturbed runs ${lost} are unknown (${((100 * lost) / Math.max(1, undisturbed)).toFixed(2)} %)\n`,
  );
  return green === 0 && wrong.every(({ blindAudit }) => blindAudit === undefined) ? 0 : 1;
}

function line({ number, kind, verdict, falseGreen, blindAudit, undeserved }: Outcome): string {
  const missed =
    blindAudit === undefined
      ? `undeserved: ${undeserved ?? verdict}`
      : `the auditor is blind: ${blindAudit}`;
  const what = falseGreen === undefined ? missed : `false green: ${falseGreen}`;
  return `${kind}: ${what}\n   ${again(number)}`;
}

function inWorker(share: Share): Promise<Result> {
  return new Promise((resolve, reject) => {
    new Worker(fileURLToPath(import.meta.url), { workerData: share })
      .once("message", resolve)
      .once("error", reject);
  });
}

if (!isMainThread) parentPort?.postMessage(await playShare(workerData as Share));
else if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { cases: { type: "string", default: "20000" }, case: { type: "string" } },
  });
  if (values.case === undefined) process.exitCode = await all(Number(values.cases));
  else process.stdout.write(`${JSON.stringify(await attempt(Number(values.case)), null, 1)}\n`);
}
