/**
 * The simulated stack: components with a power state, a dependency graph, and one bounded resource.
 * What users get in a second is a pure function of it, so that drills on it are deterministic.
 * Figures follow the measured pool of ten connections: success of others at f times the capacity is
 * about f^-1.4 above the knee and whole below it.
 */
import type { Death, PowerState } from "../runtime.ts";

export interface SimFlow {
  readonly id: string;
  /** The component that its requests go to. */
  readonly to: string;
  readonly perSecond: number;
}

export interface SimOutcome {
  readonly good: number;
  readonly error: number;
  readonly timeout: number;
  readonly rejected: number;
  readonly p50: number;
  readonly p99: number;
}

/** What a link does to the requests that go over it. */
export interface Impediment {
  readonly delayMs: number;
  /** Share of requests that do not get through, 0–1. */
  readonly lost: number;
}

/** What an action does to the simulated stack. */
export interface SimEffect {
  /** Flow → share of its requests that are let in, 0–1. */
  readonly admits?: Record<string, number> | undefined;
  /** Factor on the cost of heavy work, 0–1 lightens it. */
  readonly relieves?: number | undefined;
  /** A component that goes down and comes back. */
  readonly restarts?: string | undefined;
}

const unimpeded: Impediment = { delayMs: 0, lost: 0 };
/**
 * A hundred calls a second over ten connections: with this much delay each connection is held all
 * the time.
 */
const fullAtDelayMs = 100;

export class SimWorld {
  readonly starts = new Map<string, number>();
  readonly surges = new Map<string, number>();
  private readonly power = new Map<string, PowerState>();
  private readonly needs = new Map<string, readonly string[]>();
  /**
   * Component → share of requests that reach it, until the next change of state: asked for each
   * second of each flow.
   */
  private readonly reached = new Map<string, number>();
  /** `api→db`, or `api→db/2` for one replica, → what is in the way there. */
  private readonly impeded = new Map<string, Impediment>();
  private readonly admitted = new Map<string, number>();
  private readonly mourners: ((id: string, death: Death) => void)[] = [];
  private readonly takers: ((effect: SimEffect) => void)[] = [];
  private relief = 1;
  /** Share of the machine that other programs leave for the stack, over 0 and up to 1. */
  speed = 1;
  private readonly full: number;

  /**
   * @param capacity heavy requests per second that the stack can serve on a machine of its own;
   * what a calibration finds there.
   */
  constructor(capacity = 10) {
    this.full = capacity;
  }

  /** What it can serve now. */
  get capacity(): number {
    return this.full * this.speed;
  }

  get states(): ReadonlyMap<string, PowerState> {
    return this.power;
  }

  /** Something is done to it that a healthy system does not have. */
  get isBroken(): boolean {
    return (
      this.surges.size > 0 ||
      [...this.power.values()].some((state) => state !== "running") ||
      [...this.impeded.values()].some(({ delayMs, lost }) => delayMs > 0 || lost > 0)
    );
  }

  /** A component, or one of its replicas, is in this state from now on. */
  turn(id: string, state: PowerState): void {
    this.power.set(id, state);
    this.reached.clear();
  }

  /** A running component dies unasked. */
  crash(id: string): void {
    if (this.power.get(id) !== "running") return;
    this.turn(id, "exited");
    for (const tell of this.mourners) tell(id, { detail: "simulated crash" });
  }

  /** Hears of every crash. */
  onCrash(listener: (id: string, death: Death) => void): void {
    this.mourners.push(listener);
  }

  /** What a component passes its requests on to. */
  wire(component: string, needs: readonly string[]): void {
    this.needs.set(component, needs);
    this.reached.clear();
  }

  /**
   * From now on this is in the way of what a component sends to another, or to one of its replicas.
   */
  impede(from: string, to: string, impediment: Impediment): void {
    this.impeded.set(`${from}→${to}`, impediment);
    this.reached.clear();
  }

  /** Nothing is there any more. */
  clear(): void {
    this.impeded.clear();
    this.power.clear();
    this.surges.clear();
    this.reached.clear();
  }

  /** Hears of everything that is done to the stack. */
  onTake(listener: (effect: SimEffect) => void): void {
    this.takers.push(listener);
  }

  take(effect: SimEffect): void {
    for (const tell of this.takers) tell(effect);
    for (const [flow, share] of Object.entries(effect.admits ?? {})) this.admitted.set(flow, share);
    this.relief = effect.relieves ?? this.relief;
    if (effect.restarts !== undefined)
      this.starts.set(effect.restarts, (this.starts.get(effect.restarts) ?? 0) + 1);
  }

  /**
   * How much more than it can serve the bounded resource is asked for; above 1 others starve. Heavy
   * demand over capacity, and what slow links hold of it.
   */
  heat(): number {
    return this.demand() + (this.delayMs() * this.relief) / fullAtDelayMs;
  }

  private demand(): number {
    let demand = 0;
    for (const [flow, perSecond] of this.surges)
      demand += perSecond * (this.admitted.get(flow) ?? 1);
    return (demand * this.relief) / this.capacity;
  }

  private delayMs(): number {
    let worst = 0;
    for (const [from, needs] of this.impeded.size === 0 ? [] : this.needs)
      for (const to of needs) worst = Math.max(worst, this.between(from, to).delayMs);
    return worst;
  }

  /** What is in the way between two components, over all replicas of the second. */
  private between(from: string, to: string): Impediment {
    const whole = this.impeded.get(`${from}→${to}`);
    if (whole !== undefined || this.impeded.size === 0) return whole ?? unimpeded;
    const each = [...this.power.keys()]
      .filter((id) => id.startsWith(`${to}/`))
      .map((id) => this.impeded.get(`${from}→${id}`) ?? unimpeded);
    const mean = (key: keyof Impediment): number =>
      each.reduce((sum, one) => sum + one[key], 0) / Math.max(1, each.length);
    return { delayMs: mean("delayMs"), lost: mean("lost") };
  }

  /** The share of a component's replicas that respond. */
  private alive(component: string): number {
    let up = 0;
    let all = 0;
    for (const [id, state] of this.power) {
      if (id !== component && !id.startsWith(`${component}/`)) continue;
      all += 1;
      if (state === "running") up += 1;
    }
    return all === 0 ? 0 : up / all;
  }

  /** The share of requests to a component to which every component on the way responds. */
  private reach(component: string, seen: Set<string>): number {
    if (seen.has(component)) return 1;
    seen.add(component);
    let share = this.alive(component);
    for (const need of this.needs.get(component) ?? [])
      share = Math.min(share, this.reach(need, seen) * (1 - this.between(component, need).lost));
    return share;
  }

  private reachOf(component: string): number {
    let share = this.reached.get(component);
    if (share === undefined)
      this.reached.set(component, (share = this.reach(component, new Set())));
    return share;
  }

  /** What became of `offered` requests of a flow in the second that begins now. */
  serve(flow: SimFlow, offered: number): SimOutcome {
    const admitted = this.surges.has(flow.id) ? (this.admitted.get(flow.id) ?? 1) : 1;
    const rejected = Math.round(offered * (1 - admitted));
    const heat = this.heat();
    const reach = this.reachOf(flow.to);
    const share = heat <= 1 ? 1 : heat ** -1.4;
    const good = Math.round((offered - rejected) * share * reach);
    const error = Math.round((offered - rejected) * (1 - reach));
    const timeout = offered - rejected - good - error;
    const delayMs = this.delayMs();
    const p50 = heat <= 1 ? 4 + delayMs : Math.min(900, 40 * heat ** 2);
    return {
      good,
      error,
      timeout: Math.max(0, timeout),
      rejected,
      p50,
      p99: heat <= 1 ? 12 + delayMs : 990,
    };
  }

  /** `Threads_running` and its like, from the heat. */
  threads(): number {
    const heat = this.demand();
    return heat <= 1 ? 1 + Math.round(heat * 3) : Math.min(150, Math.round(11 * heat ** 1.5));
  }
}
