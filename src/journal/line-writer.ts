/** What a line writer needs from a file. */
export interface LineSink {
  /** Where the first line goes, in bytes from the start. */
  readonly position: number;
  write(bytes: Buffer, position: number): Promise<void>;
  sync(): Promise<void>;
}

export interface LineWriter {
  push(line: string): void;
  settled(): Promise<void>;
}

interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Writes lines in order with one write at a time: what arrives meanwhile goes with the next, so that a burst costs few writes and
 * many waiters share one sync. After a failed write the lines stay queued and are written again at the same place with the next
 * push or wait, over whatever part arrived.
 */
export function lineWriter(sink: LineSink): LineWriter {
  let queued: string[] = [];
  let position = sink.position;
  let waiters: Waiter[] = [];
  let draining = false;
  let deadDisk: unknown;

  const writeQueued = async (): Promise<void> => {
    const lines = queued;
    queued = [];
    try {
      const bytes = Buffer.from(`${lines.join("\n")}\n`, "utf8");
      await sink.write(bytes, position);
      position += bytes.length;
    } catch (error) {
      queued = lines.concat(queued);
      throw error;
    }
  };
  const round = async (): Promise<void> => {
    const waiting = waiters;
    waiters = [];
    try {
      if (queued.length > 0) await writeQueued();
      if (waiting.length > 0) await syncOrDie();
      for (const waiter of waiting) waiter.resolve();
    } catch (error) {
      for (const waiter of waiting) waiter.reject(error);
      throw error;
    }
  };
  // After a failed sync nobody knows what is on disk (the kernel drops the pages), so nothing is promised any more.
  const syncOrDie = async (): Promise<void> => {
    if (deadDisk !== undefined) throw deadDisk;
    try {
      await sink.sync();
    } catch (error) {
      deadDisk = error;
      throw error;
    }
  };
  const drain = async (): Promise<void> => {
    if (draining) return;
    draining = true;
    try {
      // Lets a burst of pushes in one turn gather before the first write.
      await Promise.resolve();
      while (queued.length > 0 || waiters.length > 0) await round();
    } catch {
      // Those who waited have been told. Nobody waits for samples; their lines stay queued for the next try.
      // A waiter that came while the failing write was under way deserves a try of its own.
      if (waiters.length > 0) queueMicrotask(() => void drain());
    } finally {
      draining = false;
    }
  };

  return {
    push: (line) => {
      queued.push(line);
      void drain();
    },
    settled: () =>
      new Promise<void>((resolve, reject) => {
        waiters.push({ resolve, reject });
        void drain();
      }),
  };
}
