import { appendFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { GamedayError } from "../../src/kernel/error.ts";
import { realClock } from "../../src/register/real-clock.ts";
import type { ReviewInput } from "../../src/review/event.ts";
import { actionsFile, appendReview, readReview, readReviewEvents } from "../../src/review/file.ts";
import type { ReviewState } from "../../src/review/state.ts";
import { ownFolder } from "../support/own-folder.ts";
import { about, ana } from "./story.ts";

const writer = { clock: realClock, by: ana };
const added = (id: string, text = id): ReviewInput => ({
  type: "action.added",
  data: { id, text, type: "prevent", priority: "should", canRerun: false },
});
const next = (state: ReviewState | undefined): string => `a${(state?.actions.length ?? 0) + 1}`;
/** Begins the file when it is not there, and adds one action. */
const addOne = (state: ReviewState | undefined): readonly ReviewInput[] => [
  ...(state === undefined ? [{ type: "log.begun", data: about } as const] : []),
  added(next(state)),
];

async function written(lines: number): Promise<string> {
  const file = join(ownFolder(), "actions", "drill.jsonl");
  for (let n = 0; n < lines; n += 1) await appendReview(file, writer, addOne);
  return file;
}

function mistake(act: () => unknown): GamedayError {
  try {
    act();
  } catch (error) {
    if (error instanceof GamedayError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("the actions file", () => {
  it("is beside the runs", () => {
    expect(actionsFile("/x/reports/runs/2026-a")).toBe("/x/reports/actions/2026-a.jsonl");
    expect(actionsFile("/x/drills/2026-a")).toBe("/x/drills/actions/2026-a.jsonl");
  });

  it("numbers and chains its lines, and says who wrote them", async () => {
    const events = readReviewEvents(await written(3));
    expect(events.map(({ seq, type, by }) => [seq, type, by.id])).toEqual([
      [0, "log.begun", "ana"],
      [1, "action.added", "ana"],
      [2, "action.added", "ana"],
      [3, "action.added", "ana"],
    ]);
    expect(new Set(events.map(({ prev }) => prev)).size).toBe(4);
  });

  it("loses nothing when many write together", async () => {
    const file = join(ownFolder(), "actions", "drill.jsonl");
    await Promise.all(Array.from({ length: 12 }, () => appendReview(file, writer, addOne)));
    expect(readReview(file)?.actions.map(({ id }) => id)).toEqual(
      Array.from({ length: 12 }, (_, n) => `a${n + 1}`),
    );
    expect(readdirSync(join(file, ".."))).toEqual(["drill.jsonl"]);
  });

  it("is left as it is by a decision that refuses", async () => {
    const file = await written(1);
    const before = readFileSync(file, "utf8");
    await expect(
      appendReview(file, writer, () => {
        throw new GamedayError("GD-C005", "no");
      }),
    ).rejects.toThrow("no");
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  it.each([1, 20, 150])("does without a last line that is torn after %i bytes", async (bytes) => {
    const file = await written(2);
    const whole = readFileSync(file, "utf8");
    const line = whole.trimEnd().split("\n").at(-1) ?? "";
    writeFileSync(file, whole + line.slice(0, bytes));
    expect(readReview(file)?.actions).toHaveLength(2);
    await appendReview(file, writer, addOne);
    expect(readReview(file)?.actions.map(({ id }) => id)).toEqual(["a1", "a2", "a3"]);
  });

  it("keeps a whole last line that an editor left without its newline", async () => {
    const file = await written(2);
    writeFileSync(file, readFileSync(file, "utf8").trimEnd());
    await appendReview(file, writer, addOne);
    expect(readReview(file)?.actions).toHaveLength(3);
  });

  const damages: Readonly<
    Record<string, { damage: (lines: string[]) => void; at: number; says: RegExp }>
  > = {
    "a changed text": {
      damage: (lines) =>
        void lines.splice(1, 1, (lines[1] ?? "").replace('"text":"a1"', '"text":"a9"')),
      at: 3,
      says: /does not follow from the line before/,
    },
    "a removed line": {
      damage: (lines) => void lines.splice(1, 1),
      at: 2,
      says: /sequence number 2 where 1 was due/,
    },
    "a line that is no JSON": {
      damage: (lines) => void lines.splice(2, 1, "{nonsense"),
      at: 3,
      says: /is not JSON/,
    },
    "a wrong value": {
      damage: (lines) =>
        void lines.splice(1, 1, (lines[1] ?? "").replace('"prevent"', '"perhaps"')),
      at: 2,
      says: /wrong "data.type"/,
    },
    "an empty line": { damage: (lines) => void lines.splice(1, 0, ""), at: 2, says: /is not JSON/ },
    "another type": {
      damage: (lines) =>
        void lines.splice(1, 1, (lines[1] ?? "").replace("action.added", "toString")),
      at: 2,
      says: /has the type "toString"/,
    },
  };

  it.each(Object.entries(damages))(
    "names the line of %s, and adds nothing to it",
    async (_, { damage, at, says }) => {
      const file = await written(3);
      const lines = readFileSync(file, "utf8").split("\n");
      damage(lines);
      const text = lines.join("\n");
      writeFileSync(file, text);
      const { code, message, place } = mistake(() => readReview(file));
      expect([code, place?.file, place?.line]).toEqual(["GD-R007", file, at]);
      expect(message).toMatch(says);
      await expect(appendReview(file, writer, addOne)).rejects.toThrow(says);
      expect(readFileSync(file, "utf8")).toBe(text);
    },
  );

  it("that is a folder is an error of its own", () => {
    const file = join(ownFolder(), "drill.jsonl");
    mkdirSync(file);
    expect(mistake(() => readReview(file)).code).toBe("GD-R007");
  });

  it("of a drill that nobody has reviewed is not there", () => {
    expect(readReview(join(ownFolder(), "drill.jsonl"))).toBeUndefined();
  });

  it("begins by saying which drill it is of", async () => {
    const file = await written(1);
    const line = readFileSync(file, "utf8").split("\n")[1] ?? "";
    const other = join(ownFolder(), "drill.jsonl");
    appendFileSync(other, `${line}\n`);
    expect(mistake(() => readReview(other)).place?.line).toBe(1);
  });
});
