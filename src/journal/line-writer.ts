/** What a line writer needs from a file. */
export interface LineSink {
  /** Where the first line goes, in bytes from the start. */
  readonly position: number;
  write(bytes: Buffer, position: number): Promise<void>;
  sync(): Promise<void>;
}

interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Writes lines in order with one write at a time: what arrives meanwhile goes with the next, so
 * that a burst costs few writes and many waiters share one sync. After a failed write the lines
 * stay queued and are written again at the same place with the next push or wait, over whatever
 * part arrived.
 */
export class LineWriter {
  private readonly sink: LineSink;
  private queued: string[] = [];
  private position: number;
  private waiters: Waiter[] = [];
  private draining = false;
  private deadDisk: unknown;

  constructor(sink: LineSink) {
    this.sink = sink;
    this.position = sink.position;
  }

  push(line: string): void {
    this.queued.push(line);
    void this.drain();
  }

  /** Resolves when all that was pushed so far is on disk for good. */
  settled(): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.waiters.push({ resolve, reject });
      void this.drain();
    });
  }

  /**
   * Writes until nothing is queued and no one waits. Never rejects: those who wait get the error.
   */
  private async drain(): Promise<void> {
    if (this.draining) return;
    this.draining = true;
    try {
      // Lets a burst of pushes in one turn gather before the first write.
      await Promise.resolve();
      while (this.queued.length > 0 || this.waiters.length > 0) await this.round();
    } catch {
      // No one waits for samples; their lines stay queued for the next try. A waiter that came
      // while the failing write was under way deserves a try of its own.
      if (this.waiters.length > 0) queueMicrotask(() => void this.drain());
    } finally {
      this.draining = false;
    }
  }

  private async round(): Promise<void> {
    const waiting = this.waiters;
    this.waiters = [];
    try {
      if (this.queued.length > 0) await this.writeQueued();
      if (waiting.length > 0) await this.syncOrDie();
      for (const waiter of waiting) waiter.resolve();
    } catch (error) {
      for (const waiter of waiting) waiter.reject(error);
      throw error;
    }
  }

  private async writeQueued(): Promise<void> {
    const lines = this.queued;
    this.queued = [];
    try {
      const bytes = Buffer.from(`${lines.join("\n")}\n`, "utf8");
      await this.sink.write(bytes, this.position);
      this.position += bytes.length;
    } catch (error) {
      this.queued = lines.concat(this.queued);
      throw error;
    }
  }

  /**
   * After a failed sync it is unknown what is on disk (the kernel drops the pages), so nothing is
   * promised any more.
   */
  private async syncOrDie(): Promise<void> {
    if (this.deadDisk !== undefined) throw this.deadDisk;
    try {
      await this.sink.sync();
    } catch (error) {
      this.deadDisk = error;
      throw error;
    }
  }
}
