import { setImmediate as nextTurn } from "node:timers/promises";

/** How long work may hold one turn of the event loop. */
const budgetMs = 2;

/**
 * Calls `act` for each item, over as many turns of the event loop as needed. A short list is done
 * before this returns.
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
