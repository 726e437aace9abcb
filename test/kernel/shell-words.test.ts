import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shellCommand } from "../../src/kernel/shell-words.ts";
import { shorten } from "../../src/kernel/shorten.ts";

describe("a command that is shown again", () => {
  it("keeps the quotes that it needs, and no others", () => {
    expect(shellCommand(["gameday", "sql", "-e", "SHOW FULL PROCESSLIST"])).toBe(
      "gameday sql -e 'SHOW FULL PROCESSLIST'",
    );
    expect(shellCommand(["sh", "-c", "grep 'slow statement' api-1.log | tail -5"])).toBe(
      `sh -c "grep 'slow statement' api-1.log | tail -5"`,
    );
    expect(shellCommand(["awk", "{print $1}", ""])).toBe("awk '{print $1}' ''");
  });

  it("is the same command when a shell reads it, whatever is in it", () => {
    const words = fc.sample(
      fc.string({ unit: fc.constantFrom("a", " ", "'", '"', "$", "`", "\\", "!", "*", "\n", "é") }),
      { numRuns: 200, seed: 7 },
    );
    const printed = execFileSync("sh", ["-c", `printf '%s\\0' ${shellCommand(words)}`], {
      encoding: "utf8",
    });
    expect(printed.split("\0").slice(0, -1)).toEqual(words);
  });
});

describe("a shortened text", () => {
  it("says where something is missing, and never ends in half a character", () => {
    expect(shorten("SELECT 1", 8)).toBe("SELECT 1");
    expect(shorten("SELECT 12", 8)).toBe("SELECT …");
    expect(shorten("abc😀def", 5)).toBe("abc…");
  });
});
