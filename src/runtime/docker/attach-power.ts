import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import { GamedayError } from "../../kernel/error.ts";
import { inStack } from "../in-stack.ts";
import type { Power, PowerState } from "../runtime.ts";
import { whyNoReturn } from "./attach-refusal.ts";
import { crash, restartsItself, whyNoCrash } from "./crash.ts";
import { statusOf } from "./refusal.ts";

export interface AttachedUnit {
  readonly container: Docker.Container;
  /** Why it is there no more; undefined while it is. */
  gone(): Promise<string | undefined>;
  /** The state that was asked for, and which of its starts have been seen. */
  told: "running" | "stopped" | "killed";
  readonly startsSeen: Set<string>;
  /** Resolves when it is healthy again; throws when it is not in time. */
  healthy(): Promise<void>;
}

/** How long a killed process may take to go, and the engine to notice. Milliseconds. */
const goneWithinMs = 10_000;
const lookEveryMs = 20;

/**
 * Switches for containers that are not ours: what starts them again by itself is theirs, and is let
 * do its work.
 */
export function attachedPower(units: ReadonlyMap<string, AttachedUnit>, local: boolean): Power {
  const unit = (id: string): AttachedUnit => inStack(units, id, "container");
  const look = async (id: string): Promise<Docker.ContainerInspectInfo> =>
    seen(unit(id), await unit(id).container.inspect());
  return {
    pause: async (id) => {
      // The state is not checked first: pausing a container that is paused or down does nothing.
      await unit(id).container.pause().catch(unlessDone);
    },
    resume: async (id) => {
      await unit(id).container.unpause().catch(unlessDone);
    },
    kill: async (id) => {
      const info = await look(id);
      if (!info.State.Running) return;
      unit(id).told = "killed";
      await kill(unit(id).container, info, local);
    },
    whyNoKill: async (id) => {
      const info = await look(id);
      const why = restartsItself(info) ? await whyNoCrash(info, local) : undefined;
      return why === undefined
        ? undefined
        : `${id} has a restart policy, which only acts on crashes, and a crash cannot be simulated from here: ${why}`;
    },
    whyGone: (id) => unit(id).gone(),
    whyNoUndo: async (id, ends) => (await unit(id).gone()) ?? whyNoReturn(await look(id), ends),
    stop: async (id) => {
      const { State } = await look(id);
      if (!State.Running) return;
      unit(id).told = "stopped";
      // A frozen process hears no signal.
      if (State.Paused) await unit(id).container.unpause();
      await unit(id).container.stop().catch(unlessDone);
    },
    start: async (id) => {
      const { State } = await look(id);
      unit(id).told = "running";
      if (State.Paused) await unit(id).container.unpause();
      else if (!State.Running) await unit(id).container.start().catch(unlessDone);
      await unit(id).healthy();
      await look(id);
    },
    state: async (id) => stateOf(unit(id), await look(id)),
    starts: (id) => unit(id).startsSeen.size,
  };
}

/** Remembers a start, whatever caused it. */
function seen(unit: AttachedUnit, info: Docker.ContainerInspectInfo): Docker.ContainerInspectInfo {
  if (info.State.Running) unit.startsSeen.add(info.State.StartedAt);
  return info;
}

function stateOf({ told }: AttachedUnit, { State }: Docker.ContainerInspectInfo): PowerState {
  if (State.Paused) return "paused";
  if (State.Running && !State.Restarting) return "running";
  return told === "stopped" ? "stopped" : "exited";
}

/**
 * As a crash where that makes a difference; else by the engine, which is the same and works
 * everywhere.
 */
async function kill(
  container: Docker.Container,
  info: Docker.ContainerInspectInfo,
  local: boolean,
): Promise<void> {
  if (!restartsItself(info)) return void (await container.kill().catch(unlessDone));
  const obstacle = await whyNoCrash(info, local);
  if (obstacle !== undefined)
    throw new GamedayError(
      "GD-R003",
      `${info.Name.slice(1)} cannot be crashed from here: ${obstacle}`,
    );
  crash(info);
  const deadline = performance.now() + goneWithinMs;
  while (performance.now() < deadline) {
    const { State } = await container.inspect();
    if (!State.Running || State.Pid !== info.State.Pid) return;
    await sleep(lookEveryMs);
  }
  throw new GamedayError(
    "GD-R003",
    `the process of ${info.Name.slice(1)} outlived SIGKILL for ${goneWithinMs / 1_000} s`,
  );
}

/** It is so already. */
function unlessDone(error: unknown): undefined {
  if (
    statusOf(error) === 304 ||
    (error instanceof Error && /is not running|is already paused|is not paused/.test(error.message))
  )
    return undefined;
  throw error;
}
