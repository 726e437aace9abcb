import { open } from "node:fs/promises";
import { beatMs } from "./lease.ts";

/** The command's side of its lease. */
export interface Heartbeat {
  stop(): Promise<void>;
}

/**
 * Beats by a pipe and by a file, so that a watchdog without the pipe (one that was started again by
 * hand) hears them too. It comes from the thread that does the work: one that hangs shall not look
 * alive. A beat that cannot be written is missed.
 */
export async function startHeartbeat(
  file: string,
  pipe: (beat: string) => void,
): Promise<Heartbeat> {
  const handle = await open(file, "w", 0o600);
  let count = 0;
  let writing = false;
  let stopped = false;
  const beat = (): void => {
    pipe(".");
    if (writing || stopped) return;
    writing = true;
    count += 1;
    // At the same place and of the same length: a full disk has room for it.
    const written = handle.write(String(count).padStart(12, "0"), 0).catch(() => {});
    void written.then(() => (writing = false));
  };
  beat();
  const timer = setInterval(beat, beatMs);
  timer.unref();
  return {
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await handle.close().catch(() => {});
    },
  };
}
