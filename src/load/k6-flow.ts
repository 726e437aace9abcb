import { k6Crew } from "./k6-crew.ts";
import { longestJourneyMs } from "./k6-script.ts";
import type { K6Rate } from "./k6-ticks.ts";
import type { K6Flow, K6World } from "./k6-world.ts";
import type { LoadFlow } from "./load.ts";
import { tally, type Tally } from "./tally.ts";

/** What a busy machine may add to the longest journey. */
const spareMs = 15_000;

/**
 * Sends a flow by k6: one process at a time, and another one for another rate. `before` is an ended
 * flow of the same name: its books go on.
 */
export function k6Flow(flow: LoadFlow, world: K6World, before?: K6Flow): K6Flow {
  const books = before?.books ?? openBooks(flow, world);
  const begun = Promise.withResolvers<void>();
  let sends = false;
  let lastSecond = Number.POSITIVE_INFINITY;
  const crew = k6Crew(
    { flow, books, secondOf: (ms) => world.secondOf(ms), monoOf: (ms) => world.monoOf(ms) },
    world,
    {
      onSending() {
        sends = true;
        begun.resolve();
      },
      onBroken(error, exit) {
        if (!sends) return begun.reject(error);
        world.onEnded({
          flow: flow.id,
          second: world.secondOf(world.nowMs()),
          how: exit.verdict,
          why: exit.text,
        });
        world.onError(error);
      },
    },
  );

  if (flow.perSecond > 0) crew.launch(firstRate(flow));
  else begun.resolve();

  return {
    begun: begun.promise,
    books,
    taken: (bins) => bins,
    patienceMs: longestJourneyMs(flow) + spareMs,
    get openFrom() {
      return Math.min(before?.openFrom ?? Number.POSITIVE_INFINITY, crew.openFrom);
    },
    get lastSecond() {
      return lastSecond;
    },
    get done() {
      return crew.empty && books.next > lastSecond;
    },
    setRate(perSecond, overMs) {
      const rate = crew.rate();
      if (perSecond > 0 || (overMs > 0 && rate > 0))
        crew.launch({ from: overMs > 0 ? rate : perSecond, to: perSecond, rampMs: overMs });
      else crew.cutAll();
    },
    end() {
      lastSecond = world.secondOf(world.nowMs());
      crew.cutAll();
    },
    halt: async (hurry) => void (await Promise.all([before?.halt(hurry), crew.killAll()])),
  };
}

function openBooks(flow: LoadFlow, world: K6World): Tally {
  return tally(flow.id, world.secondOf(world.nowMs()), {
    retries: flow.retry !== undefined,
    begun: flow.steps.length > 1,
  });
}

/** A flow with a ramp starts from nothing. */
function firstRate({ perSecond, rampMs }: LoadFlow): K6Rate {
  return { from: rampMs === undefined ? perSecond : 0, to: perSecond, rampMs: rampMs ?? 0 };
}
