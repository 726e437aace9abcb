import type Docker from "dockerode";
import type { DrillMark } from "../drill-mark.ts";
import { watchEvents } from "./events.ts";
import { ofDrill } from "./labels.ts";
import type { ContainerUnit } from "./unit.ts";

/**
 * Hears of every death and every start in the stack, and looks for itself when the engine was away.
 */
export function watchStack(
  docker: Docker,
  mark: DrillMark,
  units: ReadonlyMap<string, ContainerUnit>,
  signal: AbortSignal,
): Promise<void> {
  const unitOf = (container: string): ContainerUnit | undefined =>
    [...units.values()].find((unit) => unit.container?.id === container);
  const reconcile = async (): Promise<void> => {
    for (const unit of units.values()) {
      const state = await unit.container?.inspect().then(
        ({ State }) => State,
        () => undefined,
      );
      if (state === undefined || (!state.Running && !state.Paused))
        unit.died(state?.ExitCode === undefined ? undefined : String(state.ExitCode));
    }
  };
  return watchEvents(docker, {
    filters: ofDrill(mark),
    onEvent: ({ container, action, exitCode }) => {
      if (action === "die") unitOf(container)?.died(exitCode);
      if (action === "start") unitOf(container)?.started();
    },
    onBack: () => void reconcile(),
    onLost: (forMs) => {
      for (const unit of units.values())
        unit.lost(`the Docker engine has not answered for ${Math.round(forMs / 1_000)} s`);
    },
    signal,
  });
}
