/** Every word of the journal has somebody who writes it and somebody who reads it. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { usesIn, vocabularyOf, type Source } from "../support/vocabulary.ts";

const root = join(import.meta.dirname, "..", "..");
const sources = globSync("src/**/*.ts", { cwd: root })
  .toSorted()
  .map((file): Source => ({ file, text: readFileSync(join(root, file), "utf8") }));
/** Say who may see a type and how it is stored: that is no use of it. */
const about = ["src/event/durable.ts", "src/event/visible.ts", "src/event/legacy.ts"];
const declared = vocabularyOf(sources.filter(({ file }) => file.startsWith("src/event/")));
const uses = usesIn(sources.filter(({ file }) => !about.includes(file)));

/** An incident's states that no verb leads to yet. */
const toCome = ["reviewing", "verified", "closed", "merged"];

describe("the vocabulary of the journal", () => {
  it("is written: some code makes each type of event", () => {
    expect(declared.types.size).toBeGreaterThan(50);
    expect([...declared.types].filter((type) => !uses.typed.has(type))).toEqual([]);
  });

  it("is read: something follows from each type of event", () => {
    expect([...declared.types].filter((type) => !uses.read.has(type))).toEqual([]);
  });

  it("has no value of a field that nobody writes", () => {
    expect(declared.values.size).toBeGreaterThan(100);
    expect(
      [...declared.values].filter((value) => !uses.given.has(value) && !toCome.includes(value)),
    ).toEqual([]);
  });
});

describe("a dead word is found", () => {
  const events = `interface MoonEvents {
    "moon.rose": { by: "itself" | "players" };
    "moon.set": object;
    "moon.sank": object;
  }`;
  const moon = [
    'record({ type: late ? "moon.sank" : "moon.rose", data: { by: "players" } });',
    'if (event.type === "moon.set") sleep();',
    'switch (event.type) { case "moon.rose": return event.data.by === "itself"; }',
    'type Moon = Extract<GamedayEvent, { type: "moon.set" }>;',
  ];
  const { types, values } = vocabularyOf([{ file: "moon.ts", text: events }]);
  const found = usesIn(moon.map((text, index) => ({ file: `${index}.ts`, text })));

  it("that nobody writes", () => {
    expect([...types].filter((type) => !found.typed.has(type))).toEqual(["moon.set"]);
    expect([...values].filter((value) => !found.given.has(value))).toEqual(["itself"]);
  });

  it("that nobody reads", () => {
    expect([...types].filter((type) => !found.read.has(type))).toEqual(["moon.sank"]);
  });
});
