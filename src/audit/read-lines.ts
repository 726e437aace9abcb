import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

/**
 * A file's lines, one after the other, with flat memory. The last may be torn; the caller checks
 * it.
 */
export async function* linesOf(file: string): AsyncGenerator<string, void, undefined> {
  const input = createReadStream(file, "utf8");
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } finally {
    input.destroy();
  }
}
