/** What probes measured. */
export interface ProbeEvents {
  /**
   * `keys`: what the value is the sum of, by key (a limiter's decisions by customer); the largest
   * few dozen.
   */
  "probe.sample": {
    signal: string;
    value: number | string | null;
    unit: string;
    error?: string;
    keys?: Readonly<Record<string, number>>;
  };
  /** What a probe can say after the response phase, before anything is healed. */
  "probe.concluded": {
    signal: string;
    probe: string;
    facts: Readonly<Record<string, number | string | null>>;
  };
}
