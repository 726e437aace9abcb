import { describe, expect, it } from "vitest";
import { commandWords } from "../../src/terminal/command-words.ts";

const ids = ["run", "stop", "recover", "sev:declare", "sev:ack", "setup:mysql"];
const words = (line: string): string =>
  commandWords(line.split(" ").filter(Boolean), ids).join(" ");

describe("the words of a command line", () => {
  it.each([
    ["help", "--help"],
    ["help run", "run --help"],
    ["help sev", "sev --help"],
    ["help sev declare", "sev declare --help"],
    ["help sev:declare", "sev declare --help"],
    ["sev:declare 1 text", "sev declare 1 text"],
    ["run a:b --seed c:d", "run a:b --seed c:d"],
    ["recover", "recover"],
    ["--version", "--version"],
    ["", ""],
  ])("%s is taken as %s", (line, taken) => {
    expect(words(line)).toBe(taken);
  });

  it.each([
    ["runn", 'unknown command "runn"', "did you mean: gameday run"],
    ["help runn", 'unknown command "runn"', "did you mean: gameday run"],
    ["sev declar 1", 'unknown command "sev declar"', "did you mean: gameday sev declare"],
    ["sev:zzzzzz", 'unknown command "sev zzzzzz"', "gameday sev has: declare, ack"],
    ["qqqqqqqq", 'unknown command "qqqqqqqq"', "gameday --help lists the commands"],
  ])("%s is refused in the words that were typed", (line, message, hint) => {
    expect(() => words(line)).toThrow(expect.objectContaining({ code: "GD-C001", message, hint }));
  });
});
