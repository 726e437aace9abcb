import { Worker } from "node:worker_threads";
import type { Matching } from "../kernel/pattern.ts";
import { shorten } from "../kernel/shorten.ts";
import type { MatchAnswer, MatchRequest } from "./match-worker.ts";

/**
 * Longest wait for one answer of a thread that is ready; what takes longer is given up for good.
 * Milliseconds.
 */
const withinMs = 5_000;

let matcher: Worker | undefined;
let last: Promise<unknown> = Promise.resolve();
const givenUp = new Set<string>();

/**
 * Matches in a thread of its own, one question at a time: neither a pattern nor a flood of text
 * holds up the drill. A pattern that takes over five seconds is stopped and refused from then on.
 */
export const matchApart: Matching = (pattern, texts, flags = {}) => {
  if (texts.length === 0) return Promise.resolve([]);
  const mine = last.then(() => ask({ pattern, texts, flags }));
  last = mine.catch(() => undefined);
  return mine;
};

async function ask(request: MatchRequest): Promise<readonly (string | undefined)[]> {
  if (givenUp.has(request.pattern)) throw tooSlow(request.pattern);
  const worker = (matcher ??= await startWorker());
  const answered = Promise.withResolvers<MatchAnswer>();
  const ended = (): void => answered.reject(new Error("the pattern thread ended"));
  worker.once("message", answered.resolve);
  worker.once("exit", ended);
  worker.postMessage(request);
  worker.ref();
  const late = setTimeout(() => {
    givenUp.add(request.pattern);
    answered.reject(tooSlow(request.pattern));
  }, withinMs);
  try {
    const answer = await answered.promise;
    if ("wrong" in answer) throw new Error(`not a pattern: ${answer.wrong}`);
    return answer.found;
  } catch (error) {
    if (givenUp.has(request.pattern)) {
      matcher = undefined;
      void worker.terminate();
    }
    throw error;
  } finally {
    clearTimeout(late);
    worker.off("message", answered.resolve);
    worker.off("exit", ended);
    worker.unref();
  }
}

async function startWorker(): Promise<Worker> {
  const file = import.meta.url.endsWith(".ts") ? "./match-worker.ts" : "./match-worker.js";
  const worker = new Worker(new URL(file, import.meta.url), {
    name: "gameday-patterns",
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  const ready = Promise.withResolvers<void>();
  worker.once("message", () => ready.resolve());
  worker.once("error", ready.reject);
  await ready.promise;
  worker.on("error", () => undefined);
  worker.on("exit", () => {
    if (matcher === worker) matcher = undefined;
  });
  return worker;
}

const tooSlow = (pattern: string): Error =>
  new Error(
    `the pattern ${JSON.stringify(shorten(pattern, 100))} takes longer than ${withinMs / 1_000} s and is not asked again`,
  );
