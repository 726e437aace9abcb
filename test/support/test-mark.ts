import { randomBytes } from "node:crypto";
import type { DrillMark } from "../../src/runtime/drill-mark.ts";

/** The mark of a drill that nobody else has; of the same register where its owner is given. */
export function testMark(more: Partial<DrillMark> = {}): DrillMark {
  return {
    drill: `test-${randomBytes(4).toString("hex")}`,
    owner: randomBytes(12).toString("hex"),
    secret: randomBytes(16).toString("hex"),
    lastsS: 600,
    ...more,
  };
}
