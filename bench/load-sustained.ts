/**
 * The highest rate that each sender holds against one nginx, which none of them can exhaust first.
 */
import { shareOnTime } from "./load-lateness.ts";
import { startNginx, type Nginx } from "./load-nginx.ts";
import { heldRow, type Held } from "./load-rows.ts";
import type { Send, Span } from "./load-senders.ts";
import type { BenchResult } from "./result.ts";

const turns = 5;
const span: Span = { warmUp: 0.8, measured: 1.2 };
/** A request later than this is not on time. */
const withinMs = 5;
/**
 * Of the time in which the bare sender is on time at the lowest rate, a sender must be on time for
 * so much.
 */
const ofBare = 0.9;

/** Rates from 1,000 to 40,000 a second, each 15 % above the one before. */
const ladder = Array.from(
  { length: 27 },
  (_, rung) => Math.round((1_000 * 1.15 ** rung) / 50) * 50,
);

export async function sustainedRow(
  senders: Readonly<Record<keyof Held, Send>>,
  peerName: string,
): Promise<BenchResult> {
  await using nginx = await startNginx();
  const held: Held[] = [];
  for (let turn = 1; turn <= turns; turn += 1) {
    const before = held.at(-1);
    const quiet = await onTime(nginx, senders.bare, ladder[0] ?? 0);
    // Less than half of the time: this says nothing about anybody.
    const most = (of: keyof Held): Promise<number | undefined> =>
      highest(
        (rate) => onTime(nginx, senders[of], rate).then((share) => share >= quiet * ofBare),
        before?.[of],
      );
    held.push(
      quiet < 0.5
        ? { bare: undefined, ours: undefined, peer: undefined }
        : { bare: await most("bare"), ours: await most("ours"), peer: await most("peer") },
    );
    process.stderr.write(
      `turn ${turn} of ${turns}: the bare sender is on time for ${Math.round(quiet * 100)} %; held, bare/ours/k6: ${held.at(-1)?.bare}/${held.at(-1)?.ours}/${held.at(-1)?.peer} req/s\n`,
    );
  }
  return heldRow(held, peerName);
}

/** The share of the measured time in which requests came on time; 0 when some are missing. */
async function onTime(nginx: Nginx, send: Send, rate: number): Promise<number> {
  await send(nginx.port, rate, span);
  const answered = (await nginx.answeredMs()).toSorted((a, b) => a - b);
  const end = Math.round(rate * (span.warmUp + span.measured));
  return answered.length < end
    ? 0
    : shareOnTime(answered.slice(rate * span.warmUp, end), rate, withinMs);
}

/**
 * The highest rate of the ladder that holds, looked for from where it was the last time in growing
 * steps, then by halves; undefined when none does.
 */
async function highest(
  holds: (rate: number) => Promise<boolean>,
  before: number | undefined,
): Promise<number | undefined> {
  let [low, high, at, step] = [
    -1,
    ladder.length,
    before === undefined ? 12 : ladder.indexOf(before),
    1,
  ];
  while (high - low > 1) {
    if (await holds(ladder[at] ?? 0)) low = at;
    else high = at;
    const outward = high === ladder.length ? Math.min(at + step, high - 1) : Math.max(at - step, 0);
    at = low >= 0 && high < ladder.length ? (low + high) >> 1 : outward;
    step *= 2;
  }
  return ladder[low];
}
