import type { LoadDriver, LoadFlow, LoadOptions, LoadRun } from "../load/load.ts";

/**
 * The load of a drill that can be paused. A driver counts seconds from an origin and cannot stop
 * its clock, so after a pause a new run of the same flows starts, counted from an origin that
 * leaves the pause out.
 */
export class PausableLoad implements LoadRun {
  private readonly driver: LoadDriver;
  private readonly options: LoadOptions;
  /** The flows at their latest rates. */
  private readonly flows: Map<string, LoadFlow>;
  private run: LoadRun | undefined;
  /** Requests no longer leave, whether the run has ended yet or not. */
  private still = false;
  private pauses = 0;

  private constructor(driver: LoadDriver, options: LoadOptions, run: LoadRun) {
    this.driver = driver;
    this.options = options;
    this.run = run;
    this.flows = new Map(options.flows.map((flow) => [flow.id, flow]));
  }

  static async start(driver: LoadDriver, options: LoadOptions): Promise<PausableLoad> {
    return new PausableLoad(driver, options, await driver.start(options));
  }

  add(flow: LoadFlow): void {
    if (!this.still) this.run?.add(flow);
    this.flows.set(flow.id, flow);
  }

  setRate(id: string, perSecond: number, overMs?: number): void {
    const flow = this.flows.get(id);
    if (!this.still) this.run?.setRate(id, perSecond, overMs);
    if (flow !== undefined) this.flows.set(id, { ...flow, perSecond });
  }

  end(id: string): void {
    this.run?.end(id);
    this.flows.delete(id);
  }

  rates(): Readonly<Record<string, number>> {
    if (this.run !== undefined && !this.still) return this.run.rates();
    return Object.fromEntries([...this.flows].map(([id, { perSecond }]) => [id, perSecond]));
  }

  async stop(hurry?: boolean): Promise<void> {
    this.still = true;
    await this.run?.stop(hurry);
  }

  /**
   * No further request leaves; those on their way end within `drain`, so that their seconds are
   * whole. Then the run ends.
   */
  async pause(drain: () => Promise<void>): Promise<void> {
    if (this.still) return;
    this.still = true;
    for (const id of this.flows.keys()) this.run?.setRate(id, 0);
    await drain();
    await this.run?.stop(true);
    this.run = undefined;
  }

  /** Goes on with every flow at its rate. */
  async resume(originMonoMs: number): Promise<void> {
    if (!this.still) return;
    this.pauses += 1;
    // Whatever rose to its rate before has risen.
    const flows = [...this.flows.values()].map((flow) => ({ ...flow, rampMs: 0 }));
    this.run = await this.driver.start({
      ...this.options,
      flows,
      originMonoMs,
      seed: `${this.options.seed}/${this.pauses}`,
    });
    this.still = false;
  }
}
