import type { Residue } from "../event/heal.ts";
import type { Entry } from "../register/registry.ts";
import { runtimes } from "../stage/runtimes.ts";

/**
 * Removes whatever carries a drill's mark, in every runtime, and its folders; answers what remains.
 * `spare`: processes that are left alone.
 */
export async function sweepStack(
  entry: Entry,
  spare: readonly number[] = [],
): Promise<readonly Residue[]> {
  const remains = await Promise.all(
    runtimes.map(async (runtime) => (await runtime.sweep?.(entry, spare)) ?? []),
  );
  return remains.flat();
}
