/**
 * Behind `npm test`: the unit tests and a few real drills, five minutes; all tests with --all,
 * where GAMEDAY_REQUIRE names parts that must be there, or where files or folders are named. Ends
 * with what was skipped, and how to have it.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { skippedLines } from "./test-needs.ts";

const root = join(import.meta.dirname, "..");
const given = process.argv.slice(2);
const wanted = given.filter((arg) => arg !== "--all");
const whole =
  given.length > wanted.length ||
  (process.env["GAMEDAY_REQUIRE"] ?? "") !== "" ||
  wanted.some((arg) => !arg.startsWith("-"));
// What `gameday setup tools` built counts as installed.
const tools = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "gameday", "tools");
const folder = mkdtempSync(join(tmpdir(), "gameday-test-"));
const summary = join(folder, "skipped.jsonl");
const { status } = spawnSync(
  process.execPath,
  [
    join(root, "node_modules", "vitest", "vitest.mjs"),
    "run",
    ...(whole ? [] : ["--project", "unit", "--project", "core"]),
    ...wanted,
  ],
  {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      GAMEDAY_TEST_SUMMARY: summary,
      PATH: `${process.env["PATH"] ?? ""}${delimiter}${tools}`,
    },
  },
);
const skipped = existsSync(summary) ? skippedLines(readFileSync(summary, "utf8")) : [];
rmSync(folder, { recursive: true });
for (const line of skipped) console.log(line);
if (!whole)
  console.log(
    "skipped  whole drills and containers, which take half an hour; to run them: npm run test:all",
  );
process.exitCode = status ?? 1;
