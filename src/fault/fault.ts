/**
 * A thing we break. One file per fault; `index.ts` is the list. All pass
 * `test/contract/fault.contract.ts`.
 */
import type { z } from "zod";
import type { Undo } from "../event/undo.ts";
import type { FaultProxy } from "../proxy/proxy.ts";
import type { Capability, Disk, Limits, Network, Power, Runtime } from "../runtime/runtime.ts";

/**
 * Traffic to add: a journey by a cohort at a rate, and the journeys that it turns to, one after the
 * other, when the one before is refused.
 */
export interface SurgeRequest {
  readonly journey: string;
  readonly then: readonly string[];
  readonly cohort: string;
  readonly perSecond: number;
}

/** Extra traffic as a fault: the engine fits this with the running load driver. */
export interface Surge {
  start(flow: string, request: SurgeRequest): Promise<void>;
  end(flow: string): Promise<void>;
  /** Requests per second now; 0 when it is not running. */
  perSecond(flow: string): number;
  /** Requests of the flow offered in the newest complete second. */
  offered(flow: string): number;
}

/** What a new connection on a link met, and after how many milliseconds. */
export interface LinkAnswer {
  readonly met: "answer" | "reset" | "end" | "refused" | "silence";
  readonly afterMs: number;
}

/** The links of the stack that go through the proxy. */
export interface Links {
  /**
   * The proxy server with this API address (default: the drill's own). Throws when there is none.
   */
  proxy(api?: string): FaultProxy;
  /**
   * Opens a new connection over a link, asks for a sign of life and reports what came; undefined
   * if the protocol is unknown.
   */
  ask(link: string, withinMs: number): Promise<LinkAnswer | undefined>;
  /**
   * A link by itself, perhaps without any connection yet: the fault is then verified without
   * affected users.
   */
  readonly unused?: true;
}

/** Sessions to hold on a database. */
export interface SessionsRequest {
  readonly target: string;
  readonly as: string;
  readonly statements: readonly string[];
  readonly count: number;
  /** How often those that ended are opened again (default: never). Milliseconds. */
  readonly againMs: number | undefined;
}

/** Sessions that faults hold on databases, by the fault's id. */
export interface Sessions {
  open(id: string, request: SessionsRequest): Promise<void>;
  /** Ends them on the server and opens no more; nothing happens when there are none. */
  end(id: string): Promise<void>;
  /** How many the server has, and what one of them is doing there. */
  look(id: string): Promise<{ readonly count: number; readonly doing: string }>;
}

export interface FaultWorld {
  readonly power: Power;
  readonly surge: Surge;
  readonly links: Links;
  /** These where the runtime has them; a fault says by `needs` that it cannot do without. */
  readonly limits?: Limits;
  readonly network?: Network;
  readonly disk?: Disk;
  /** Where the stack's databases can be logged in to. */
  readonly sessions?: Sessions;
}

/**
 * A runtime as faults see it, with what is there beside it. Where there is no load or no link, a
 * fault that asks for it is a mistake of ours.
 */
export function faultWorld(
  { power, limits, network, disk }: Pick<Runtime, "power" | "limits" | "network" | "disk">,
  {
    surge = noLoad,
    links = noLinks,
    sessions,
  }: Partial<Pick<FaultWorld, "surge" | "links" | "sessions">> = {},
): FaultWorld {
  return {
    power,
    surge,
    links,
    ...(limits && { limits }),
    ...(network && { network }),
    ...(disk && { disk }),
    ...(sessions && { sessions }),
  };
}

const nobodyHas = (what: string) => (): never => {
  throw new Error(`fault: there is no ${what} here, and it was asked for`);
};
const noLoad: Surge = {
  start: nobodyHas("load"),
  end: nobodyHas("load"),
  perSecond: nobodyHas("load"),
  offered: nobodyHas("load"),
};
const noLinks: Links = { proxy: nobodyHas("link"), ask: nobodyHas("link") };

export interface FaultRequest<P> {
  /** The fault's id in the scenario. */
  readonly id: string;
  /** `db`, `api/2`, `load`; of a link its own name, `api-to-db` or `api-to-db/2`. */
  readonly target: string;
  /**
   * The single components of a target that is a group: a component's replicas, a region, a zone, a
   * rack. Or its links.
   */
  readonly members?: readonly string[];
  /** Of links: those over which the place's own components connect to others. */
  readonly leaving?: readonly string[];
  readonly with: P;
  /**
   * How long it shall work, milliseconds; where it can end by itself then, it does, whatever
   * becomes of us.
   */
  readonly leaseMs?: number;
}

/** What a scenario lets a fault meet, as far as the file says it. */
export interface Exposure {
  /** How long it acts at most, milliseconds. */
  readonly forMs: number;
  /** Requests that users make meanwhile; undefined where the machine's speed decides it. */
  readonly requests: number | undefined;
}

/** Why a fault with these parameters cannot be felt: which of them, and what would do. */
export interface Harmless {
  readonly parameter: string;
  readonly message: string;
  readonly hint?: string;
}

/** What a check at the target saw. */
export interface Verification {
  readonly ok: boolean;
  readonly evidence: string;
}

/**
 * What `apply` saw, for `verify` to compare with: how often a component had been started before it
 * was killed.
 */
export type Trace = Readonly<Record<string, string | number>>;

export interface Fault<P = Record<string, unknown>> {
  readonly name: string;
  readonly doc: string;
  /**
   * The fault applies to the group as a whole, not to each member. `links`: all that lead into
   * and out of a location.
   */
  readonly target: "component" | "group" | "load" | "link" | "links";
  readonly needs: readonly Capability[];
  readonly params: z.ZodType<P>;
  /**
   * False for a fault that is over with its effect, such as a restart: it need not last until it
   * is undone.
   */
  readonly lasting?: false;
  /**
   * The target's process ends by it, or may: a container that is removed when it stops cannot have
   * it.
   */
  readonly ends?: true;
  /** Its band on charts. */
  readonly mark: { readonly label: string; readonly color: string };
  /**
   * Why it can have no noticeable effect, however it is applied; undefined when it can. The lint
   * refuses such a fault.
   */
  harmless?(parameters: P, exposure: Exposure): Harmless | undefined;
  /**
   * Why it cannot be done at this target, or not be taken back. Asked while planning, where the
   * target already exists.
   */
  obstacle?(world: FaultWorld, request: FaultRequest<P>): Promise<string | undefined>;
  /** The inverse, decided and journalled before anything is hurt. */
  undo(request: FaultRequest<P>, world: FaultWorld): Undo | Promise<Undo>;
  apply(world: FaultWorld, request: FaultRequest<P>): Promise<Trace | void>;
  /** Does it work at its target? Asked after apply until it says yes or its time is over. */
  verify(world: FaultWorld, request: FaultRequest<P>, trace?: Trace): Promise<Verification>;
  /**
   * Does it still? Asked about once a second from then on until it is undone, so it must cost the
   * target nothing; `verify` where that is as cheap.
   */
  still?(world: FaultWorld, request: FaultRequest<P>, trace?: Trace): Promise<Verification>;
}

/** What a scenario or a command gave, read by the fault's own schema: checked, with defaults. */
export function parametersOf<P>(fault: Pick<Fault<P>, "params">, given: unknown): P {
  return fault.params.parse(given);
}

/**
 * Why it cannot be done at its target, or not be undone there; asked while planning, where the
 * target already exists, and again right before it is applied.
 */
export async function obstacleTo<P>(
  fault: Fault<P>,
  world: FaultWorld,
  request: FaultRequest<P>,
): Promise<string | undefined> {
  const ids =
    fault.target === "component" || fault.target === "group"
      ? (request.members ?? [request.target])
      : [];
  for (const id of ids) {
    const why = await world.power.whyNoUndo?.(id, fault.ends === true);
    if (why !== undefined) return why;
  }
  return fault.obstacle?.(world, request);
}

/** Does the target still not run? */
export async function stillDown(
  { power }: FaultWorld,
  { target }: FaultRequest<unknown>,
): Promise<Verification> {
  const state = await power.state(target);
  return { ok: state === "stopped" || state === "exited", evidence: `${target} is ${state}` };
}

/**
 * Verifies that the target no longer runs, or that it did not for a while: its supervisor may be
 * quick.
 */
export async function expectDown(
  { power }: FaultWorld,
  { target }: FaultRequest<unknown>,
  trace?: Trace,
): Promise<Verification> {
  const state = await power.state(target);
  if (state === "stopped" || state === "exited")
    return { ok: true, evidence: `${target} is ${state}` };
  const again = power.starts(target) - Number(trace?.["starts"] ?? Number.POSITIVE_INFINITY);
  return again > 0
    ? { ok: true, evidence: `${target} went down and was started again by its supervisor` }
    : { ok: false, evidence: `${target} is ${state}` };
}

/** A part of the runtime that the plan has made sure of. */
export function part<K extends "limits" | "network" | "disk" | "sessions">(
  world: FaultWorld,
  name: K,
): NonNullable<FaultWorld[K]> {
  const found = world[name];
  if (found === undefined)
    throw new Error(`fault: this runtime has no ${name}, and the plan did not refuse`);
  return found;
}
