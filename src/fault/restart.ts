import { z } from "zod";
import { stillDown, type Fault } from "./fault.ts";

/**
 * Restarts a component gracefully, as a deployment does: it is unavailable until it has stopped
 * and is healthy again.
 */
export const restart: Fault<Record<string, never>> = {
  name: "restart",
  doc: "Restarts a component gracefully, as a deploy does: it is down until it is healthy again.",
  target: "component",
  needs: ["stop"],
  params: z.strictObject({}),
  ends: true,
  lasting: false,
  mark: { label: "restarted", color: "#E69F00" },
  undo: ({ target }) => ({ do: "start", target }),
  apply: async ({ power }, { target }) => {
    const starts = power.starts(target);
    await power.stop(target);
    await power.start(target);
    return { starts };
  },
  verify: async ({ power }, { target }, trace) => {
    const state = await power.state(target);
    const again = power.starts(target) > Number(trace?.["starts"] ?? Number.POSITIVE_INFINITY);
    return {
      ok: again && state === "running",
      evidence: again
        ? `${target} was restarted and is ${state}`
        : `${target} is ${state} and was not restarted`,
    };
  },
  still: stillDown,
};
