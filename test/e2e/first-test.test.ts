import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { command, expectNothingLeft, gameday, homeFor, root } from "./gameday.ts";

const home = homeFor("all");
const firstTest = join(root, "test", "fixtures", "first-test.yaml");

it("a Test of real processes passes, leaves nothing behind, and what its last lines say can be typed as it stands", async () => {
  const { code, stdout } = await gameday(home, [
    "run",
    firstTest,
    "--ci",
    "--runtime",
    "process",
    "--seed",
    "7f3a",
  ]);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^ PASS {2}/m)]);
  const shown = (word: string): string =>
    new RegExp(`^   ${word} +(.*)$`, "m").exec(stdout)?.[1] ?? "";
  expect(shown("open")).toMatch(new RegExp(`^${command} report open \\S+$`));
  const typed = async (line: string): Promise<string> =>
    (await promisify(execFile)("sh", ["-c", line], { cwd: home.elsewhere, env: home.env })).stdout;
  expect(await typed(`${shown("open")} --json`)).toContain("postmortem.html");
  expect(await typed(`${shown("again")} --dry-run`)).toContain("seed 7f3a");
  await expectNothingLeft(home);
});
