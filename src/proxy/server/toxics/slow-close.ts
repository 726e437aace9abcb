import { noticedMs, param, type Ending, type ToxicType } from "../stage.ts";
import type { Timer } from "../timers.ts";

/** Holds the end of the stream back for `delay` ms; data is untouched. */
export const slowClose: ToxicType = {
  type: "slow_close",
  struct: "SlowCloseToxic",
  attributes: [{ name: "delay", type: "int64" }],
  capacity: () => Infinity,
  passes: true,
  check: () => undefined,
  open: ({ params, out, timers, touch }) => {
    let ending: Ending | undefined;
    let timer: Timer | undefined;
    const finish = (): void => {
      timer?.cancel();
      const how = ending;
      ending = undefined;
      if (how !== undefined) out.end(how);
    };
    const wait = (): void => {
      timer?.cancel();
      timer = timers.at(timers.now() + param(params(), "delay"), finish);
    };
    return {
      held: 0,
      push: out.push,
      end: (how) => {
        ending = how;
        if (param(params(), "delay") >= noticedMs) touch(0);
        wait();
      },
      update: () => {
        if (ending !== undefined) wait();
      },
      release: () => {
        finish();
        out.released();
      },
      close: () => timer?.cancel(),
    };
  },
};
