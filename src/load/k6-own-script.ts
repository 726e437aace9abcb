import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { inspectScript, type K6ScriptOptions } from "./k6-inspect.ts";
import { networkless } from "./k6-networkless.ts";
import { tagsToJudge, type K6Point } from "./k6-points.ts";
import { startK6, type K6Listeners, type K6Process } from "./k6-process.ts";
import { k6Pulse } from "./k6-pulse.ts";
import { k6Broke, type K6Flow, type K6World } from "./k6-world.ts";
import type { Bin, LoadEnd, LoadFlow, LoadThreshold } from "./load.ts";
import { tally } from "./tally.ts";

/** A user's script tells of a request when it is over: seconds stay open for so long. */
const patienceMs = 2_000;
/** How long k6 may take to stop and to write its summary, beside the script's teardown. */
const summaryMs = 10_000;
/** No teardown is waited for longer than k6 waits for one that does not say. */
const longestTeardownMs = 60_000;

type ScriptFlow = LoadFlow & { readonly script: string };

/**
 * Runs a user's own k6 script as a flow. It decides rate and steps itself, so its latencies are k6's own: from when a
 * request left, not from when it was due. Its thresholds are told when it ends. It finds the flow's first endpoint in
 * `__ENV.GAMEDAY_TO`. A second in which k6 was not heard of has no bin: nobody knows what it would have asked for.
 */
export function k6OwnScript(flow: ScriptFlow, world: K6World, before?: K6Flow): K6Flow {
  const books = before?.books ?? tally(flow.id, world.secondOf(world.nowMs()));
  const begun = Promise.withResolvers<void>();
  const summary = join(world.folder, `${flow.id}-summary.json`);
  const pulse = k6Pulse((ms) => world.secondOf(ms));
  let options: K6ScriptOptions | undefined;
  let process: K6Process | undefined;
  /** When its first iteration began. */
  let firstMs: number | undefined;
  let lastSecond = Number.POSITIVE_INFINITY;
  let asked = false;
  let talks = false;
  let told = false;

  async function run(): Promise<void> {
    options = await optionsOf(flow, world);
    // Ended while k6 was still reading the script.
    if (asked) return;
    process = startScript(flow, world, { options, summary }, { onPoint, onTalk });
    const exit = await process.gone;
    const goneMs = world.nowMs();
    for (const threshold of await judged(flow.id, summary, options)) world.onThreshold(threshold);
    if (exit.verdict === "marked") world.onThreshold({ flow: flow.id, metric: undefined, threshold: exit.text, ok: false });
    if (talks) ended(goneMs, exit.verdict, exit.text);
    if (exit.verdict === "broken" && !asked) throw k6Broke(flow.id, flow.script, exit);
  }

  function onTalk(): void {
    talks = true;
    begun.resolve();
  }

  function onPoint(point: K6Point): void {
    if (point.is === "request") return;
    const tookMs = point.is === "http" ? point.tookMs : 0;
    const atMs = world.monoOf(point.wallMs) - tookMs;
    if (point.is === "alive") return alive(atMs, point.users);
    firstMs ??= atMs;
    const second = Math.max(books.next, world.secondOf(atMs));
    if (point.is === "dropped") for (let i = 0; i < point.count; i += 1) books.settle(books.offer(second, 0), "unsent", undefined, undefined);
    else books.settle(books.offer(second, 0), point.outcome === "broken" ? "error" : point.outcome, undefined, point.outcome === "timeout" || point.outcome === "broken" ? undefined : tookMs);
  }

  function alive(atMs: number, users: number): void {
    pulse.beat(atMs);
    if (users > 0) firstMs ??= atMs;
    // By its own plan it begins nothing any more, whatever it still waits for.
    const endMs = (firstMs ?? Number.POSITIVE_INFINITY) + (options?.shape.endMs ?? Number.POSITIVE_INFINITY);
    if (atMs >= endMs) ended(atMs, "done", "it has sent all that it was written to send");
  }

  /** Only whole seconds count. A k6 that stood still before it went was silent until then. */
  function ended(goneMs: number, how: LoadEnd["how"], why: string): void {
    if (asked || lastSecond < Number.POSITIVE_INFINITY) return;
    pulse.beat(goneMs);
    const startMs = firstMs ?? goneMs;
    const endMs = Math.min(goneMs, startMs + (options?.shape.endMs ?? Number.POSITIVE_INFINITY));
    const second = world.secondOf(endMs);
    lastSecond = second - 1;
    world.onEnded({ flow: flow.id, second, how, why, ranMs: Math.round(endMs - startMs) });
  }

  function scripted({ second }: Bin): Pick<Bin, "scripted"> {
    const height = options?.shape.height;
    return height === undefined || firstMs === undefined ? {} : { scripted: height(Math.max(0, world.monoOfSecond(second) + 500 - firstMs)) };
  }

  const over = run()
    .then(begun.resolve)
    .catch((error: Error) => (talks ? world.onError(error) : begun.reject(error)))
    .finally(() => void (told = true));

  return {
    begun: begun.promise,
    setRate: () => {
      throw new Error(`load: the script of flow ${flow.id} decides its rate itself`);
    },
    end() {
      lastSecond = Math.min(lastSecond, world.secondOf(world.nowMs()));
      asked = true;
      process?.interrupt(graceMs(options, false));
    },
    async halt(hurry) {
      asked = true;
      process?.interrupt(graceMs(options, hurry));
      await Promise.all([over, before?.halt(hurry)]);
    },
    books,
    taken: (bins) => bins.filter(({ second }) => pulse.covers(second)).map((bin) => ({ ...bin, ...scripted(bin) })),
    patienceMs: Number.POSITIVE_INFINITY,
    get openFrom() {
      const heardMs = pulse.lastMs ?? Number.NEGATIVE_INFINITY;
      return Math.min(before?.openFrom ?? Number.POSITIVE_INFINITY, told ? Number.POSITIVE_INFINITY : world.secondOf(heardMs - patienceMs));
    },
    get lastSecond() {
      return lastSecond;
    },
    get done() {
      return told && books.next > lastSecond;
    },
  };
}

/** Reads the script's options by k6, without any way to the web. */
async function optionsOf({ id, script, to }: ScriptFlow, { binary, env: own }: K6World): Promise<K6ScriptOptions> {
  const { env } = networkless(to);
  try {
    return await inspectScript(binary, script, { flags: target(to), env: { ...env, ...own } });
  } catch (error) {
    const said = typeof error === "object" && error !== null && "stderr" in error ? String(error.stderr).trim() : "";
    throw k6Broke(id, script, { text: said === "" && error instanceof Error ? error.message : "it does not accept the script", lastWords: said });
  }
}

function startScript({ id, script, to }: ScriptFlow, world: K6World, { options, summary }: { options: K6ScriptOptions; summary: string }, listeners: K6Listeners): K6Process {
  const { flags, env } = networkless(to, options.hosts);
  // A script may leave out tags that its results are read from; what it asks for itself stays.
  const tags = options.systemTags === undefined ? [] : [`--system-tags=${[...new Set([...options.systemTags, ...tagsToJudge])].join(",")}`];
  return startK6({ binary: world.binary, script, log: join(world.logs, `k6-${id}.log`), env: { ...env, ...world.env }, flags: [`--summary-export=${summary}`, ...tags, ...target(to), ...flags] }, listeners);
}

const target = (to: LoadFlow["to"]): readonly string[] => to.slice(0, 1).map(({ host, port }) => `--env=GAMEDAY_TO=http://${host}:${port}`);

const graceMs = (options: K6ScriptOptions | undefined, hurry: boolean): number => summaryMs + (hurry ? 0 : Math.min(longestTeardownMs, options?.teardownMs ?? 0));

/** In the exported summary each threshold stands with whether it was crossed. Without it k6 did not live to judge them. */
async function judged(flow: string, file: string, { thresholds }: K6ScriptOptions): Promise<readonly LoadThreshold[]> {
  const exported = await readFile(file, "utf8").then(JSON.parse).catch(() => undefined) as { metrics: Record<string, { thresholds?: Record<string, boolean> }> } | undefined;
  if (exported === undefined) return thresholds.map((threshold) => ({ flow, ...threshold, ok: null }));
  const { metrics } = exported;
  const all = Object.entries(metrics).flatMap(([metric, { thresholds: crossings = {} }]) => Object.entries(crossings).map(([threshold, crossed]) => ({ flow, metric, threshold, ok: !crossed })));
  return all.toSorted((a, b) => a.metric.localeCompare(b.metric) || a.threshold.localeCompare(b.threshold));
}
