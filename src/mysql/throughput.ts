import { connectMysql } from "./connect.ts";
import type { Mysql, MysqlLogin } from "./mysql.ts";

export interface ThroughputRequest {
  readonly concurrency: number;
  /**
   * How long is measured, in short windows; a warm-up of a quarter of it, one second at most, comes
   * before.
   */
  readonly forMs: number;
  readonly signal?: AbortSignal;
}

export interface Throughput {
  /**
   * Statements per second in the best of the windows: whatever disturbs a measurement only makes it
   * lower.
   */
  readonly perSecond: number;
  /** The same of each window, in order. */
  readonly windows: readonly number[];
  /** Statements that ended while it was measured. */
  readonly completed: number;
  /** Median duration of those. */
  readonly p50Ms: number;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** A run of the statement; one that we cut off has no end. */
interface Run {
  readonly from: number;
  readonly to?: number;
}

/** A shorter window has too few statements that end in it to be exact. */
const windowMs = 1_000;
const mostWindows = 5;

/**
 * How many of a statement the server finishes each second when `concurrency` clients ask without
 * pause. Statements that straddle an edge of the window count by their share in it, so that a few
 * slow ones do not make the figure jump.
 */
export async function measureThroughput(
  login: MysqlLogin,
  sql: string,
  { concurrency, forMs, signal }: ThroughputRequest,
): Promise<Throughput> {
  const opened = await Promise.allSettled(
    Array.from({ length: concurrency + 1 }, () => connectMysql(login)),
  );
  const connections = opened.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  try {
    const refused = opened.find((one) => one.status === "rejected");
    if (refused !== undefined) throw refused.reason;
    const [killer, ...clients] = connections;
    if (killer === undefined) throw new Error("throughput: no connection");
    const from = performance.now() + Math.min(1_000, forMs / 4);
    const window = { from, to: from + forMs };
    return summary(await hammer(killer, clients, { sql, until: window.to, signal }), window);
  } finally {
    await Promise.all(connections.map((connection) => connection.close()));
  }
}

/**
 * Runs the statement over and over on every client until the time comes, then kills what still
 * runs.
 */
async function hammer(
  killer: Mysql,
  clients: readonly Mysql[],
  { sql, until, signal }: { sql: string; until: number; signal: AbortSignal | undefined },
): Promise<readonly Run[]> {
  const ids = await Promise.all(
    clients.map(async (client) =>
      Number((await client.query("SELECT CONNECTION_ID()")).rows[0]?.[0]),
    ),
  );
  const runs: Run[] = [];
  let over = false;
  const loops = clients.map(async (client) => {
    while (!over) {
      const from = performance.now();
      try {
        await client.query(sql);
      } catch (error) {
        if (!over) throw error;
        runs.push({ from });
        return;
      }
      runs.push({ from, to: performance.now() });
    }
  });
  const work = Promise.all(loops);
  try {
    await Promise.race([work, pause(until - performance.now(), signal)]);
  } finally {
    over = true;
    await killer.kill(`id IN (${ids.join(", ")})`, "connection");
    await work.catch(() => undefined);
  }
  return runs;
}

function summary(runs: readonly Run[], span: Span): Throughput {
  const whole = runs
    .flatMap(({ from, to }) =>
      to !== undefined && to > span.from && to <= span.to ? [to - from] : [],
    )
    .sort((a, b) => a - b);
  const p50Ms = whole[Math.floor(whole.length / 2)];
  // A run that we cut off would have taken the usual time, or longer if it already had.
  const ended = runs.map(({ from, to }) => ({
    from,
    to: to ?? Math.max(from + (p50Ms ?? 0), span.to),
  }));
  const windows = windowsOf(span).map((window) => perSecond(ended, window));
  return {
    perSecond: Math.max(...windows),
    windows,
    completed: whole.length,
    p50Ms: p50Ms ?? Number.NaN,
  };
}

function windowsOf({ from, to }: Span): readonly Span[] {
  const count = Math.max(1, Math.min(mostWindows, Math.floor((to - from) / windowMs)));
  const length = (to - from) / count;
  return Array.from({ length: count }, (_, index) => ({
    from: from + index * length,
    to: from + (index + 1) * length,
  }));
}

function perSecond(runs: readonly Span[], window: Span): number {
  const shares = runs.map(({ from, to }) => {
    const overlap = Math.min(to, window.to) - Math.max(from, window.from);
    return overlap > 0 ? overlap / (to - from) : 0;
  });
  return (shares.reduce((sum, share) => sum + share, 0) * 1_000) / (window.to - window.from);
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  const { setTimeout: sleep } = await import("node:timers/promises");
  await sleep(Math.max(0, ms), undefined, signal === undefined ? {} : { signal });
}
