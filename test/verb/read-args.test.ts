import { describe, expect, it } from "vitest";
import { GamedayError } from "../../src/kernel/error.ts";
import { readArgs } from "../../src/verb/read-args.ts";

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof GamedayError) return `${error.code} ${error.message} | ${error.hint}`;
    throw error;
  }
  return "accepted";
}

describe("the arguments of a verb", () => {
  it("are those of its entry, cleaned, and nothing else", () => {
    expect(
      readArgs("sev.declare", { level: "SEV 1", text: " down\u0007 ", colour: "red" }),
    ).toEqual({ level: 1, text: "down" });
    expect(readArgs("sev.ack", { text: " " })).toEqual({});
    expect(readArgs("prove", { evidence: "who", words: ["grep", "x"] })).toEqual({
      evidence: "who",
      words: ["grep", "x"],
    });
  });

  it("say which one is missing, what it is and how it is typed", () => {
    expect(refusal(() => readArgs("sev.declare", { level: 0 }))).toBe(
      'GD-C001 "text" is missing: what users see | gameday sev declare "the shop answers with errors"',
    );
    expect(refusal(() => readArgs("tool.used", { tool: "sql" }))).toBe(
      'GD-C001 "summary" is missing: what was done with it | what was done with it',
    );
  });

  it("are refused in another type, and when they are endless", () => {
    expect(refusal(() => readArgs("note", { text: 5 }))).toContain(
      '"text" must be text, and is number',
    );
    expect(refusal(() => readArgs("note", { text: "x".repeat(4_001) }))).toContain(
      "4001 characters",
    );
    expect(refusal(() => readArgs("sev.escalate", { level: [1], why: "a" }))).toContain(
      '"level" must be a severity such as 1, and is [1]',
    );
  });

  it("are never taken from what every object has", () => {
    expect(refusal(() => readArgs("note", JSON.parse('{"__proto__":{"text":"x"}}')))).toContain(
      '"text" is missing',
    );
  });
});
