import { fullText, GamedayError } from "../../kernel/error.ts";
import { part, type FaultWorld, type Verification } from "../fault.ts";
import type { UndoKind, UndoOf } from "./kind.ts";
import { refuseGone } from "./refuse-gone.ts";

export const rejoin: UndoKind<UndoOf<"rejoin">> = {
  leaves: "unreachable",
  endsWithoutUs: true,
  undo: rejoinAll,
  undone: placesAreBack,
  describe: ({ places }) =>
    `put ${Object.keys(places).join(", ")} back on ${[
      ...new Set(
        Object.values(places)
          .flat()
          .map(({ network }) => network),
      ),
    ].join(", ")}`,
};

/** Each by itself: one that is gone, or is not taken back, keeps none of the others away. */
async function rejoinAll(world: FaultWorld, { places }: UndoOf<"rejoin">): Promise<void> {
  const failed: string[] = [];
  for (const [component, wanted] of Object.entries(places)) {
    try {
      await refuseGone(world, component);
      await part(world, "network").restore(component, wanted);
    } catch (error) {
      failed.push(fullText(error));
    }
  }
  if (failed.length > 0) throw new GamedayError("GD-H001", failed.join("; "));
}

async function placesAreBack(
  world: FaultWorld,
  { places }: UndoOf<"rejoin">,
): Promise<Verification> {
  const network = part(world, "network");
  const off: string[] = [];
  for (const [component, wanted] of Object.entries(places)) {
    const lost = await network.lost(component);
    if (lost.length > 0) off.push(`${component} is not connected to ${lost.join(", ")}`);
    else if (JSON.stringify(await network.attachments(component)) !== JSON.stringify(wanted))
      off.push(`${component} is not on the networks that it was on`);
  }
  return {
    ok: off.length === 0,
    evidence:
      off.length === 0
        ? `${Object.keys(places).join(", ")} on every network again, with the same names`
        : off.join("; "),
  };
}
