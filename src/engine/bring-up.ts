import type { Plan, PlannedComponent } from "../plan/plan.ts";
import { calibrate } from "./calibrate.ts";
import type { Drill } from "./drill.ts";
import { specify } from "./specify.ts";

type Site = Pick<Drill, "plan" | "ports" | "recorder" | "stack" | "links" | "playing">;

/**
 * Starts everything in the plan's order: the components between two calibrations start together,
 * each after its needs.
 */
export async function bringUp(site: Site): Promise<void> {
  const { plan, playing } = site;
  const started = new Map<string, Promise<void>>();
  for (const item of plan.bringUp) {
    playing.throwIfAborted();
    if ("calibrate" in item) {
      await Promise.all(started.values());
      await calibrate(item.calibrate, site);
      continue;
    }
    const needs = componentNeeds(plan, item.start).flatMap((need) =>
      [...started]
        .filter(([id]) => id === need || id.startsWith(`${need}/`))
        .map(([, done]) => done),
    );
    const start = Promise.all(needs).then(() => startOne(item.start, site));
    start.catch(() => {});
    started.set(item.start.id, start);
  }
  // The first one that fails is the reason. The others are not waited for; they are taken down.
  await Promise.all(started.values());
}

function componentNeeds(plan: Plan, planned: PlannedComponent): readonly string[] {
  const component = plan.scenario.stack[planned.component];
  if (component?.kind === "mysql")
    return component.replicaOf === undefined ? [] : [component.replicaOf.primary];
  return component !== undefined && "needs" in component ? (component.needs ?? []) : [];
}

async function startOne(planned: PlannedComponent, site: Site): Promise<void> {
  const { ports, recorder, stack, playing } = site;
  recorder.record({ type: "component.state", data: { component: planned.id, state: "starting" } });
  const instance = await ports.runtime.start(await specify(planned, site), playing);
  stack.add(instance);
  recorder.record({
    type: "component.state",
    data: {
      component: planned.id,
      state: "running",
      ...(instance.port === 0 ? {} : { address: instance.host, port: instance.port }),
      detail: instance.detail,
      ...(instance.logFile === undefined ? {} : { log: instance.logFile }),
      ...(instance.pid === undefined ? {} : { pid: instance.pid }),
    },
  });
}
