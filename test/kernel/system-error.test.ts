import { expect, test } from "vitest";
import { GamedayError } from "../../src/kernel/error.ts";
import { systemError } from "../../src/kernel/system-error.ts";

const refused = (code: string): Error => Object.assign(new Error(`${code}: spawn nice`), { code });

test.each([
  ["EMFILE", "GD-E014", /too many open files: EMFILE/, /ulimit -n/],
  ["EAGAIN", "GD-E014", /no room for another process/, /ulimit -u/],
  ["ENOSPC", "GD-E006", /cannot write: ENOSPC/, /free some space/],
  ["EROFS", "GD-E006", /cannot write: EROFS/, /another folder/],
])("%s is the machine's trouble and no bug of ours", (code, ours, message, hint) => {
  expect(systemError(refused(code))).toMatchObject({
    code: ours,
    exit: 69,
    message: expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  });
});

test("any other error stays what it is", () => {
  for (const error of [
    new Error("x"),
    refused("ECONNRESET"),
    new GamedayError("GD-C001", "x"),
    "EMFILE",
    undefined,
  ])
    expect(systemError(error)).toBeUndefined();
});
