import type { GamedayEvent } from "../event/event.ts";
import { factName } from "../event/facts.ts";
import { isOurFault, type Watched } from "./change-watch.ts";
import type { Drill } from "./drill.ts";

/** What the engine looks at while a drill runs, to see what people change without reporting it. */
export function watchedFacts(drill: Drill): readonly Watched[] {
  const links = Object.keys(drill.plan.scenario.links).length === 0 ? [] : [linksOf(drill)];
  return [powerOf(drill), ...links, ...(drill.ports.liveFacts?.(drill.stack) ?? [])];
}

/** The power state of every component. */
function powerOf({ stack, ports }: Drill): Watched {
  return {
    about: (id) => ({ target: id, what: "power", fact: "state" }),
    facts: async () =>
      Object.fromEntries(
        await Promise.all(
          stack.ids().map(async (id) => [id, await ports.runtime.power.state(id)] as const),
        ),
      ),
    touchedBy: isPower,
  };
}

/**
 * Whether each link is cut, and which toxics it has: people may change the fault proxy directly.
 */
function linksOf({ links, faults }: Drill): Watched {
  const linkName = (proxy: string): string => proxy.replace(".", "/");
  return {
    about: (fact) => {
      const { kind = fact, of } = factName(fact);
      return { target: of, what: "route", fact: kind };
    },
    // A fault that the proxy ends by itself is reported a moment later.
    facts: async () =>
      faults.leased
        ? Promise.reject(new Error("a fault ends by itself"))
        : Object.fromEntries(
            (await links.proxy().snapshot()).flatMap(({ name, enabled, toxics }) => [
              [`enabled ${linkName(name)}`, enabled],
              [
                `toxics ${linkName(name)}`,
                toxics
                  .map((toxic) => toxic.name)
                  .toSorted()
                  .join(", ") || "none",
              ],
            ]),
          ),
    touchedBy: isOurFault,
  };
}

/** Faults and supervisors switch components off and on. */
function isPower(event: GamedayEvent): boolean {
  return event.type === "component.state" || event.type === "drill.phase" || isOurFault(event);
}
