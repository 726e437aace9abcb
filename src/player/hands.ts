/** What a scripted player may use: the verbs and the tools that a person has, nothing more. */
import type { GamedayEvent } from "../event/event.ts";
import type { Artefact } from "../event/play.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Action, Plan } from "../plan/plan.ts";

export interface Hands {
  /** A verb of `gameday sev …`, `prove`, `note`; the answer's text and whether it was taken. */
  verb(
    verb: string,
    args: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly ok: boolean; readonly text: string }>;
  /**
   * Uses a tool once and answers what it printed. A kill loop goes on in the background until the
   * drill is over.
   */
  use(action: Action): Promise<Artefact>;
}

export interface Stage {
  /** Complete once the machine is measured: a player acts long after that. */
  readonly plan: Plan;
  readonly hands: Hands;
  readonly eyes: Eyes;
  readonly clock: Clock;
  /** Aborted when the response phase ends. */
  readonly signal: AbortSignal;
}

/** What a player sees: the visible events, and no truth. */
export class Eyes {
  private readonly waiting = new Set<(event: GamedayEvent | undefined) => void>();
  private readonly good = new Map<string, number>();
  private readonly flows: ReadonlyMap<string, readonly string[]>;
  private readonly objectives: ReadonlyMap<string, number>;
  private readonly sums = new Map<
    string,
    Map<number, { flows: number; good: number; offered: number }>
  >();
  paged = false;
  /** Who has a role of the incident: the last to whom it was given. */
  private readonly holders = new Map<string, string>();
  /** Of the incident, as declared. */
  state = "";
  lastSecond = -1;
  /** Since how many seconds every service has looked good on the dashboards. */
  goodForSeconds = 0;

  constructor(plan: Plan) {
    this.flows = new Map(
      Object.entries(plan.scenario.slis).map(([id, { counts }]) => [id, counts]),
    );
    this.objectives = new Map(
      Object.entries(plan.scenario.slis).map(([id, { objective }]) => [id, objective]),
    );
  }

  get declared(): boolean {
    return this.state !== "" && this.state !== "observed";
  }

  /** The role is this one's, or no one's. */
  isFreeFor(who: string, role: string): boolean {
    const holder = this.holders.get(role);
    return holder === undefined || holder === who;
  }

  private seat(event: GamedayEvent): void {
    if (event.type === "incident.assigned") this.holders.set(event.data.role, event.data.to);
    if (event.type === "role.released") this.free((role) => role === event.data.role);
    if (event.type === "person.left")
      this.free((role) => this.holders.get(role) === event.data.person);
  }

  private free(which: (role: string) => boolean): void {
    for (const role of [...this.holders.keys()].filter(which)) this.holders.delete(role);
  }

  see(event: GamedayEvent): void {
    // Dashboards of signals are many and tell nothing that a player waits for.
    if (event.type === "probe.sample") return;
    this.seat(event);
    if (event.type === "page.sent") this.paged = true;
    if (event.type === "incident.declared") this.state = "declared";
    if (event.type === "incident.state") this.state = event.data.state;
    if (event.type === "load.bin") this.bin(event.data);
    for (const wake of this.waiting) wake(event);
  }

  private bin({
    flow,
    second,
    good,
    offered,
  }: {
    flow: string;
    second: number;
    good: number;
    offered: number;
  }): void {
    for (const [sli, counts] of this.flows) {
      if (!counts.includes(flow)) continue;
      if (counts.length === 1) {
        this.look(sli, second, good, offered);
        continue;
      }
      const seconds =
        this.sums.get(sli) ?? new Map<number, { flows: number; good: number; offered: number }>();
      this.sums.set(sli, seconds);
      const sum = seconds.get(second) ?? { flows: 0, good: 0, offered: 0 };
      const next = { flows: sum.flows + 1, good: sum.good + good, offered: sum.offered + offered };
      seconds.set(second, next);
      if (next.flows < counts.length) continue;
      seconds.delete(second);
      this.look(sli, second, next.good, next.offered);
    }
  }

  /** One whole second of a service on the dashboard. */
  private look(sli: string, second: number, good: number, offered: number): void {
    this.lastSecond = Math.max(this.lastSecond, second);
    const fine = offered === 0 || (100 * good) / offered >= (this.objectives.get(sli) ?? 0);
    this.good.set(sli, fine ? (this.good.get(sli) ?? 0) + 1 : 0);
    this.goodForSeconds = this.good.size < this.flows.size ? 0 : Math.min(...this.good.values());
  }

  /** Resolves when the condition holds; rejects when the response phase ends. */
  until(condition: () => boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = (): void => {
        if (!signal.aborted && !condition()) return;
        settle();
        if (signal.aborted) reject(signal.reason as Error);
        else resolve();
      };
      const settle = (): void => {
        this.waiting.delete(wake);
        signal.removeEventListener("abort", wake);
      };
      this.waiting.add(wake);
      signal.addEventListener("abort", wake);
      wake();
    });
  }
}
