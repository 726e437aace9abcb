/**
 * The long form of the incident's tests: `npm run test:incident`. Every role, verb, mode and preset
 * once, and 20,000 random sequences; what is counted is counted while they run. `--json`: the last
 * line is the counts.
 */
import { startVitest } from "vitest/node";

process.env["GAMEDAY_INCIDENT"] = "full";
const json = process.argv.includes("--json");
// What Vitest says is no data.
console.log = console.error;

const run = await startVitest("test", ["test/incident/"], {
  project: "unit",
  watch: false,
  run: true,
  testTimeout: 3_600_000,
});
const files = run.state.getTestModules();
const tests = files.flatMap((file) => [...file.children.allTests()]);
const counted = (key: string): number =>
  tests.reduce((sum, test) => {
    const value: unknown = Object.entries(test.meta()).find(([name]) => name === key)?.[1];
    return sum + (typeof value === "number" ? value : 0);
  }, 0);
// A file that does not even load has no test that fails.
const failed = [
  ...tests.filter((test) => test.result().state === "failed"),
  ...files.filter((file) => file.errors().length > 0),
].length;
const result = { matrixCases: counted("matrixCases"), sequences: counted("sequences"), failed };
await run.close();
process.stdout.write(
  json
    ? `${JSON.stringify(result)}\n`
    : `${result.matrixCases} cases of the matrix, ${result.sequences} sequences, ${failed} failed\n`,
);
process.exitCode = failed === 0 && result.sequences > 0 && result.matrixCases > 0 ? 0 : 1;
