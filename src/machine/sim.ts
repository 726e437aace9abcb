import type { Clock } from "../kernel/clock.ts";
import type { Machine } from "./machine.ts";

const cpus = 4;
const workUs = 1_000;

/**
 * A machine on virtual time. `speed`: the share of it that other programs leave for the drill; what
 * it is at a look counts since the last one.
 */
export function simMachine(clock: Pick<Clock, "monoMs">, speed: () => number): Machine {
  let last = clock.monoMs();
  let [oursMs, othersMs] = [0, 0];
  return {
    look: async () => {
      const atMs = clock.monoMs();
      othersMs += (atMs - last) * cpus * (1 - speed());
      oursMs += (atMs - last) * cpus * 0.1 * speed();
      last = atMs;
      return { atMs, cpus, hostCpus: cpus, oursMs, othersMs, stealMs: 0, workUs };
    },
    close: async () => {},
  };
}
