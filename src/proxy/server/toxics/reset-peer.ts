import { param, pieceCost, type Chunk, type Ending, type ToxicType } from "../stage.ts";
import type { Timer } from "../timers.ts";

/**
 * The first data, or the end of the stream, resets both sides `timeout` ms later. Data that comes
 * in meanwhile is held, not dropped, so that a connection survives when the toxic is removed in
 * time.
 */
export const resetPeer: ToxicType = {
  type: "reset_peer",
  struct: "ResetToxic",
  attributes: [{ name: "timeout", type: "int64" }],
  capacity: () => 65_536,
  check: () => undefined,
  open: ({ params, out, timers, touch }) => {
    let chunks: Chunk[] = [];
    let held = 0;
    let ending: Ending | undefined;
    let timer: Timer | undefined;
    let sinceMs: number | undefined;
    const wait = (): void => {
      sinceMs ??= timers.now();
      timer?.cancel();
      timer = timers.at(sinceMs + param(params(), "timeout"), () => {
        touch(chunks.reduce((sum, { data }) => sum + data.length, 0));
        out.end("reset");
      });
    };
    const trigger = (): void => {
      if (sinceMs === undefined) wait();
    };
    return {
      get held() {
        return held;
      },
      push: (chunk) => {
        chunks.push(chunk);
        held += chunk.data.length + pieceCost;
        trigger();
      },
      end: (how) => {
        ending = how;
        trigger();
      },
      update: () => {
        if (sinceMs !== undefined) wait();
      },
      release: () => {
        timer?.cancel();
        timer = undefined;
        const [waiting, how] = [chunks, ending];
        [chunks, held, ending, sinceMs] = [[], 0, undefined, undefined];
        for (const chunk of waiting) out.push(chunk);
        if (how !== undefined) out.end(how);
        out.released();
      },
      close: () => {
        timer?.cancel();
        [chunks, held] = [[], 0];
      },
    };
  },
};
