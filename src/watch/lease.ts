import type { Standing } from "../register/process.ts";
/**
 * The lease of a drill: the command renews it by beats, and its watchdog counts the beats that stay
 * away. Counted in the watchdog's own looks and not in time that passed, so that a machine that
 * slept, or that let the watchdog itself wait, counts as one look without a beat.
 */

/** How often the command says that it lives, and how often the watchdog looks. Milliseconds. */
export const beatMs = 500;

/**
 * A beat is due in every four looks: one late write is no missed beat. Three missed are six
 * seconds.
 */
const looksPerBeat = 4;
const missedBeats = 3;

/**
 * Who is silent but neither gone nor stopped is busy: its disk hangs, or forty others want its
 * processor. It is given five times as long.
 */
const busyFactor = 5;

/** Counts silence. One for each watchdog. */
export class Lease {
  private silent = 0;

  /** One look: did anything come since the last one? Answers whether the lease is over, and why. */
  look(beaten: boolean, standing: () => Standing): "held" | "gone" | "silent" {
    this.silent = beaten ? 0 : this.silent + 1;
    if (this.silent === 0 || this.silent % looksPerBeat !== 0) return "held";
    const how = standing();
    if (how === "gone") return "gone";
    const patience = looksPerBeat * missedBeats * (how === "stopped" ? 1 : busyFactor);
    return this.silent >= patience ? "silent" : "held";
  }
}
