import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Standing } from "../register/process.ts";
import { beatMs, Lease } from "./lease.ts";

/** Whom a watchdog watches, and by what signs. */
export interface Watched {
  /** Beats come here too. */
  readonly beatFile: string;
  /** Our end of the pipe; undefined for a watchdog that was started by hand. */
  readonly pipe: NodeJS.ReadableStream | undefined;
  standing(): Standing;
  /** Asked now and then: has the drill ended, so that no watchdog is needed any more? */
  over(): boolean;
  /** May it not run any longer, whatever it says? */
  tooLate(): boolean;
}

/** How a watch ends: nothing is to be done, or why something is. */
export type WatchEnd = { readonly need: false } | { readonly need: true; readonly why: string };

const looksBetweenQuestions = 4;

/** Watches until the drill is over or its command has lost its lease. */
export async function guard(watched: Watched): Promise<WatchEnd> {
  const lease = new Lease();
  const ears = listen(watched.pipe);
  let file = beatIn(watched.beatFile);
  for (let looks = 1; ; looks += 1) {
    await Promise.race([sleep(beatMs), ears.ended]);
    // A command ends its drill before it ends itself: a pipe that ends says one or the other.
    if (ears.over() || (ears.closed() && watched.over())) return { need: false };
    if (ears.closed()) return { need: true, why: "the command is gone" };
    const now = beatIn(watched.beatFile);
    const beaten = ears.heard() || now !== file;
    file = now;
    const held = lease.look(beaten, watched.standing);
    if (held === "held" && looks % looksBetweenQuestions !== 0) continue;
    if (watched.over()) return { need: false };
    if (held === "gone") return { need: true, why: "the command is gone" };
    if (held === "silent")
      return {
        need: true,
        why:
          watched.standing() === "stopped"
            ? "the command is stopped and silent"
            : "the command is silent",
      };
    if (watched.tooLate()) return { need: true, why: "the drill is long past its limit" };
  }
}

interface Ears {
  /** Anything since the last time that was asked? */
  heard(): boolean;
  over(): boolean;
  closed(): boolean;
  readonly ended: Promise<void>;
}

function listen(pipe: NodeJS.ReadableStream | undefined): Ears {
  let heard = false;
  let over = false;
  let closed = false;
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const close = (): void => ((closed = true), resolve());
  pipe?.on("data", (bytes: Buffer) => {
    heard = true;
    if (!bytes.includes("over")) return;
    over = true;
    resolve();
  });
  pipe?.once("end", close).once("close", close).once("error", close);
  const heardSince = (): boolean => {
    const since = heard;
    heard = false;
    return since;
  };
  return { heard: heardSince, over: () => over, closed: () => closed, ended };
}

function beatIn(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
