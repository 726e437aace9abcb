import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LoadFlow } from "./load.ts";
import { networkless } from "./k6-networkless.ts";
import { startK6, type K6Exit, type K6Listeners, type K6Process } from "./k6-process.ts";
import { trusted } from "./k6-tls.ts";
import { k6Script } from "./k6-script.ts";
import { k6Segment, type K6Ledger, type K6Segment } from "./k6-segment.ts";
import type { K6Rate } from "./k6-ticks.ts";
import { k6Broke, type K6World } from "./k6-world.ts";

/** How long k6 may take to hand over its results after it was asked to stop. */
const handOverMs = 3_000;

/**
 * The k6 processes of one flow: the one that sends, and those that have stopped sending but still
 * have results to report.
 */
export interface K6Crew {
  /** Starts one more; when it begins to send, those before it stop. */
  launch(rate: K6Rate): void;
  cutAll(): void;
  killAll(): Promise<void>;
  /** Journeys per second now. */
  rate(): number;
  readonly openFrom: number;
  readonly empty: boolean;
}

/**
 * An empty crew. `onSending` is called when a process begins to send, `onBroken` when one went away
 * unasked.
 */
export function k6Crew(
  ledger: K6Ledger,
  world: K6World,
  listen: { onSending(): void; onBroken(error: Error, exit: K6Exit): void },
): K6Crew {
  const sending = new Set<K6Segment>();
  const leaving = new Map<K6Segment, number>();
  let killed = false;
  let number = 0;

  function cut(segment: K6Segment): void {
    if (!sending.delete(segment)) return;
    leaving.set(segment, world.nowMs());
    if (segment.started) segment.process.interrupt(handOverMs);
    else segment.process.kill();
  }

  function ended(segment: K6Segment, exit: K6Exit): void {
    if (killed) return;
    segment.close(leaving.get(segment) ?? world.nowMs());
    leaving.delete(segment);
    if (sending.delete(segment))
      listen.onBroken(k6Broke(ledger.flow.id, segment.process.script, exit), exit);
  }

  return {
    launch(rate) {
      for (const segment of sending) if (!segment.started) cut(segment);
      const older = [...sending];
      number += 1;
      const name = number === 1 ? ledger.flow.id : `${ledger.flow.id}-${number}`;
      const segment = k6Segment(
        rate,
        ledger,
        world.maxInFlight,
        (listeners) => runScript(ledger.flow, world, { ...rate, name }, listeners),
        () => {
          older.forEach(cut);
          listen.onSending();
        },
      );
      sending.add(segment);
      void segment.process.gone.then((exit) => ended(segment, exit));
    },
    cutAll: () => [...sending].forEach(cut),
    async killAll() {
      killed = true;
      const all = [...sending, ...leaving.keys()];
      for (const segment of all) segment.process.kill();
      await Promise.all(all.map((segment) => segment.process.gone));
    },
    rate: () => rateOf(sending, world.nowMs()),
    get openFrom() {
      return Math.min(...[...sending, ...leaving.keys()].map((segment) => segment.openFrom));
    },
    get empty() {
      return sending.size + leaving.size === 0;
    },
  };
}

function rateOf(sending: Iterable<K6Segment>, nowMs: number): number {
  let sum = 0;
  for (const segment of sending) if (segment.started) sum += segment.rateAt(nowMs);
  return sum;
}

function runScript(
  flow: LoadFlow,
  world: K6World,
  { name, ...rate }: K6Rate & { name: string },
  listeners: K6Listeners,
): K6Process {
  const script = join(world.folder, `${name}.k6.js`);
  writeFileSync(
    script,
    k6Script({ flow, ...rate, seed: `${world.seed}/load/${name}`, maxInFlight: world.maxInFlight }),
  );
  const sources =
    flow.from === undefined || flow.from.length === 0 ? [] : [`--local-ips=${flow.from.join(",")}`];
  const { flags, env } = networkless(
    flow.to,
    flow.tls?.servername === undefined ? [] : [flow.tls.servername],
  );
  return startK6(
    {
      binary: world.binary,
      launch: world.launch,
      script,
      log: join(world.logs, `k6-${name}.log`),
      env: { ...env, ...trusted(name, flow, world), ...world.env },
      flags: ["--summary-mode=disabled", ...flags, ...sources],
    },
    listeners,
  );
}
