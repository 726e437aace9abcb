import type { Drill } from "./drill.ts";
import { Ended } from "./ending.ts";
import type { Live } from "./live.ts";

type Breaking = Pick<Drill, "plan" | "faults" | "waiters" | "playing" | "exMs">;

/**
 * Applies each fault that has a time of its own, counted from now. Returns whether all work at their targets, as
 * soon as one does not.
 */
export async function breakThings(drill: Breaking, live: Live): Promise<boolean> {
  const start = drill.exMs();
  const failed = Promise.withResolvers<boolean>();
  const own = drill.plan.faults.filter(({ inject }) => inject === undefined);
  const applied = own.map(async (planned) => {
    await drill.waiters.until(
      () => drill.exMs() - start >= planned.atMs,
      () => false,
      drill.playing,
    );
    if (
      !(await drill.faults.apply(
        planned,
        live.scenario.faults[planned.id]?.with ?? {},
        drill.playing,
      ))
    )
      failed.resolve(false);
  });
  return Promise.race([failed.promise, Promise.all(applied).then(() => true)]);
}

/** Ends the drill when a fault does not work at its target; otherwise never settles. */
export async function unverified(breaking: Promise<boolean>): Promise<never> {
  if (!(await breaking))
    throw new Ended({ why: "gate", detail: "a fault could not be verified at its target" });
  return new Promise(() => {});
}
