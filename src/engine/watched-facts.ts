import type { GamedayEvent } from "../event/event.ts";
import type { Watched } from "./change-watch.ts";
import type { Drill } from "./drill.ts";

/** What the engine looks at while a drill runs, to see what people change without telling it. */
export function watchedFacts(drill: Drill): readonly Watched[] {
  return [powerOf(drill)];
}

/** The power state of every component. */
function powerOf({ stack, ports }: Drill): Watched {
  return {
    about: (id) => ({ target: id, what: "power", fact: "state" }),
    facts: async () => Object.fromEntries(await Promise.all(stack.ids().map(async (id) => [id, await ports.runtime.power.state(id)] as const))),
    touchedBy: isPower,
  };
}

/** Faults and supervisors switch components off and on. */
function isPower({ type }: GamedayEvent): boolean {
  return type === "component.state" || type.startsWith("fault.") || type === "drill.phase";
}
