/**
 * Nothing decides by words that were written for people: whoever rewords a message must not change
 * what Gameday does. What is decided on has a code, a type of event or a field.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readings } from "./support/read-meaning.ts";

const root = join(import.meta.dirname, "..");

/** File → why it may, and how often it does. Words of other programs are not ours to replace. */
const allowed: Readonly<Record<string, { readonly times: number; readonly why: string }>> = {
  "src/event/legacy.ts": {
    times: 1,
    why: "the one reader of what earlier versions wrote in words",
  },
  "src/incident/exercise/pattern.ts": {
    times: 1,
    why: "what a player says to a person has no code: a scenario names the words that it expects",
  },
  "src/incident/messages/lint.ts": {
    times: 10,
    why: "its rules are about the words of a draft; they suggest and decide nothing",
  },
  "src/runtime/docker/attach-power.ts": {
    times: 1,
    why: "the Docker engine gives these refusals one status, and no code",
  },
  "src/runtime/docker/networks.ts": {
    times: 1,
    why: "the Docker engine says in words alone that a range is taken",
  },
  "src/runtime/docker/partition.ts": {
    times: 1,
    why: "the Docker engine says in words alone that a container is on no such network",
  },
  "src/runtime/docker/refusal.ts": {
    times: 1,
    why: "the Docker engine says in words alone that a port is taken",
  },
  "src/proxy/toxiproxy-http.ts": {
    times: 1,
    why: "Toxiproxy's API has no code for a taken address, and ours answers as it does",
  },
  "src/proxy/server/socket-file.ts": {
    times: 1,
    why: "shows the path that was asked for in the system's message",
  },
  "src/app/scenario/compose-project.ts": {
    times: 1,
    why: "Docker Compose says its name in words",
  },
  "src/load/secure.ts": { times: 1, why: "OpenSSL's reason stands in its message alone" },
  "src/kernel/pattern.ts": { times: 1, why: "leaves out the beginning of re2's message" },
  "src/survey/compose/read.ts": {
    times: 2,
    why: "the YAML reader says in words alone that aliases multiply",
  },
  "src/terminal/usage-error.ts": { times: 1, why: "leaves out a line of oclif's message" },
  "src/scenario/lint/sql-needs.ts": { times: 1, why: "a privilege of SQL has a space in its name" },
  "src/metrics/evidence.ts": { times: 1, why: "asks a list of ids, no sentence" },
  "src/review/export/csv.ts": { times: 1, why: "a spreadsheet takes some texts for formulas" },
  "src/report/sections/timeline.ts": { times: 1, why: "says nothing twice in one line" },
  "src/terminal/line.ts": { times: 1, why: "says nothing twice in one line" },
};

describe("words for people", () => {
  const sources = globSync("src/**/*.ts", { cwd: root }).toSorted();
  const found = sources.flatMap((file) =>
    readings(file, readFileSync(join(root, file), "utf8")).map((reading) => ({ file, ...reading })),
  );

  it("are read for a meaning nowhere, but for the words of other programs", () => {
    expect(sources.length).toBeGreaterThan(300);
    expect(
      found
        .filter(({ file }) => allowed[file] === undefined)
        .map(({ file, line, code }) => `${file}:${line} ${code}`),
    ).toEqual([]);
  });

  it.each(Object.entries(allowed))("in %s no more than they have to", (file, { times }) => {
    expect(found.filter((each) => each.file === file)).toHaveLength(times);
  });
});

describe("a decision on words is found:", () => {
  it.each([
    "if (/^paused\\b/i.test(note.data.text)) stop();",
    'const { text } = note.data; if (text.startsWith("paused")) stop();',
    "note.data.text.startsWith(paused);",
    'const of = ({ reason }: Judgement) => reason.includes("saturated");',
    'const said = error.message; if (said.includes("in use")) again();',
    'const field = /"(.+)"/.exec(mistake.message)?.[1];',
    "const why = (detail: string) => /^SIGKILL/.test(detail);",
    'errorText(warning, style).replace("error", "warning");',
    'const shown = words(value).replace(/^(up|down) to/, "always");',
    'if (finding.text === "nothing was asked") skip();',
    'if ("not proven" === what) skip();',
    'switch (event.data.evidence) { case "gone": skip(); }',
    "fullText(error).match(/taken/);",
    'String(error.message).split(" lacks ");',
    'error["message"].endsWith("taken");',
    'what.startsWith("the objectives");',
    '(error instanceof Error ? error.message : "").trim().indexOf("taken");',
    '["taken"].includes(error.message);',
    "known.has(error.message);",
    "const next = table[error.message];",
    'if (error.message == "taken") again();',
    'String(error).includes("taken");',
    'if (error.message.split(" ")[0] === "address") again();',
  ])("%s", (sin) => {
    expect(readings("src/sin.ts", sin)).not.toEqual([]);
  });

  it.each([
    'if (event.type === "drill.paused") stop();',
    'if (mistake.details?.is === "size") skip();',
    'if (error.code === "GD-E007") again();',
    'const [first] = error.message.split("\\n");',
    'const line = event.data.text.replaceAll(/\\s+/g, " ");',
    'const end = /[.!?]$/.test(finding.text) ? "" : ".";',
    "const tokens = (text: string) => /^\\d+/.exec(text);",
    'if (message === undefined || hint === "") skip();',
    "if (a.text === b.text) once();",
    'const { text, ...rest } = file; for (const [, text] of lines) text.startsWith("#");',
  ])("and this is none: %s", (fine) => {
    expect(readings("src/fine.ts", fine)).toEqual([]);
  });
});
