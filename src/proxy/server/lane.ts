import type { Socket } from "node:net";
import type { Random } from "../../kernel/random.ts";
import { Chain } from "./chain.ts";
import type { Intake } from "./intake.ts";
import type { Timers } from "./timers.ts";
import type { Toxic } from "./toxic.ts";

/** Bytes of one direction so far. */
export interface Flow {
  received: number;
  sent: number;
}

/** Sockets of a lane say `drain` after each write, so that the lane knows when its read buffer is free again. */
export const laneSocket = { allowHalfOpen: true, writableHighWaterMark: 1 } as const;

export interface LaneRequest {
  readonly source: Socket;
  /** What the source reads. */
  readonly intake: Intake;
  readonly dest: Socket;
  readonly timers: Timers;
  readonly random: (toxic: Toxic) => Random;
  readonly flow: Flow;
  readonly total: Flow;
}

/**
 * Joins two sockets in one direction. The source pauses while the destination or a toxic has enough. With no toxic at work the
 * bytes go out of the very buffer that they were read into, and the next read waits until they are gone.
 */
export function openLane({ source, intake, dest, timers, random, flow, total }: LaneRequest): Chain {
  let blocked = false;
  let paused = false;
  const chain = new Chain({
    timers,
    random,
    sink: {
      write: (data) => {
        if (!dest.writable) return;
        flow.sent += data.length;
        total.sent += data.length;
        dest.write(data);
        blocked = dest.writableLength > 0;
      },
      end: (how) => {
        if (how === "reset") {
          dest.resetAndDestroy();
          source.resetAndDestroy();
          // Half-close is kept: the other direction goes on, unless its reader is gone.
        } else if (how === "fin" && !source.destroyed) dest.end();
        else dest.destroySoon();
      },
    },
  });
  chain.onRoom = () => {
    if (!paused || blocked || chain.full) return;
    paused = false;
    source.resume();
  };
  intake.take = (data) => {
    flow.received += data.length;
    total.received += data.length;
    if (chain.bare) chain.push(data);
    else pushCopies(chain, data);
    paused = blocked || chain.full;
    return !paused;
  };
  source.on("end", () => chain.end("fin"));
  source.once("close", () => {
    if (chain.ended) dest.destroySoon();
    else chain.end("close");
  });
  dest.on("drain", () => {
    if (!blocked) return;
    blocked = false;
    chain.onRoom();
  });
  // Only a connected upstream makes the bytes flow.
  source.pause();
  return chain;
}

/** Bytes in one chunk for a toxic: with larger ones a narrow line would hold its one chunk and read nothing ahead. */
const chunkBytes = 65_536;

/** What a toxic keeps must outlive the next read. */
function pushCopies(chain: Chain, data: Buffer): void {
  for (let start = 0; start < data.length; start += chunkBytes) chain.push(Buffer.from(data.subarray(start, start + chunkBytes)));
}
