/**
 * A command that people wait for loads what it needs and no more: each module costs its start, and
 * a package costs many. `bench/cli-start.ts` measures the time; this says what has come in.
 */
import { describe, expect, it } from "vitest";
import { verbFiles } from "../../scripts/verb-files.ts";
import { loadedBy } from "../support/loaded-by.ts";

/** What `bin/run.js` loads before the command. */
const entry = ["src/terminal/main.ts", "src/watch/left-behind.ts"];
const verbs = Object.keys(verbFiles());
const quick = ["src/commands/scenario/list.ts", "src/commands/status.ts", ...verbs];

describe("what is loaded at the start of", () => {
  it.each(quick)("%s is the command line framework, and no other package", (command) => {
    expect([...loadedBy(...entry, command).packages]).toEqual(["@oclif/core"]);
  });

  it.each(quick)("%s is few modules of ours, from the rooms that it needs", (command) => {
    const { files } = loadedBy(...entry, command);
    expect(files).toContain(command);
    expect(files.size).toBeLessThan(55);
    expect([...files].filter((file) => heavy.test(file))).toEqual([]);
  });

  it("every verb: there are some", () => {
    expect(verbs).toContain("src/commands/sev/ack.ts");
    expect(verbs.length).toBeGreaterThan(12);
  });
});

/** Rooms that a drill needs and a question does not. */
const heavy =
  /^src\/(engine|fault|load|probe|proxy|mysql|report|metrics|verdict|audit|survey|player|monitor)\//;
