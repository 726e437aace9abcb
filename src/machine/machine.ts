/** This machine as a drill sees it: how fast it is, and who else uses it. */

/**
 * What was counted up to a moment; only differences mean something. Null: not known on this system.
 */
export interface MachineLook {
  /** Monotonic milliseconds. */
  readonly atMs: number;
  /** CPUs that programs here may use at most. */
  readonly cpus: number;
  /** CPUs that all programs share; more than `cpus` where a limit holds for us. */
  readonly hostCpus: number;
  /** CPU time of the drill's own processes, milliseconds. */
  readonly oursMs: number | null;
  /**
   * CPU time of every other program, milliseconds. Time spent in interrupts belongs to no program.
   */
  readonly othersMs: number | null;
  /** What the host of a virtual machine kept for itself, milliseconds. */
  readonly stealMs: number | null;
  /**
   * CPU time of one piece of constant work just now, microseconds: the smaller, the faster a CPU.
   */
  readonly workUs: number | null;
}

/** Looks at the machine; what one look costs is a few milliseconds of CPU. */
export interface Machine {
  look(): Promise<MachineLook>;
  close(): Promise<void>;
}

/** A program and how many CPUs it used. */
export interface BusyProgram {
  readonly pid: number;
  readonly name: string;
  readonly cpus: number;
}

/**
 * Decides from a process's environment (`NAME=value`, separated by NUL) whether it belongs to the
 * drill.
 */
export type Owns = (environ: string) => boolean;
