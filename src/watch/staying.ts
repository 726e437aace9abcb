import type { Undo } from "../event/undo.ts";
import { faultWorld } from "../fault/fault.ts";
import type { DrillMark } from "../runtime/drill-mark.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Staying } from "./recover.ts";
import type { Entry } from "../register/registry.ts";
import { engineAt } from "../runtime/docker/engine-at.ts";

/**
 * The user's own containers that a dead drill may have left broken, from its entry in the register.
 * What they need is large, and loaded only where there are any.
 */
export function stayingOf({ mark, targets = [] }: Entry): Staying | undefined {
  if (targets.length === 0) return undefined;
  return handsOn(new Set(targets.map(({ component }) => component)), () => attached(mark, targets));
}

/**
 * The containers of a drill's own stack, as its watchdog finds them by their labels; undefined
 * where it has none.
 */
export async function ownContainers({ mark, engine }: Entry): Promise<Staying | undefined> {
  if (engine === undefined) return undefined;
  const [{ docker }, { isDrillContainer, ofDrill, readLabels }] = await Promise.all([
    engineAt(engine),
    import("../runtime/docker/labels.ts"),
  ]);
  const found = await docker.listContainers({ all: true, filters: ofDrill(mark) });
  const targets = found.flatMap(({ Id, Names, Labels }) =>
    !isDrillContainer(Names[0], Labels)
      ? []
      : [
          {
            component: readLabels(Labels).component,
            container: Id,
            name: Names[0]?.slice(1) ?? Id,
            engine,
          },
        ],
  );
  return handsOn(new Set(targets.map(({ component }) => component)), () => attached(mark, targets));
}

function handsOn(known: ReadonlySet<string>, open: () => Promise<Runtime>): Staying {
  let runtime: Promise<Runtime> | undefined;
  const opened = (): Promise<Runtime> => (runtime ??= open());
  return {
    has: (target) => known.has(target),
    takeBack: async (undo: Undo) => {
      // Faults that ask of load or links are not for containers.
      const world = faultWorld(await opened());
      const { undo: takeBack, undone } = await import("../fault/undo/index.ts");
      await takeBack(world, undo);
      return undone(world, undo);
    },
    capture: async (target) => (await (await opened()).state?.capture(target)) ?? {},
  };
}

/** The engine was confirmed when the drill began. */
async function attached(mark: DrillMark, targets: NonNullable<Entry["targets"]>): Promise<Runtime> {
  const { attachRuntime } = await import("../runtime/docker/attach.ts");
  const engine = await engineAt(targets[0]?.engine ?? "");
  // Each is looked up separately: one that is gone does not keep the others from being healed.
  const known = targets.map(({ component, container, name }) => ({
    id: component,
    replica: 1,
    name: { container: name },
    port: undefined,
    containerId: container,
    containerName: name,
  }));
  return attachRuntime({ engine, targets: known, mark });
}
