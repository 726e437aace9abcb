import { GamedayError } from "../../kernel/error.ts";
import type { FaultWorld } from "../fault.ts";

/** A container of the user's own may be removed, or made again, while it is broken. */
export async function refuseGone({ power }: FaultWorld, target: string): Promise<void> {
  const gone = await power.whyGone?.(target);
  if (gone !== undefined)
    throw new GamedayError("GD-H001", gone, {
      hint: `it cannot be undone; give it up: gameday stop --forget ${target}`,
    });
}
