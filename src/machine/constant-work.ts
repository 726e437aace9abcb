import { Worker } from "node:worker_threads";

/** Times one piece of constant work whenever it is asked. */
export interface ConstantWork {
  /** CPU time of a piece, microseconds; null where threads cannot be timed. */
  measure(): Promise<number | null>;
  close(): Promise<void>;
}

/** Starts a thread for it, which keeps no process alive. */
export function constantWork(): ConstantWork {
  const file = import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js";
  const worker = new Worker(new URL(file, import.meta.url), {
    name: "gameday-machine",
    execArgv: [],
  });
  worker.unref();
  let waiting: ((us: number | null) => void)[] = [];
  let over = false;
  const answer = (us: number | null): void => {
    const all = waiting;
    waiting = [];
    for (const tell of all) tell(us);
  };
  worker.on("message", answer);
  // Without its thread the speed is not known; the drill goes on.
  const end = (): void => {
    over = true;
    answer(null);
  };
  worker.on("error", end);
  worker.on("exit", end);
  return {
    measure: () =>
      new Promise((resolve) => {
        if (over) return resolve(null);
        waiting.push(resolve);
        if (waiting.length === 1) worker.postMessage("measure");
      }),
    close: async () => void (await worker.terminate()),
  };
}
