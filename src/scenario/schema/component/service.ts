import { z } from "zod";
import type { Kind } from "./kind.ts";
import { duration, path, place, text } from "../basics.ts";
import { needs, shared } from "./shared.ts";

/** A program of ours or of the scenario's author. */
export const serviceComponent = z.strictObject({
  kind: z.literal("service"),
  ...shared,
  /** A place, or several over which its replicas are spread in turn. */
  at: z.union([place, z.array(place).min(1)]).default("a/a1/r1"),
  /** A fixture program, `shop/api`, or a path beside the scenario. */
  program: text,
  replicas: z.int().min(1).max(9).default(1),
  /**
   * Handed to the program as JSON; `${expression}` over parameters and calibration results is
   * allowed anywhere in it.
   */
  config: z.record(z.string(), z.json()).default({}),
  needs,
  /** What users and players may open from outside, shown in the live view. */
  front: text.optional(),
  health: z
    .strictObject({ path: path.default("/health"), within: duration.prefault("15s") })
    .prefault({}),
});

export const service: Kind<z.output<typeof serviceComponent>> = {
  label: ({ program }) => program,
  store: false,
  http: true,
  image: "app",
};
