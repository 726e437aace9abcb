import type { Capture, Power } from "./runtime.ts";

/** The facts of a component of our own stack whose only state from outside is whether it runs. */
export function powerFacts(power: Pick<Power, "state">): Capture {
  return {
    capture: async (id) => {
      const state = await power.state(id);
      return { running: state === "running" || state === "paused", paused: state === "paused" };
    },
    stays: () => false,
  };
}
