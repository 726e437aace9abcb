import fc from "fast-check";
import { expect, test } from "vitest";
import { databaseFailure } from "../../fixtures/shop/database-error.ts";
import { withComment } from "../../fixtures/shop/sql-comment.ts";

test("a statement carries sorted, encoded tags in a comment at its end", () => {
  expect(withComment("SELECT 1", { route: "/v1/export", application: "api", customer: "4211" })).toBe("SELECT 1 /*application='api',customer='4211',route='%2Fv1%2Fexport'*/");
  expect(withComment("SELECT 1 /*mine*/", { a: "b" })).toBe("SELECT 1 /*mine*/");
  expect(withComment("SELECT 1", {})).toBe("SELECT 1");
});

test("no value can end the comment or its quotes, and each is read back as it was", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string({ unit: "grapheme" }), { minKeys: 1 }), (tags) => {
      const [, inside = ""] = /^SELECT 1 \/\*(.*)\*\/$/s.exec(withComment("SELECT 1", tags)) ?? [];
      expect(inside).not.toMatch(/\*|\//);
      const pairs = inside.split(",").map((pair) => /^([^']*)='([^']*)'$/.exec(pair)?.slice(1).map(decodeURIComponent));
      expect(Object.fromEntries(pairs as [string, string][])).toEqual({ ...tags });
    }),
  );
});

const fromDriver = (errno: number, code = "", cause?: Error): Error => Object.assign(new Error("what the driver says\nsql: SELECT", { cause }), { errno, code });

test.each([
  [fromDriver(45009, "ER_SOCKET_UNEXPECTED_CLOSE"), "gone-away", "MySQL server has gone away"],
  [fromDriver(45013, "ER_CMD_CONNECTION_CLOSED"), "gone-away", "MySQL server has gone away"],
  [fromDriver(2006), "gone-away", "MySQL server has gone away"],
  [fromDriver(-104, "ECONNRESET"), "gone-away", "MySQL server has gone away"],
  [fromDriver(1040, "ER_CON_COUNT_ERROR"), "too-many-connections", "Too many connections"],
  [fromDriver(45028, "ER_GET_CONNECTION_TIMEOUT"), "pool-timeout", "Timeout acquiring a connection from the pool"],
  [fromDriver(45028, "ER_GET_CONNECTION_TIMEOUT", fromDriver(1040)), "too-many-connections", "Too many connections"],
  [fromDriver(45061, "ER_POOL_NO_CONNECTION", fromDriver(4151, "ER_BULK_PARSER_INCOMPLETE_ESCAPE_SEQUENCE")), "account-locked", "Access denied, this account is locked"],
  [fromDriver(1317), "killed", "Query execution was interrupted"],
  [fromDriver(-111, "ECONNREFUSED"), "unreachable", "Can't connect to MySQL server"],
  [fromDriver(1064, "ER_PARSE_ERROR"), "other", "Database error"],
  ["no error at all", "other", "Database error"],
])("the number decides what an error means: %s", (error, kind, msg) => {
  expect(databaseFailure(error)).toMatchObject({ class: kind, msg });
});

test("the driver's code and number stand beside the classic text, its statement does not", () => {
  expect(databaseFailure(fromDriver(45009, "ER_SOCKET_UNEXPECTED_CLOSE"))).toEqual({ class: "gone-away", msg: "MySQL server has gone away", code: "ER_SOCKET_UNEXPECTED_CLOSE", errno: 45009, detail: "what the driver says" });
});
