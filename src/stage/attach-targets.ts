import { faults } from "../fault/index.ts";
import { faultWorld, obstacleTo, parametersOf } from "../fault/fault.ts";
import { describeUndo, kindOf } from "../fault/undo/index.ts";
import { GamedayError } from "../kernel/error.ts";
import type { Plan, PlannedFault } from "../plan/plan.ts";
import { attachRuntime, publishedAt } from "../runtime/docker/attach.ts";
import { findTarget, type FoundTarget, type WantedTarget } from "../runtime/docker/attach-find.ts";
import { findEngine, type Engine } from "../runtime/docker/engine.ts";
import { isFleeting } from "../runtime/docker/fleeting-port.ts";
import { noMark } from "../runtime/drill-mark.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** The user's own containers that a plan names, found and confirmed. */
export interface Attached {
  readonly engine: Engine;
  readonly targets: readonly FoundTarget[];
  /** What becomes of them, and how each fault is taken back, for `--dry-run`. */
  readonly lines: readonly string[];
  undoOf(fault: PlannedFault): string | undefined;
}

export interface AttachWish {
  /** Names of containers and compose projects that the user has confirmed. */
  readonly confirmed: readonly string[];
  readonly allowRemote: boolean;
}

/** Is anything of this stack the user's own? */
export function namesContainers({ stack }: Plan["scenario"]): boolean {
  return Object.values(stack).some(({ kind }) => kind === "container");
}

/**
 * Finds what a plan names and asks every fault whether it can be done there and taken back; refuses
 * before anything is touched. Undefined when all of the stack is ours.
 */
export async function attachTargets(
  plan: Plan,
  { confirmed, allowRemote }: AttachWish,
): Promise<Attached | undefined> {
  const wanted = wantedTargets(plan);
  if (wanted.length === 0) return undefined;
  const engine = await findEngine({ allowRemote });
  const targets: FoundTarget[] = [];
  for (const one of wanted) targets.push(await findTarget(engine.docker, one, confirmed));
  refuseTwice(targets);
  // Load must be able to reach it; better to fail now than when half of the stack is up.
  for (const target of targets)
    if (target.info.State.Running) publishedAt(target, engine, target.info);
  const undoing = await askFaults(plan, attachRuntime({ engine, targets, mark: noMark }), targets);
  return { engine, targets, lines: linesOf(engine, targets), undoOf: ({ id }) => undoing.get(id) };
}

function wantedTargets({ scenario, bringUp }: Plan): readonly WantedTarget[] {
  return bringUp.flatMap((step): WantedTarget[] => {
    if (!("start" in step)) return [];
    const { id, component, replica } = step.start;
    const found = scenario.stack[component];
    if (found?.kind !== "container") return [];
    const name =
      found.compose === undefined
        ? { container: found.container ?? "" }
        : { compose: found.compose };
    return [{ id, replica, name, port: found.port }];
  });
}

/** One container under two names would be broken twice and compared with itself. */
function refuseTwice(targets: readonly FoundTarget[]): void {
  for (const { id, containerId, containerName } of targets) {
    const other = targets.find((one) => one.containerId === containerId && one.id !== id);
    if (other !== undefined)
      throw new GamedayError(
        "GD-S003",
        `"${id}" and "${other.id}" are the same container, ${containerName}`,
        { hint: "name it once" },
      );
  }
}

/**
 * Every fault of these containers, with how it will be taken back; GD-S016 for one that cannot be
 * done or not be taken back.
 */
async function askFaults(
  plan: Plan,
  runtime: Runtime,
  targets: readonly FoundTarget[],
): Promise<ReadonlyMap<string, string>> {
  // Faults that ask of load or links are not for containers.
  const world = faultWorld(runtime);
  const undoing = new Map<string, string>();
  for (const { id, fault: name, target, members, with: parameters } of plan.faults) {
    const fault = faults.get(name);
    const struck = members ?? [target];
    const own = struck.filter(
      (one) => plan.scenario.stack[one.split("/")[0] ?? ""]?.kind === "container",
    );
    if (fault === undefined || own.length === 0) continue;
    if (own.length < struck.length)
      throw new GamedayError(
        "GD-S016",
        `"${id}" affects parts of the drill's own stack and your containers together`,
        { hint: "split it into two faults" },
      );
    const request = {
      id,
      target,
      with: parametersOf(fault, parameters),
      ...(members === undefined ? {} : { members }),
    };
    const lacking = fault.needs.find((need) => !runtime.capabilities.has(need));
    if (lacking !== undefined)
      throw new GamedayError(
        "GD-S016",
        `${name} is not possible here: it could not be undone in this engine, whose Docker API cannot do "${lacking}" as Docker does`,
        { hint: "pause, kill, stop, restart and disk-fill can be; or use a Docker engine" },
      );
    const obstacle = await obstacleTo(fault, world, request);
    if (obstacle !== undefined)
      throw new GamedayError("GD-S016", `${name} is not possible here: ${obstacle}`);
    const inverse = await fault.undo(request, world);
    if (kindOf(inverse).leaves !== "running")
      refuseLost(
        name,
        targets.filter((target) => own.includes(target.id)),
      );
    undoing.set(id, describeUndo(inverse));
  }
  return undoing;
}

/**
 * Load and probes would keep using an address where nothing listens any more, and the Test would
 * be red for that.
 */
function refuseLost(fault: string, targets: readonly FoundTarget[]): void {
  const lost = targets.find(({ port, info }) => port !== undefined && isFleeting(info, port));
  if (lost !== undefined)
    throw new GamedayError(
      "GD-S016",
      `${fault} is not possible here: the engine chooses again where ${lost.containerName} ` +
        `publishes its port ${lost.port} after a restart, and the load would not find ` +
        `"${lost.id}"`,
      {
        hint: `give it a port of its own, ports: ["127.0.0.1:18080:${lost.port}"], or break a component behind it`,
      },
    );
}

function linesOf(engine: Engine, targets: readonly FoundTarget[]): readonly string[] {
  const line = (target: FoundTarget): string => {
    const { info, id, containerName, port } = target;
    const at =
      port === undefined || !info.State.Running
        ? ""
        : `; port ${port} at ${publishedAt(target, engine, info).host}:${publishedAt(target, engine, info).port}`;
    return `  ${id.padEnd(16)} ${containerName} (${info.Config.Image}), ${info.State.Status}${at}`;
  };
  return [
    "",
    `your own containers, on ${engine.name} at ${engine.url}; nothing else is touched:`,
    ...targets.map(line),
  ];
}
