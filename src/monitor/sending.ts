import type { EventData, Envelope, EventInput, GamedayEvent } from "../event/event.ts";
import type { LoadBin } from "../event/load.ts";
import type { Scenario } from "../plan/plan.ts";
import { leftOut } from "./left-out.ts";
import { addSecond, emptySeconds, type Seconds } from "./seconds.ts";

/**
 * Did the generator of each flow send what it should? The schedule of a flow is the scenario's: so
 * many journeys each second, whatever the answers do, so what is missing shows in the bins: a
 * second that never comes (*missing*, not the same as one in which nothing was due), or one with
 * fewer journeys than were due. A user's own script has its schedule to itself; what is known of it
 * is kept to compare seconds by.
 */
export interface Sending {
  readonly flows: ReadonlyMap<string, SentFlow>;
  /** Found in the bins and not yet written down. */
  readonly found: EventInput[];
  /**
   * While the drill is paused nothing is due. Seconds, the last one not included; open while it
   * lasts.
   */
  readonly pauses: { readonly from: number; to: number }[];
  over: boolean;
}

export interface SentFlow {
  readonly id: string;
  readonly script: boolean;
  waitMs: number;
  /** A tenth of the journey's shortest timeout; null for a script. */
  readonly lateLimitMs: number | null;
  readonly rampSeconds: number;
  /** Journeys per second; 0 before the load starts. */
  perSecond: number;
  /** The first second with a bin, and the next one to come. */
  first: number | undefined;
  next: number | undefined;
  /** The second of the first journey: some generators take their time to start. */
  began: number | undefined;
  /** Journeys due less journeys begun: between -1 and 1 for a generator that keeps its schedule. */
  owed: number;
  /** Journeys that were due and did not begin, by second. */
  readonly short: { readonly second: number; readonly missing: number }[];
  stalled: boolean;
  ended: EventData["load.ended"] | undefined;
  /** Of a script: what it asked for, and what it had planned as a measure of that. */
  readonly own: Seconds<"offered" | "scripted">;
  /** Every bin said what was planned. */
  comparable: boolean;
}

/**
 * Bins may be so much later than the longest journey before the generator is said to stand still.
 */
const graceMs = 10_000;
/** Room for the rounding of sums. */
const tolerance = 1e-6;

/** Nothing was sent yet. */
/** How long a flow's users think between the steps of their journey at most, milliseconds. */
export function longestThink({ load }: Scenario, flow: string): number {
  const { steps = [] } = load.journeys[load.flows[flow]?.journey ?? ""] ?? {};
  return steps.reduce(
    (sum, { think = 0 }) => sum + (typeof think === "number" ? think : think.to),
    0,
  );
}

export function emptySending(scenario: Scenario, waitMs: ReadonlyMap<string, number>): Sending {
  const flows = Object.entries(scenario.load.flows).map(
    ([id, { journey: name, ramp }]): [string, SentFlow] => {
      const { script, steps = [] } = scenario.load.journeys[name] ?? {};
      return [
        id,
        {
          id,
          script: script !== undefined,
          waitMs: (waitMs.get(id) ?? 0) + longestThink(scenario, id),
          lateLimitMs:
            steps.length === 0 ? null : Math.min(...steps.map(({ timeout }) => timeout)) / 10,
          rampSeconds: ramp === undefined ? 0 : Math.ceil(ramp / 1_000) + 1,
          perSecond: 0,
          first: undefined,
          began: undefined,
          next: undefined,
          owed: 0,
          short: [],
          stalled: false,
          ended: undefined,
          own: emptySeconds(["offered", "scripted"]),
          comparable: true,
        },
      ];
    },
  );
  return { flows: new Map(flows), found: [], pauses: [], over: false };
}

/** Takes in one event, in journal order. */
export function observeSending(sending: Sending, event: GamedayEvent): void {
  switch (event.type) {
    case "load.started":
      for (const [id, perSecond] of Object.entries(event.data.flows))
        start(sending.flows.get(id), perSecond, Math.floor(event.at / 1_000));
      break;
    case "load.bin":
      observeBin(sending, event.data);
      break;
    case "load.ended": {
      const flow = sending.flows.get(event.data.flow);
      if (flow !== undefined) flow.ended ??= event.data;
      break;
    }
    case "load.stalled": {
      const flow = sending.flows.get(event.data.flow);
      if (flow?.next === event.data.second) flow.stalled = true;
      sending.found.length = 0;
      break;
    }
    case "load.short":
    case "load.saturated":
      sending.found.length = 0;
      break;
    case "drill.paused":
      sending.pauses.push({ from: Math.floor(event.at / 1_000), to: Number.POSITIVE_INFINITY });
      break;
    case "drill.resumed":
      goOn(sending, event);
      break;
    case "heal.started":
      sending.over = true;
      break;
    default:
  }
}

function start(flow: SentFlow | undefined, perSecond: number, second: number): void {
  if (flow === undefined) return;
  flow.perSecond = perSecond;
  flow.next ??= second;
}

function goOn({ flows, pauses }: Sending, event: Envelope<"drill.resumed">): void {
  const pause = pauses.at(-1);
  if (pause === undefined) return;
  pause.to = Math.max(...leftOut(event)) + 1;
  for (const flow of flows.values()) flow.owed = 0;
}

const isPaused = ({ pauses }: Sending, second: number): boolean =>
  pauses.some(({ from, to }) => second >= from && second < to);

function observeBin(sending: Sending, bin: LoadBin): void {
  const flow = sending.flows.get(bin.flow);
  if (flow === undefined || (flow.first !== undefined && bin.second < (flow.next ?? 0))) return;
  if (flow.first === undefined) flow.first = bin.second;
  else
    for (let second = flow.next ?? bin.second; second < bin.second; second += 1)
      lacks(sending, flow, second);
  flow.next = bin.second + 1;
  flow.stalled = false;
  addSecond(flow.own, bin.second, { offered: bin.offered, scripted: bin.scripted ?? 1 });
  if (bin.scripted === undefined) flow.comparable = false;
  if ((bin.begun ?? bin.offered) > 0) flow.began ??= bin.second;
  // The second of the first journey is rarely whole.
  if (
    !flow.script &&
    bin.second > (flow.began ?? bin.second) + flow.rampSeconds &&
    !isPaused(sending, bin.second)
  )
    compare(sending, flow, bin);
  if (flow.lateLimitMs !== null && bin.lateP99 > flow.lateLimitMs)
    found(sending, bin.second, {
      type: "load.saturated",
      data: { flow: flow.id, second: bin.second, lateP99: bin.lateP99, limit: flow.lateLimitMs },
    });
}

function compare(sending: Sending, flow: SentFlow, bin: LoadBin): void {
  const begun = bin.begun ?? bin.offered;
  flow.owed = Math.max(-1, flow.owed + flow.perSecond - begun);
  const missing = Math.floor(flow.owed + tolerance);
  if (missing < 1) return;
  flow.owed -= missing;
  flow.short.push({ second: bin.second, missing });
  found(sending, bin.second, {
    type: "load.short",
    data: { flow: flow.id, second: bin.second, due: begun + missing, sent: begun },
  });
}

/** A second that was passed over. */
function lacks(sending: Sending, flow: SentFlow, second: number): void {
  if (isPaused(sending, second)) return;
  flow.short.push({ second, missing: flow.perSecond });
  if (!flow.stalled)
    found(sending, second, { type: "load.stalled", data: { flow: flow.id, second } });
  flow.stalled = true;
}

function found({ found: all }: Sending, second: number, input: EventInput): void {
  all.push({ at: second * 1_000, ...input });
}

/**
 * What is to be written down now: what the bins showed, and flows of which nothing is heard any
 * more.
 */
export function concludeSending(sending: Sending, exMs: number): EventInput[] {
  const inputs = sending.found.splice(0);
  if (sending.over || isPaused(sending, Math.floor(exMs / 1_000))) return inputs;
  for (const flow of sending.flows.values()) {
    if (flow.next === undefined || flow.stalled || flow.ended !== undefined) continue;
    if (exMs <= (flow.next + 1) * 1_000 + flow.waitMs + graceMs) continue;
    flow.stalled = true;
    inputs.push({
      at: flow.next * 1_000,
      type: "load.stalled",
      data: { flow: flow.id, second: flow.next },
    });
  }
  return inputs;
}
