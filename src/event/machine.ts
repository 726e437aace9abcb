/**
 * How this machine was over a stretch of time, in CPUs: 1 is one of them all the time. Null: not
 * known on this system.
 */
export interface MachineSample {
  readonly forMs: number;
  /** That programs here may use at most. */
  readonly cpus: number;
  /** Used by the drill itself, by all other programs, and by the host of a virtual machine. */
  readonly oursCpus: number | null;
  readonly othersCpus: number | null;
  readonly stealCpus: number | null;
  /** What others left for the drill, used or not. */
  readonly leftCpus: number | null;
  /** CPU time of one piece of constant work, microseconds: the smaller, the faster a CPU. */
  readonly workUs: number | null;
}

/** How fast this machine is, and what others leave of it. */
export interface MachineEvents {
  /**
   * `windows`: what each short window gave, the best of which counts; `machine`: how the machine
   * was meanwhile; `noisy`: other programs may have made it lower than it is.
   */
  "calibration.measured": {
    name: string;
    value: number;
    unit: string;
    detail: string;
    windows?: readonly number[];
    machine?: MachineSample;
    noisy?: boolean;
  };
  /**
   * The same measurement once more: before the fault when the first was noisy, or after the
   * response phase, if nothing that it measures was changed.
   */
  "calibration.repeated": {
    name: string;
    when: "before-break" | "after-play";
    value: number;
    unit: string;
    detail: string;
    machine?: MachineSample;
  };
  "machine.sample": MachineSample;
}
