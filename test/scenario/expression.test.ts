import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate, ExpressionError, namesOf, type Value } from "../../src/scenario/expression.ts";
import { parseExpression } from "../../src/scenario/parse-expression.ts";
import { fill, holes, namesUsed, perSecond, substitute } from "../../src/scenario/template.ts";
import { failure } from "../support/failure.ts";

const value = (text: string, values: Record<string, Value> = {}): Value =>
  evaluate(parseExpression(text), values);

describe("an expression", () => {
  it.each([
    ["1 + 2 * 3", 7],
    ["(1 + 2) * 3", 9],
    ["8 / 2 / 2", 2],
    ["2 - 3 - 4", -5],
    ["-2 * -(3)", 6],
    ["--2", 2],
    ["1.5e2 + .5", undefined],
    ["max(1, 2, 3) + min(4, 5)", 7],
    ["round(2.5) + ceil(0.1) + floor(0.9)", 4],
  ])("%s is %s", (text, expected) => {
    if (expected === undefined) expect(() => value(text)).toThrow(ExpressionError);
    else expect(value(text)).toBe(expected);
  });

  it("looks names up, and keeps text and truth when they stand alone", () => {
    expect(value("capacity * hotFactor", { capacity: 10, hotFactor: 2 })).toBe(20);
    expect(value("pool", { pool: "small" })).toBe("small");
    expect(value("strict", { strict: false })).toBe(false);
  });

  it.each([
    ["1 +", "the expression is incomplete", 4],
    ["foo * 2", 'unknown name "foo"', 1],
    ["2 * constructor", 'unknown name "constructor"', 5],
    ["sqrt(2)", 'there is no function "sqrt"; there are min, max, round, ceil, floor', 1],
    ["(1 + 2", 'expected ")" before the end', 7],
    ["1 2", '"2" is too much here', 3],
    ["1 ; 2", '";" is not allowed in an expression', 3],
    ["pool * 2", '"pool" is text, not a number', 1],
    ["1 / 0", "the result is not a finite number; is there a division by zero?", 1],
    ["round(1, 2)", "round takes one value", 1],
    ["1e999", "the result is not a finite number; is there a division by zero?", 1],
    ["", "the expression is incomplete", 1],
  ])("%j fails: %s, at column %i", (text, message, column) => {
    const { message: said, column: at } = failure(
      () => value(text, { pool: "small" }),
      ExpressionError,
    );
    expect([said, at]).toEqual([message, column]);
  });

  it("is not led into depths by a stranger's file", () => {
    expect(failure(() => value("(".repeat(400)), ExpressionError).message).toBe(
      "the expression is nested too deeply",
    );
    expect(failure(() => value("1+".repeat(400)), ExpressionError).message).toContain(
      "longer than 500 characters",
    );
  });

  it("agrees with JavaScript on everything that it can read", () => {
    type Known = readonly [text: string, value: number];
    const leaf: fc.Arbitrary<Known> = fc.oneof(
      fc.integer({ min: 0, max: 1_000 }).map((number) => [String(number), number] as const),
      fc.constantFrom(["a", 3] as const, ["b", 0.5] as const),
    );
    const operations = {
      "+": (x: number, y: number) => x + y,
      "-": (x: number, y: number) => x - y,
      "*": (x: number, y: number) => x * y,
    };
    const { whole } = fc.letrec<{ whole: Known }>((tie) => ({
      whole: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc
          .tuple(
            tie("whole"),
            fc.constantFrom("+" as const, "-" as const, "*" as const),
            tie("whole"),
          )
          .map(
            ([[x, xs], sign, [y, ys]]) =>
              [`(${x} ${sign} ${y})`, operations[sign](xs, ys)] as const,
          ),
        fc
          .tuple(tie("whole"), tie("whole"))
          .map(([[x, xs], [y, ys]]) => [`max(${x}, -${y})`, Math.max(xs, -ys)] as const),
      ),
    }));
    fc.assert(
      fc.property(
        whole.filter(([text]) => text.length < 400),
        ([text, expected]) => {
          expect(value(text, { a: 3, b: 0.5 })).toBe(expected);
        },
      ),
    );
  });

  it("never fails with anything but an ExpressionError", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(..."1aA+-*/(),. $}".split("")) })),
        (text) => {
          try {
            const parsed = parseExpression(text);
            namesOf(parsed);
            evaluate(parsed, { a: 1, A: "x" });
          } catch (error) {
            expect(error).toBeInstanceOf(ExpressionError);
          }
        },
      ),
    );
  });
});

describe("a text with expressions", () => {
  it("keeps the type of a value that is one expression, and fills longer texts", () => {
    expect(fill("${n}", { n: 3 })).toBe(3);
    expect(fill("${n + 1}/s for ${who}", { n: 3, who: "ops" })).toBe("4/s for ops");
    expect(fill("no holes", {})).toBe("no holes");
  });

  it("is filled deep inside data, and nothing else changes", () => {
    expect(
      substitute({ a: ["${n}", 1, null, true, { b: "x${n}" }], "${n}": "k" }, { n: 2 }),
    ).toEqual({ a: [2, 1, null, true, { b: "x2" }], "${n}": "k" });
  });

  it("tells where its holes are, also one that is not closed", () => {
    expect(holes("a ${b} c ${d")).toEqual([
      { expression: "b", from: 2, to: 6 },
      { expression: "d", from: 9, to: 13 },
    ]);
  });

  it("gives rates per second", () => {
    expect(perSecond("90/m", {})).toBe(1.5);
    expect(perSecond("${n * 2}/s", { n: 3 })).toBe(6);
    expect(perSecond("${n}/s", { n: 1e-7 })).toBe(1e-7);
    expect(perSecond(7, {})).toBe(7);
  });

  it("tells the names that it uses", () => {
    expect([...namesUsed({ a: "${x + max(y, 1)}", b: ["${z}", "${broken +}"] })]).toEqual([
      "x",
      "y",
      "z",
    ]);
  });
});
