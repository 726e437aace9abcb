import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { networkless } from "./k6-networkless.ts";
import { startK6, type K6Exit, type K6Run } from "./k6-process.ts";
import type { K6Point } from "./k6-points.ts";
import { k6Broke, type K6Flow, type K6World } from "./k6-world.ts";
import type { LoadFlow, LoadThreshold } from "./load.ts";
import { tally } from "./tally.ts";

/** A user's script tells of a request when it is over: seconds stay open for so long. */
const patienceMs = 2_000;
/** How long k6 may take to judge the script's thresholds after it has stopped sending. */
const judgementMs = 5_000;

/**
 * Runs a user's own k6 script as a flow. It decides rate and steps itself, so its latencies are k6's own: from when a
 * request left, not from when it was due. Its thresholds are told when it ends. It finds the flow's first endpoint in `__ENV.GAMEDAY_TO`.
 */
export function k6OwnScript(flow: LoadFlow & { readonly script: string }, world: K6World, before?: K6Flow): K6Flow {
  const books = before?.books ?? tally(flow.id, world.secondOf(world.nowMs()), false);
  const begun = Promise.withResolvers<void>();
  const summary = join(world.folder, `${flow.id}-summary.json`);
  let lastSecond = Number.POSITIVE_INFINITY;
  let talks = false;
  let told = false;

  const process = startK6(runOf(flow, world, summary), { onPoint, onTalk });
  const judged = process.gone.then(judge);

  function onTalk(): void {
    talks = true;
    begun.resolve();
  }

  function onPoint(point: K6Point): void {
    if (point.is === "request") return;
    const tookMs = point.is === "http" ? point.tookMs : 0;
    const second = Math.max(books.next, world.secondOf(world.monoOf(point.wallMs) - tookMs));
    if (point.is === "dropped") for (let i = 0; i < point.count; i += 1) books.settle(books.offer(second, 0), "unsent", undefined, undefined);
    else books.settle(books.offer(second, 0), point.outcome === "broken" ? "error" : point.outcome, undefined, point.outcome === "timeout" || point.outcome === "broken" ? undefined : tookMs);
  }

  async function judge(exit: K6Exit): Promise<void> {
    lastSecond = Math.min(lastSecond, world.secondOf(world.nowMs()));
    told = true;
    for (const threshold of await thresholds(flow.id, summary)) world.onThreshold(threshold);
    if (exit.verdict === "marked") world.onThreshold({ flow: flow.id, metric: undefined, threshold: exit.text, ok: false });
    if (exit.verdict !== "broken") return begun.resolve();
    const error = k6Broke(flow.id, flow.script, exit);
    if (talks) world.onError(error);
    else begun.reject(error);
  }

  return {
    begun: begun.promise,
    setRate: () => {
      throw new Error(`load: the script of flow ${flow.id} decides its rate itself`);
    },
    end() {
      lastSecond = world.secondOf(world.nowMs());
      process.interrupt(judgementMs);
    },
    async halt() {
      process.interrupt(judgementMs);
      await Promise.all([judged, before?.halt()]);
    },
    books,
    patienceMs: Number.POSITIVE_INFINITY,
    get openFrom() {
      return Math.min(before?.openFrom ?? Number.POSITIVE_INFINITY, told ? Number.POSITIVE_INFINITY : world.secondOf(world.nowMs() - patienceMs));
    },
    get lastSecond() {
      return lastSecond;
    },
    get done() {
      return told && books.next > lastSecond;
    },
  };
}

function runOf({ script, to }: LoadFlow & { readonly script: string }, world: K6World, summary: string): K6Run {
  const { flags, env } = networkless(to);
  const target = to.slice(0, 1).map(({ host, port }) => `--env=GAMEDAY_TO=http://${host}:${port}`);
  return { binary: world.binary, script, env: { ...env, ...world.env }, flags: [`--summary-export=${summary}`, ...target, ...flags] };
}

/** In the exported summary each threshold stands with whether it was crossed. No summary, no thresholds: k6 had not come far enough. */
async function thresholds(flow: string, file: string): Promise<LoadThreshold[]> {
  const text = await readFile(file, "utf8").catch(() => '{"metrics":{}}');
  const { metrics } = JSON.parse(text) as { metrics: Record<string, { thresholds?: Record<string, boolean> }> };
  const all = Object.entries(metrics).flatMap(([metric, { thresholds: judged = {} }]) => Object.entries(judged).map(([threshold, crossed]) => ({ flow, metric, threshold, ok: !crossed })));
  return all.toSorted((a, b) => a.metric.localeCompare(b.metric) || a.threshold.localeCompare(b.threshold));
}
