import { join } from "node:path";
import { markVariables } from "../runtime/process/mark.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { launchWatchdog, type Watchdog } from "./launch.ts";
import { makeSureGone } from "../register/process.ts";
import type { Entry, Registry } from "../register/registry.ts";
import { messageOf } from "../kernel/message-of.ts";

/** A run under the eyes of its watchdog. */
export interface GuardedRun {
  /** Processes with the drill's mark that taking the stack down leaves alone. */
  spare(): readonly number[];
  /** Once the drill is marked as ended: the watchdog goes, and is waited for. */
  release(): Promise<void>;
}

/** A busy machine starts programs late. Milliseconds. */
const armedWithinMs = 30_000;
const goesWithinMs = 5_000;
/** A user who kills watchdogs as fast as they start does not want one. */
const atMost = 5;

/**
 * Starts a registered run's watchdog (`program`, a file) before anything else of it, and another
 * one whenever that one dies. GD-E011 when there is none to be had.
 */
export async function guardRun(
  entry: Entry,
  registry: Registry,
  program: string,
  say: (text: string) => void,
): Promise<GuardedRun> {
  let watchdog: Watchdog | undefined;
  let released = false;
  let starting: Promise<void> = Promise.resolve();
  const start = async (number: number): Promise<void> => {
    const started = await launchWatchdog({
      program,
      args: [entry.drill, "--pipe"],
      env: { ...registry.env, ...markVariables(entry.mark) },
      withinMs: armedWithinMs,
    });
    watchdog = started;
    const { pid } = started;
    registry.update(entry.drill, { watchdog: { pid, start: started.start } });
    void started.gone.then(() => {
      watchdog = undefined;
      if (released) return;
      say(
        `! the drill's watchdog (pid ${pid}) is ` +
          `gone${number < atMost ? "; another one takes over" : ": if this command is killed, only gameday stop can heal"}`,
      );
      if (number < atMost)
        starting = start(number + 1).catch((error: unknown) => say(`! ${messageOf(error)}`));
    });
  };
  await start(1);
  const heart = await startHeartbeat(beatFile(entry), (beat) => watchdog?.tell(beat));
  return {
    spare: () => (watchdog === undefined ? [] : [watchdog.pid]),
    release: async () => {
      released = true;
      await heart.stop();
      await starting;
      const last = watchdog;
      if (last === undefined) return;
      last.tell("over");
      const late = setTimeout(() => void makeSureGone(last, goesWithinMs), goesWithinMs);
      await last.gone;
      clearTimeout(late);
    },
  };
}

/** Where a run's beats are written. */
export function beatFile({ temp }: Entry): string {
  return join(temp, "beat");
}
