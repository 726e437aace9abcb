import { fail, pass, unknown, type Check } from "../finding.ts";
import { isSaturated } from "./punctual.ts";

/** A drill that was cut short from outside has not answered its question. */
export const finished: Check = {
  name: "finished",
  title: "the drill ran to completion",
  role: "ground",
  run: (_plan, { ended, load }) => {
    if (ended === null) return unknown("the journal ends abruptly: the drill crashed");
    switch (ended.why) {
      case "resolved":
      case "limit":
      case "held":
      case "decided":
        return pass(ended.detail);
      case "gate":
        return unknown(
          load.flows.some((flow) => flow.counted && isSaturated(flow))
            ? `${ended.detail}; the load generator ran behind schedule, so this machine was too busy: close other programs and run it again`
            : ended.detail,
        );
      case "interrupted":
        return unknown("the drill was interrupted");
      case "stopped":
        return unknown("the drill was stopped early");
      case "real-emergency":
        return unknown(`a real-world emergency ended the drill: ${ended.detail}`);
      case "watchdog":
      case "aborted":
        return (ended.verdict === "fail" ? fail : unknown)(`the drill was ${ended.detail}`);
      case "error":
        return unknown(`the drill failed: ${ended.detail}`);
      default:
        return ended.why satisfies never;
    }
  },
};
