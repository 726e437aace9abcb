import type { Asker } from "../../control/protocol.ts";
import type { Drill } from "../../engine/drill.ts";
import type { Ports } from "../../engine/ports.ts";
import type { Artefact } from "../../event/play.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { Action, Scenario } from "../../plan/plan.ts";
import { toolbox, type ToolboxRequest } from "../../stage/toolbox.ts";
import { scenarioSoFar } from "./scenario-so-far.ts";

type Tool = (action: Action) => Promise<Artefact>;

/** A scripted player's tools: `use` is written down, `look` is not. */
export function playerTools(
  drill: Drill,
  {
    ports,
    simulatedUse,
    clock,
    by,
  }: {
    readonly ports: Ports;
    readonly simulatedUse: ((action: Action, scenario: Scenario) => Promise<Artefact>) | undefined;
    readonly clock: Clock;
    readonly by: Asker;
  },
): { readonly use: Tool; readonly look: Tool } {
  const noted =
    (notes: Pick<ToolboxRequest, "used" | "changed">): Tool =>
    (action) =>
      simulatedUse?.(action, scenarioSoFar(drill)) ??
      toolbox({
        plan: { ...drill.plan, scenario: scenarioSoFar(drill) },
        stack: drill.stack,
        passwordOf: ports.passwordOf,
        clock,
        signal: drill.playing,
        ...notes,
      })(action);
  return {
    use: noted({
      used: (data) => void drill.recorder.record({ type: "tool.used", data, by }),
      changed: (data) => void drill.recorder.record({ type: "change.seen", data, by }),
    }),
    look: noted({ used: () => {}, changed: () => {} }),
  };
}
