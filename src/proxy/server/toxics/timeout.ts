import { param, type ToxicType } from "../stage.ts";
import type { Timer } from "../timers.ts";

/**
 * Drops all data and closes the connection `timeout` ms after the toxic started or last dropped a
 * chunk; 0 never closes it.
 */
export const timeout: ToxicType = {
  type: "timeout",
  struct: "TimeoutToxic",
  attributes: [{ name: "timeout", type: "int64" }],
  capacity: () => Infinity,
  closesOnRemove: true,
  check: () => undefined,
  open: ({ params, out, timers, touch }) => {
    let timer: Timer | undefined;
    const close = (): void => {
      touch(0);
      out.end("close");
    };
    const wait = (): void => {
      timer?.cancel();
      const timeoutMs = param(params(), "timeout");
      timer = timeoutMs > 0 ? timers.at(timers.now() + timeoutMs, close) : undefined;
    };
    return {
      held: 0,
      start: wait,
      push: (chunk) => {
        touch(chunk.data.length);
        wait();
      },
      update: wait,
      end: (how) => {
        timer?.cancel();
        out.end(how);
      },
      release: () => {
        timer?.cancel();
        out.released();
      },
      close: () => timer?.cancel(),
    };
  },
};
