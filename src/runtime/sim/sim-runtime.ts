import { GamedayError } from "../../kernel/error.ts";
import { processCapabilities } from "../capabilities.ts";
import { powerFacts } from "../power-facts.ts";
import type { ComponentSpec, Instance, Power, PowerState, Runtime } from "../runtime.ts";
import type { SimWorld } from "./world.ts";

/**
 * The runtime without components: the simulated twin, held to the same contract as the real ones.
 */
export function createSimRuntime(world: SimWorld): Runtime {
  const specs = new Map<string, { spec: ComponentSpec; port: number }>();
  let nextPort = 20_000;

  const known = (id: string): void => {
    if (!world.states.has(id))
      throw new GamedayError("GD-R001", `no component "${id}" in this stack`);
  };
  const turn = async (
    id: string,
    state: PowerState,
    from: readonly PowerState[],
  ): Promise<void> => {
    known(id);
    if (from.includes(world.states.get(id) ?? "exited")) world.turn(id, state);
  };
  const power: Power = {
    pause: (id) => turn(id, "paused", ["running"]),
    resume: (id) => turn(id, "running", ["paused"]),
    kill: (id) => turn(id, "exited", ["running", "paused"]),
    stop: (id) => turn(id, "stopped", ["running", "paused"]),
    start: async (id) => {
      known(id);
      const state = world.states.get(id);
      if (state === "running" || state === "paused") return turn(id, "running", ["paused"]);
      world.starts.set(id, (world.starts.get(id) ?? 0) + 1);
      return turn(id, "running", ["stopped", "exited"]);
    },
    state: async (id) => {
      known(id);
      return world.states.get(id) ?? "exited";
    },
    starts: (id) => world.starts.get(id) ?? 0,
  };

  return {
    name: "sim",
    capabilities: processCapabilities,
    power,
    state: powerFacts(power),
    start: async (spec, signal): Promise<Instance> => {
      signal.throwIfAborted();
      const port = nextPort++;
      specs.set(spec.id, { spec, port });
      world.turn(spec.id, "running");
      world.starts.set(spec.id, 1);
      world.wire(spec.component, Object.keys(spec.needs));
      return { id: spec.id, host: spec.address, port, detail: "simulated" };
    },
    onExit: (listener) => world.onCrash(listener),
    down: async () => {
      world.clear();
      specs.clear();
      return [];
    },
  };
}
