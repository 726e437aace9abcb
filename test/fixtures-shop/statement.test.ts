import fc from "fast-check";
import { expect, test } from "vitest";
import { databaseFailure } from "../../fixtures/shop/database-error.ts";
import { withComment } from "../../fixtures/shop/sql-comment.ts";

test("a statement carries sorted, encoded tags in a comment at its end", () => {
  expect(
    withComment("SELECT 1", { route: "/v1/export", application: "api", customer: "4211" }),
  ).toBe("SELECT 1 /*application='api',customer='4211',route='%2Fv1%2Fexport'*/");
  expect(withComment("SELECT 1 /*mine*/", { a: "b" })).toBe("SELECT 1 /*mine*/");
  expect(withComment("SELECT 1", {})).toBe("SELECT 1");
});

test("no value can end the comment or its quotes, and each is read back as it was", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ minLength: 1 }), fc.string({ unit: "grapheme" }), { minKeys: 1 }),
      (tags) => {
        const [, inside = ""] =
          /^SELECT 1 \/\*(.*)\*\/$/s.exec(withComment("SELECT 1", tags)) ?? [];
        expect(inside).not.toMatch(/\*|\//);
        const pairs = inside
          .split(",")
          .map((pair) => /^([^']*)='([^']*)'$/.exec(pair)?.slice(1).map(decodeURIComponent));
        expect(Object.fromEntries(pairs as [string, string][])).toEqual({ ...tags });
      },
    ),
  );
});

const failure = (errno: number | undefined, code?: string, more: object = {}): Error =>
  Object.assign(new Error("what the driver says\nsql: SELECT"), { errno, code, ...more });

test.each([
  [
    failure(undefined, "PROTOCOL_CONNECTION_LOST", { fatal: true }),
    "gone-away",
    "MySQL server has gone away",
  ],
  [failure(undefined, undefined, { fatal: true }), "gone-away", "MySQL server has gone away"],
  [failure(2006), "gone-away", "MySQL server has gone away"],
  [failure(-104, "ECONNRESET"), "gone-away", "MySQL server has gone away"],
  [failure(1040, "ER_CON_COUNT_ERROR"), "too-many-connections", "Too many connections"],
  [
    Object.assign(failure(undefined, "POOL_TIMEOUT"), { cause: failure(1040) }),
    "too-many-connections",
    "Too many connections",
  ],
  [
    failure(undefined, "POOL_TIMEOUT"),
    "pool-timeout",
    "Timeout acquiring a connection from the pool",
  ],
  [
    failure(4151, "ER_NAME_OF_ANOTHER_SERVER"),
    "account-locked",
    "Access denied, this account is locked",
  ],
  [failure(1317), "killed", "Query execution was interrupted"],
  [failure(-111, "ECONNREFUSED"), "unreachable", "Can't connect to MySQL server"],
  [
    failure(undefined, "ETIMEDOUT", { fatal: true }),
    "unreachable",
    "Can't connect to MySQL server",
  ],
  [failure(1064, "ER_PARSE_ERROR"), "other", "Database error"],
  ["no error at all", "other", "Database error"],
])("the number decides what an error means, then the code: %s", (error, kind, msg) => {
  expect(databaseFailure(error)).toMatchObject({ class: kind, msg });
});

test("the driver's code and number stand beside the classic text, its statement does not", () => {
  expect(databaseFailure(failure(-104, "ECONNRESET"))).toEqual({
    class: "gone-away",
    msg: "MySQL server has gone away",
    code: "ECONNRESET",
    errno: -104,
    detail: "what the driver says",
  });
});
