import { z } from "zod";
import type { Fault } from "./fault.ts";

/** Freezes a component: its sockets stay open, the kernel still accepts, and nothing answers. */
export const pause: Fault<Record<string, never>> = {
  name: "pause",
  doc: "Freezes a component: its sockets stay open but it does not respond.",
  target: "component",
  needs: ["pause"],
  params: z.strictObject({}),
  mark: { label: "paused", color: "#56B4E9" },
  undo: ({ target }) => ({ do: "resume", target }),
  apply: ({ power }, { target }) => power.pause(target),
  verify: async ({ power }, { target }) => {
    const state = await power.state(target);
    return { ok: state === "paused", evidence: `${target} is ${state}` };
  },
};
