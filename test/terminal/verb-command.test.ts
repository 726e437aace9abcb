import { describe, expect, it } from "vitest";
import { placed, verbHelp } from "../../src/terminal/verb-command.ts";
import { verbNames, verbOf } from "../../src/verb/index.ts";

const wordsOf = (name: "sev.declare" | "sev.escalate" | "sev.ack") =>
  Object.entries(verbOf(name).args);

describe("typed words", () => {
  it("fill what is required first: one word of `sev declare` is what users see", () => {
    expect(placed(wordsOf("sev.declare"), ["down"])).toEqual({ text: "down" });
    expect(placed(wordsOf("sev.declare"), ["0", "down"])).toEqual({ level: "0", text: "down" });
    expect(placed(wordsOf("sev.declare"), [])).toEqual({});
  });

  it("stand in the order of the table otherwise", () => {
    expect(placed(wordsOf("sev.escalate"), ["0", "worse"])).toEqual({ level: "0", why: "worse" });
    expect(placed(wordsOf("sev.ack"), ["mine"])).toEqual({ text: "mine" });
    expect(placed(wordsOf("sev.ack"), [])).toEqual({});
  });
});

describe("the help of a verb", () => {
  it("begins with a sentence and shows the command as it is typed", () => {
    const named = verbNames.filter((name) => verbOf(name).command !== undefined);
    expect(named.length).toBeGreaterThan(12);
    for (const name of named) {
      const { summary, examples } = verbHelp(name);
      expect(summary).toMatch(/^[A-Z].*\.$/);
      for (const example of examples)
        expect(example.startsWith(`<%= config.bin %> ${name.replaceAll(".", " ")}`)).toBe(true);
    }
  });
});
