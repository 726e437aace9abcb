import { GamedayError } from "../../kernel/error.ts";
import { processCapabilities } from "../../runtime/capabilities.ts";
import type { RuntimeKind } from "../runtime.ts";

/** Nothing real, on a time of its own. */
export const sim = {
  name: "sim",
  // A simulated verdict says nothing about real components: it must be asked for.
  suits: () => false,
  available: async ({ scenario }) => {
    const [{ namesContainers }, { simStage }, { simulatedTools }, { virtualClock }, { realClock }] =
      await Promise.all([
        import("../attach-targets.ts"),
        import("../sim.ts"),
        import("../tools.ts"),
        import("../../kernel/virtual-clock.ts"),
        import("../../register/real-clock.ts"),
      ]);
    if (namesContainers(scenario))
      throw new GamedayError("GD-C001", "containers of your own cannot be simulated", {
        hint: "leave --runtime out",
      });
    const time = virtualClock(realClock.wallMs());
    return {
      why: "",
      capabilities: processCapabilities,
      time,
      missing: async () => [],
      tools: async () => simulatedTools,
      open: async ({ plan, exercise, journal }) => simStage(plan, time, exercise, journal),
    };
  },
} as const satisfies RuntimeKind;
