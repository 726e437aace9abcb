import { setImmediate as nextTurn } from "node:timers/promises";

/** Work that is done in one turn of the event loop before others have theirs. */
const budgetMs = 2;

/**
 * Does something for each of many, over as many turns of the event loop as it takes. What is few is
 * done before this returns.
 */
export async function inSlices<T>(items: Iterable<T>, act: (item: T) => void): Promise<void> {
  let turn = performance.now();
  for (const item of items) {
    act(item);
    if (performance.now() - turn < budgetMs) continue;
    await nextTurn();
    turn = performance.now();
  }
}
