import { readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";

/** What else went on on the machine while something was measured. */
export interface Noise {
  /**
   * Share of the processors' time that the host kept for others, 0 to 1; null where the system does
   * not tell.
   */
  readonly stolen: number | null;
  /**
   * Threads that ran or waited for a processor, mean and most, ours among them; null where the
   * system does not tell.
   */
  readonly runnable: { readonly mean: number; readonly most: number } | null;
  readonly processors: number;
  /** Of the last minute. */
  readonly loadAverage: number;
}

/** Watches the machine from now until it is asked. */
export function watchNoise(): () => Noise {
  const before = processorTimes();
  const runnable: number[] = [];
  const timer = setInterval(() => {
    const now = read("/proc/stat").match(/^procs_running (\d+)$/m)?.[1];
    if (now !== undefined) runnable.push(Number(now));
  }, 200);
  timer.unref();
  return () => {
    clearInterval(timer);
    const after = processorTimes();
    return {
      stolen:
        before === undefined || after === undefined || after.all === before.all
          ? null
          : (after.stolen - before.stolen) / (after.all - before.all),
      runnable:
        runnable.length === 0
          ? null
          : {
              mean: runnable.reduce((sum, each) => sum + each, 0) / runnable.length,
              most: Math.max(...runnable),
            },
      processors: availableParallelism(),
      loadAverage: loadavg()[0] ?? Number.NaN,
    };
  };
}

/** For people. */
export function noiseText({ stolen, runnable, processors, loadAverage }: Noise): string {
  const parts = [
    ...(stolen === null
      ? []
      : [`${(stolen * 100).toFixed(1)} % of the processors' time stolen by the host`]),
    ...(runnable === null
      ? []
      : [
          `${runnable.mean.toFixed(1)} threads runnable on ${processors} processors (${runnable.most} at most)`,
        ]),
    `load average ${loadAverage.toFixed(1)}`,
  ];
  return parts.join(", ");
}

/** In ticks since boot. */
function processorTimes(): { stolen: number; all: number } | undefined {
  const fields = read("/proc/stat")
    .match(/^cpu +(.+)$/m)?.[1]
    ?.split(" ")
    .map(Number);
  // user nice system idle iowait irq softirq steal; the guests' are in user already.
  return fields === undefined
    ? undefined
    : { stolen: fields[7] ?? 0, all: fields.slice(0, 8).reduce((sum, each) => sum + each, 0) };
}

function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}
