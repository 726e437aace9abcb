/** A thing we break. One file per fault; `index.ts` is the list. All pass `test/contract/fault.contract.ts`. */
import type { z } from "zod";
import type { FaultProxy } from "../proxy/proxy.ts";
import type { Capability, Power } from "../runtime/runtime.ts";

/** Extra traffic as a fault: the engine fits this with the running load driver. */
export interface Surge {
  start(flow: string, request: { journey: string; cohort: string; perSecond: number }): Promise<void>;
  end(flow: string): Promise<void>;
  /** Requests per second now; 0 when it is not running. */
  perSecond(flow: string): number;
  /** Requests of the flow offered in the newest complete second. */
  offered(flow: string): number;
}

/** What a newcomer on a link met, and after how many milliseconds. */
export interface LinkAnswer {
  readonly met: "answer" | "reset" | "end" | "refused" | "silence";
  readonly afterMs: number;
}

/** The links of the stack that go through the proxy. */
export interface Links {
  /** The proxy server with this API address; the drill's own without one. Throws when there is none. */
  proxy(api?: string): FaultProxy;
  /** Connects to a link as a newcomer does, asks for a sign of life and tells what came; undefined where nobody knows how to ask. */
  ask(link: string, withinMs: number): Promise<LinkAnswer | undefined>;
}

export interface FaultWorld {
  readonly power: Power;
  readonly surge: Surge;
  readonly links: Links;
}

/** How to take a fault back: data, so that another process can do it from the journal. Same shape as the event's `undo`. */
export type UndoData =
  | { readonly do: "resume"; readonly target: string }
  | { readonly do: "start"; readonly target: string }
  | { readonly do: "end-flow"; readonly flow: string }
  | { readonly do: "remove-toxic"; readonly api: string; readonly link: string; readonly toxics: readonly string[] }
  | { readonly do: "enable-link"; readonly api: string; readonly link: string };

export interface FaultRequest<P> {
  /** The fault's id in the scenario. */
  readonly id: string;
  /** `db`, `api/2`, `load`; of a link its own name, `api-to-db` or `api-to-db/2`. */
  readonly target: string;
  readonly with: P;
  /** How long it shall work, milliseconds; where it can end by itself then, it does, whatever becomes of us. */
  readonly leaseMs?: number;
}

/** What a check at the target saw. */
export interface Verification {
  readonly ok: boolean;
  readonly evidence: string;
}

export interface Fault<P = Record<string, unknown>> {
  readonly name: string;
  readonly doc: string;
  readonly target: "component" | "load" | "link";
  readonly needs: readonly Capability[];
  readonly params: z.ZodType<P>;
  /** Its band on charts. */
  readonly mark: { readonly label: string; readonly color: string };
  /** The inverse, decided and journalled before anything is hurt. */
  undo(request: FaultRequest<P>, world: FaultWorld): UndoData;
  apply(world: FaultWorld, request: FaultRequest<P>): Promise<void>;
  /** Does it work at its target? Asked after apply until it says yes or its time is over. */
  verify(world: FaultWorld, request: FaultRequest<P>): Promise<Verification>;
}

/** Verifies that the target no longer runs. */
export async function expectDown({ power }: FaultWorld, { target }: FaultRequest<unknown>): Promise<Verification> {
  const state = await power.state(target);
  return { ok: state === "stopped" || state === "exited", evidence: `${target} is ${state}` };
}
