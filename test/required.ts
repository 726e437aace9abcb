/** True when the environment insists that tests with this real part run: CI does, so that a part that went missing is not taken for one that was never there. */
export function required(part: string): boolean {
  return (process.env["GAMEDAY_REQUIRE"] ?? "").split(/[ ,]+/).includes(part);
}

/** A real part for tests, or undefined with the reason printed when it cannot be had; rejects instead where it is required. */
export async function provided<T>(part: string, find: () => Promise<T>): Promise<T | undefined> {
  try {
    return await find();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (required(part)) throw new Error(`GAMEDAY_REQUIRE names ${part}: ${why}`, { cause: error });
    process.stderr.write(`skipped, no ${part}: ${why.replaceAll("\n", "; ")}\n`);
    return undefined;
  }
}
