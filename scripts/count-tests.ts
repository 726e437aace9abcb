/**
 * The end of a CI run: failures and the slowest files of reports of Vitest, then one line of
 * counts. `count-tests.ts PASSED FAILED REPORT…` begins with given counts.
 */
import { readFileSync } from "node:fs";
import { relative } from "node:path";

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

const [passedBefore = "0", failedBefore = "0", ...files] = process.argv.slice(2);
const reports = files.map((file) => JSON.parse(readFileSync(file, "utf8")) as Report);

for (const { name, status, message, assertionResults } of reports.flatMap(
  ({ testResults }) => testResults,
)) {
  for (const test of assertionResults) {
    if (test.status === "failed")
      console.log(
        "FAILED",
        name,
        "::",
        test.fullName,
        "\n",
        (test.failureMessages ?? []).join("\n").slice(0, 1_500),
      );
  }
  if (status === "failed" && assertionResults.length === 0) console.log("FAILED", name, message);
}
for (const { testResults } of reports) {
  const seconds = testResults.map(({ name, startTime, endTime }) => ({
    name: relative(".", name),
    took: Math.round((endTime - startTime) / 1_000),
  }));
  console.log("seconds of the slowest files:");
  for (const { name, took } of seconds.toSorted((a, b) => b.took - a.took).slice(0, 20))
    console.log(`${String(took).padStart(4)}  ${name}`);
}
// A file that cannot even be loaded fails without a test; a report that says no success for any
// other reason counts as one failure.
const failures = reports.map(
  ({ numFailedTests, numFailedTestSuites, success }) =>
    numFailedTests + (numFailedTests === 0 ? numFailedTestSuites || (success ? 0 : 1) : 0),
);
const passed =
  Number(passedBefore) + reports.reduce((sum, { numPassedTests }) => sum + numPassedTests, 0);
const failed = Number(failedBefore) + failures.reduce((sum, one) => sum + one, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
