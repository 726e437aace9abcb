import type { Socket } from "node:net";
import type { Random } from "../../kernel/random.ts";
import { Chain } from "./chain.ts";
import type { Intake } from "./intake.ts";
import { openOutlet } from "./outlet.ts";
import type { Timers } from "./timers.ts";
import type { Toxic } from "./toxic.ts";

/** Bytes of one direction so far. */
export interface Flow {
  received: number;
  sent: number;
}

export const laneSocket = { allowHalfOpen: true } as const;

export interface LaneRequest {
  readonly source: Socket;
  /** What the source reads. */
  readonly intake: Intake;
  readonly dest: Socket;
  readonly timers: Timers;
  readonly random: (toxic: Toxic) => Random;
  readonly flow: Flow;
  readonly total: Flow;
  /** Our own code threw. */
  readonly fail: (error: unknown) => void;
}

/**
 * Joins two sockets in one direction. The source pauses while the destination or the first toxic
 * has enough. With no toxic at work the bytes go out of the very buffer that they were read into,
 * and the next read waits until they are gone.
 */
export function openLane({
  source,
  intake,
  dest,
  timers,
  random,
  flow,
  total,
  fail,
}: LaneRequest): Chain {
  const outlet = openOutlet(source, dest, () => {
    lent = false;
    chain.sinkReady();
    chain.onRoom();
  });
  // The destination still writes out of the source's buffer.
  let lent = false;
  let paused = false;
  const chain = new Chain({
    timers,
    random,
    fail,
    sink: {
      write: (data) => {
        if (!dest.writable) return;
        flow.sent += data.length;
        total.sent += data.length;
        outlet.write(data);
      },
      end: outlet.end,
      ready: outlet.ready,
    },
  });
  chain.onRoom = () => {
    if (!paused || lent || chain.full) return;
    paused = false;
    source.resume();
  };
  intake.take = (data, kept) => {
    flow.received += data.length;
    total.received += data.length;
    if (chain.bare) {
      chain.push(data);
      lent = !outlet.ready();
    } else if (kept) chain.push(data);
    else pushCopies(chain, data);
    paused = lent || chain.full;
    return !paused;
  };
  source.on("end", () => chain.end("fin"));
  source.on("close", () => {
    if (chain.ended) outlet.close();
    else chain.end("close");
  });
  // Bytes flow only once the upstream is connected.
  source.pause();
  return chain;
}

/**
 * Largest chunk for a toxic. A larger one would fill a narrow line by itself, and nothing would be
 * read ahead.
 */
const chunkBytes = 65_536;

/** A toxic keeps data for longer than one read, so it gets a copy. */
function pushCopies(chain: Chain, data: Buffer): void {
  for (let start = 0; start < data.length; start += chunkBytes)
    chain.push(Buffer.from(data.subarray(start, start + chunkBytes)));
}
