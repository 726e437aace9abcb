import { GamedayError } from "../../src/kernel/error.ts";

/** The error of one class that work throws; any other is thrown on, and none is an error as well. */
export function failure(work: () => unknown): GamedayError;
export function failure<T extends Error>(
  work: () => unknown,
  kind: abstract new (...args: never[]) => T,
): T;
export function failure(
  work: () => unknown,
  kind: abstract new (...args: never[]) => Error = GamedayError,
): Error {
  try {
    work();
  } catch (error) {
    if (error instanceof kind) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
