import { z } from "zod";
import { expectDown, stillDown, type Fault } from "./fault.ts";

/** Stops a component gracefully (SIGTERM), as a bad deploy does. */
export const stop: Fault<Record<string, never>> = {
  name: "stop",
  doc: "Stops a component gracefully (SIGTERM), as a bad deploy does.",
  target: "component",
  needs: ["stop"],
  params: z.strictObject({}),
  ends: true,
  mark: { label: "stopped", color: "#E69F00" },
  undo: ({ target }) => ({ do: "start", target }),
  apply: ({ power }, { target }) => power.stop(target),
  verify: expectDown,
  still: stillDown,
};
