import type { LoadThreshold } from "../event/load.ts";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { authorityOf } from "../kernel/address.ts";
import { inspectScript, type K6ScriptOptions } from "./k6-inspect.ts";
import { trusted } from "./k6-tls.ts";
import { networkless } from "./k6-networkless.ts";
import { tagsToJudge } from "./k6-points.ts";
import { startK6, type K6Exit, type K6Listeners, type K6Process } from "./k6-process.ts";
import { scriptBooks } from "./k6-script-books.ts";
import { k6Broke, type K6Flow, type K6World } from "./k6-world.ts";
import type { LoadFlow } from "./load.ts";

/** How long k6 may take to stop and write its summary, on top of the script's teardown. */
const summaryMs = 10_000;
/** No teardown is waited for longer than k6 waits for one that does not say. */
const longestTeardownMs = 60_000;

type ScriptFlow = LoadFlow & { readonly script: string };

/**
 * Runs a user's own k6 script as a flow. The script decides rate and steps, so its latencies are
 * k6's own: they count from when a request left, not from when it was due. Its thresholds are
 * reported when it ends. It finds the flow's first endpoint in `__ENV.GAMEDAY_TO`. A second in
 * which k6 reported nothing has no bin, because no one knows what it would have sent.
 */
export function k6OwnScript(flow: ScriptFlow, world: K6World, before?: K6Flow): K6Flow {
  const begun = Promise.withResolvers<void>();
  const books = scriptBooks(flow.id, world, before);
  let options: K6ScriptOptions | undefined;
  let process: K6Process | undefined;
  let talks = false;

  async function run(): Promise<void> {
    options = await optionsOf(flow, world);
    // Ended while k6 was still reading the script.
    if (books.asked) return;
    books.plan(options.shape);
    const summary = join(world.folder, `${flow.id}-summary.json`);
    process = startScript(flow, world, { options, summary }, { onPoint: books.point, onTalk });
    const exit = await process.gone;
    if (talks) books.gone(exit);
    tell(exit, await judged(flow.id, summary, options));
    if (exit.verdict === "broken" && !books.asked) throw k6Broke(flow.id, flow.script, exit);
  }

  function onTalk(): void {
    talks = true;
    begun.resolve();
  }

  function tell({ verdict, text }: K6Exit, thresholds: readonly LoadThreshold[]): void {
    for (const threshold of thresholds) world.onThreshold(threshold);
    if (verdict === "marked") world.onThreshold({ flow: flow.id, threshold: text, ok: false });
  }

  const over = run()
    .then(begun.resolve)
    .catch((error: Error) => (talks ? world.onError(error) : begun.reject(error)))
    .finally(() => books.close());

  return {
    begun: begun.promise,
    setRate: () => {
      throw new Error(`load: the script of flow ${flow.id} decides its rate itself`);
    },
    end() {
      books.end();
      process?.interrupt(graceMs(options, false));
    },
    async halt(hurry) {
      books.halt();
      process?.interrupt(graceMs(options, hurry));
      await Promise.all([over, before?.halt(hurry)]);
    },
    books: books.tally,
    taken: books.taken,
    patienceMs: Number.POSITIVE_INFINITY,
    get openFrom() {
      return books.openFrom;
    },
    get lastSecond() {
      return books.lastSecond;
    },
    get done() {
      return books.done;
    },
  };
}

/** Reads the script's options by k6, without any way to the web. */
async function optionsOf(
  { id, script, to, tls }: ScriptFlow,
  { binary, env: own }: K6World,
): Promise<K6ScriptOptions> {
  const { env } = networkless(to);
  try {
    return await inspectScript(binary, script, { flags: target(to, tls), env: { ...env, ...own } });
  } catch (error) {
    const said =
      typeof error === "object" && error !== null && "stderr" in error
        ? String(error.stderr).trim()
        : "";
    throw k6Broke(id, script, {
      text: said === "" && error instanceof Error ? error.message : "it does not accept the script",
      lastWords: said,
    });
  }
}

function startScript(
  flow: ScriptFlow,
  world: K6World,
  { options, summary }: { options: K6ScriptOptions; summary: string },
  listeners: K6Listeners,
): K6Process {
  const { id, script, to, tls } = flow;
  const { flags, env } = networkless(to, options.hosts);
  // A script may leave out tags that its results are read from; what it asks for itself stays.
  const tags =
    options.systemTags === undefined
      ? []
      : [`--system-tags=${[...new Set([...options.systemTags, ...tagsToJudge])].join(",")}`];
  return startK6(
    {
      binary: world.binary,
      script,
      log: join(world.logs, `k6-${id}.log`),
      env: { ...env, ...trusted(id, flow, world), ...world.env },
      flags: [`--summary-export=${summary}`, ...tags, ...target(to, tls), ...flags],
    },
    listeners,
  );
}

function target(to: LoadFlow["to"], tls: LoadFlow["tls"]): readonly string[] {
  const base = to
    .slice(0, 1)
    .map((at) => `--env=GAMEDAY_TO=${tls === undefined ? "http" : "https"}://${authorityOf(at)}`);
  return tls?.insecure === true ? [...base, "--insecure-skip-tls-verify"] : base;
}

const graceMs = (options: K6ScriptOptions | undefined, hurry: boolean): number =>
  summaryMs + (hurry ? 0 : Math.min(longestTeardownMs, options?.teardownMs ?? 0));

/**
 * The exported summary says for each threshold whether it was crossed. No summary means that k6
 * died before it could judge them.
 */
async function judged(
  flow: string,
  file: string,
  { thresholds }: K6ScriptOptions,
): Promise<readonly LoadThreshold[]> {
  const exported = (await readFile(file, "utf8")
    .then(JSON.parse)
    .catch(() => undefined)) as
    | { metrics: Record<string, { thresholds?: Record<string, boolean> }> }
    | undefined;
  if (exported === undefined)
    return thresholds.map((threshold) => ({ flow, ...threshold, ok: null }));
  const { metrics } = exported;
  const all = Object.entries(metrics).flatMap(([metric, { thresholds: crossings = {} }]) =>
    Object.entries(crossings).map(([threshold, crossed]) => ({
      flow,
      metric,
      threshold,
      ok: !crossed,
    })),
  );
  return all.toSorted(
    (a, b) => a.metric.localeCompare(b.metric) || a.threshold.localeCompare(b.threshold),
  );
}
