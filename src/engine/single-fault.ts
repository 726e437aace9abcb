import type { EventData } from "../event/event.ts";
import type { Fault, FaultWorld } from "../fault/fault.ts";
import type { Clock } from "../kernel/clock.ts";
import { GamedayError } from "../kernel/error.ts";
import { messageOf } from "../kernel/message-of.ts";
import type { PlannedFault } from "../plan/plan.ts";
import { Ended, endWith, type Ending, type Outcome } from "./ending.ts";
import { FaultKeeper } from "./fault-keeper.ts";
import { healing, healWithinMs, recordEnd, type Healed } from "./healing.ts";
import type { Recorder } from "./recorder.ts";
import { linkTarget } from "./restore-targets.ts";
import { Restoration } from "./restoration.ts";
import { within } from "./within.ts";

/** One link from an address that clients connect to to the server behind it. */
export interface SingleLink {
  /** Where clients connect now, its port resolved. It is the link's name, too. */
  readonly address: string;
  readonly world: FaultWorld;
  readonly server: { readonly pid: number | undefined; readonly api: string };
  /** Resolves when the proxy server ends unasked. */
  readonly gone: Promise<string>;
  close(): Promise<void>;
}

export interface SingleFaultPorts {
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly faults: ReadonlyMap<string, Fault<unknown>>;
  open(): Promise<SingleLink>;
  /** Clients may connect. */
  opened(address: string): Promise<void>;
  /** Removes what is left of it on this machine, and says what could not be removed. */
  sweep(): Promise<Healed["residue"]>;
}

/** What is done, and what is written down before. */
export interface SinglePlan {
  readonly planned: EventData["drill.planned"];
  readonly choices: readonly string[];
  readonly fault: Pick<PlannedFault, "fault" | "forMs" | "with">;
}

export interface SingleOutcome extends Outcome, Healed {
  /** It worked at its link. */
  readonly verified: boolean;
  /** It lasted as long as it should. */
  readonly whole: boolean;
}

/**
 * One fault on one link, on the engine's own parts: up → break → heal → over. When the fault is
 * over, the link forwards until it is stopped.
 */
export class SingleFault {
  private readonly plan: SinglePlan;
  private readonly ports: SingleFaultPorts;
  private readonly keeper: (world: FaultWorld) => FaultKeeper;
  private readonly restoration: Restoration;
  private readonly ender = new AbortController();
  private beganMs = 0;
  private expired = false;

  constructor(plan: SinglePlan, ports: SingleFaultPorts) {
    const { recorder, clock, faults } = ports;
    this.plan = plan;
    this.ports = ports;
    this.keeper = (world) => new FaultKeeper(world, faults, recorder, clock);
    this.restoration = new Restoration(recorder, clock);
  }

  /** Its own time is not over. */
  get active(): boolean {
    return !this.expired;
  }

  /** Undefined for one without an end of its own. Milliseconds. */
  get leftMs(): number | undefined {
    const { forMs } = this.plan.fault;
    if (forMs === undefined) return undefined;
    return Math.max(0, Math.round(forMs - (this.ports.clock.monoMs() - this.beganMs)));
  }

  end(ending: Ending, cause?: unknown): void {
    this.ender.abort(new Ended(ending, cause));
  }

  /** It heals whatever happens. */
  async perform(signal: AbortSignal): Promise<SingleOutcome> {
    const { recorder } = this.ports;
    const release = endWith(signal, (ending) => this.end(ending));
    await recorder.sure({ type: "drill.planned", data: this.plan.planned });
    await recorder.sure({ type: "drill.phase", data: { phase: "up" } });
    for (const text of this.plan.choices) recorder.record({ type: "drill.note", data: { text } });
    let link: SingleLink | undefined;
    let keeper: FaultKeeper | undefined;
    let verified = false;
    try {
      link = await this.up();
      keeper = this.keeper(link.world);
      verified = await this.play(link, keeper);
    } catch (error) {
      this.end({ why: "error", detail: messageOf(error) }, error);
    }
    const { ending, cause } = this.ender.signal.reason as Ended;
    const { residue } = await this.heal(ending, link, keeper);
    await recordEnd(recorder, ending);
    release();
    const whole = this.plan.fault.forMs === undefined || this.expired;
    return { ending, error: cause, verified, whole, residue };
  }

  private async up(): Promise<SingleLink> {
    const { recorder } = this.ports;
    const link = await this.ports.open();
    const { pid, api } = link.server;
    recorder.record({
      type: "component.state",
      data: {
        component: "fault proxy",
        state: "running",
        detail: api,
        ...(pid === undefined ? {} : { pid }),
      },
    });
    void link.gone.then((how) => {
      const gone = new GamedayError("GD-P001", `the fault proxy is gone: ${how}`);
      this.end({ why: "error", detail: gone.message }, gone);
    });
    return link;
  }

  /** Returns whether the fault worked, once the whole is to end. */
  private async play(link: SingleLink, keeper: FaultKeeper): Promise<boolean> {
    const { clock, recorder, opened } = this.ports;
    const { fault, forMs, with: parameters } = this.plan.fault;
    const ended = new Promise<void>((resolve) =>
      this.ender.signal.addEventListener("abort", () => resolve(), { once: true }),
    );
    this.beganMs = clock.monoMs();
    await opened(link.address);
    await this.restoration.capture([linkTarget(link.address, link.world.links)]);
    await recorder.sure({ type: "drill.phase", data: { phase: "break" } });
    const { signal } = this.ender;
    if (signal.aborted) return false;
    const planned = { id: fault, target: link.address, atMs: 0, ...this.plan.fault };
    const verified = await keeper.apply(planned, parameters, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
      return false;
    });
    if (!verified) {
      this.end({ why: "gate", detail: `${fault} does not work on ${link.address}` });
      return false;
    }
    if (forMs !== undefined) await this.expire(forMs, keeper);
    await ended;
    return true;
  }

  private async expire(forMs: number, keeper: FaultKeeper): Promise<void> {
    const { clock, recorder } = this.ports;
    try {
      await clock.sleep(forMs - (clock.monoMs() - this.beganMs), this.ender.signal);
    } catch {
      // Stopped before the fault's time was over.
      return;
    }
    await keeper.undo(this.plan.fault.fault, "ended");
    this.expired = true;
    recorder.record({
      type: "drill.note",
      data: { text: "the fault is over; forwarding goes on until Ctrl-C" },
    });
  }

  private heal(
    ending: Ending,
    link: SingleLink | undefined,
    keeper: FaultKeeper | undefined,
  ): Promise<Healed> {
    const { clock, recorder, sweep } = this.ports;
    return healing({ clock, recorder }, ending, [], async () => {
      for (const id of keeper?.toHeal([]) ?? [])
        await within(clock, healWithinMs, "not undone", async () => keeper?.undo(id, "heal")).catch(
          () => {},
        );
      const differs = await this.restoration.check();
      await link?.close();
      return [...differs, ...(await sweep())];
    });
  }
}
