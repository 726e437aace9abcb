import { fail, pass, unknown, type Check } from "../finding.ts";
import { isSaturated } from "./punctual.ts";

/** A drill that was cut short from outside has not answered its question. */
export const finished: Check = {
  name: "finished",
  title: "the drill came to its own end",
  role: "ground",
  run: (_plan, { ended, load }) => {
    if (ended === null) return unknown("the journal breaks off: the drill died before its end");
    switch (ended.why) {
      case "resolved":
      case "limit":
      case "held":
      case "decided":
        return pass(ended.detail);
      case "gate":
        return unknown(
          load.flows.some((flow) => flow.counted && isSaturated(flow))
            ? `${ended.detail}; the load generator was late meanwhile, so this machine was too busy: close other programs and run it again`
            : ended.detail,
        );
      case "interrupted":
        return unknown("the drill was interrupted");
      case "stopped":
        return unknown("the drill was stopped before its end");
      case "watchdog":
      case "aborted":
        return (ended.verdict === "fail" ? fail : unknown)(`the drill was ${ended.detail}`);
      case "error":
        return unknown(`the drill broke: ${ended.detail}`);
      default:
        return ended.why satisfies never;
    }
  },
};
