import { z } from "zod";
import { expectDown, stillDown, type Fault } from "./fault.ts";

/** Kills a component without warning, as a crash or an out-of-memory kill does. */
export const kill: Fault<Record<string, never>> = {
  name: "kill",
  doc: "Kills a component without warning, as a crash or an out-of-memory kill does.",
  target: "component",
  needs: ["kill"],
  params: z.strictObject({}),
  ends: true,
  lasting: false,
  mark: { label: "killed", color: "#D55E00" },
  obstacle: async ({ power }, { target }) => power.whyNoKill?.(target),
  undo: ({ target }) => ({ do: "start", target }),
  apply: async ({ power }, { target }) => {
    const starts = power.starts(target);
    await power.kill(target);
    return { starts };
  },
  verify: expectDown,
  still: stillDown,
};
