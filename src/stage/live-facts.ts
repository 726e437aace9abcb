/**
 * Facts of a stack's real components that people change while they respond, for the engine to look
 * at again and again.
 */
import { isOurFault, type Watched } from "../engine/change-watch.ts";
import type { StackView } from "../engine/ports.ts";
import type { ChangeOf } from "../event/change.ts";
import type { GamedayEvent } from "../event/event.ts";
import { factName, type Facts } from "../event/facts.ts";
import { liveDatabaseFacts } from "../mysql/facts.ts";
import { baseOf } from "../plan/reach.ts";
import { componentsAt } from "../plan/reach.ts";
import type { Plan } from "../plan/plan.ts";
import { serverStates } from "../probe/haproxy.ts";
import { throughAdmin } from "./admin-door.ts";
import { httpGet } from "./probe-world.ts";

/**
 * Databases: variables, accounts, schema, killed sessions. Balancers: what is asked of each server.
 */
export function liveFacts(plan: Plan, stack: StackView): readonly Watched[] {
  return plan.bringUp.flatMap((item): readonly Watched[] => {
    if (!("start" in item)) return [];
    const { id, component } = item.start;
    const of = plan.scenario.stack[component];
    const touchedBy = touching(plan, component);
    if (of?.kind === "mysql") {
      const killed = rising("sessions killed");
      return [
        {
          touchedBy,
          about: (fact) => ({ target: id, ...databaseFact(fact) }),
          facts: async () =>
            killed(
              await throughAdmin(
                stack,
                component,
                (admin) => liveDatabaseFacts(admin, of.database),
                id,
              ),
            ),
        },
      ];
    }
    if (of?.kind === "haproxy")
      return [
        {
          touchedBy,
          about: (fact) => ({ target: id, what: "route", fact }),
          facts: () => balancerFacts(stack, id),
        },
      ];
    return [];
  });
}

/** A fault that works on the component may change what is true of it. */
function touching({ scenario, faults }: Plan, component: string): Watched["touchedBy"] {
  const touches = new Set(
    faults
      .filter(({ target, members }) =>
        (members ?? [target]).some((id) => componentsAt(id, scenario).includes(component)),
      )
      .map(({ id }) => id),
  );
  return (event: GamedayEvent) => {
    if (event.type === "component.state") return baseOf(event.data.component) === component;
    return isOurFault(event) && "id" in event.data && touches.has(String(event.data.id));
  };
}

const databaseKinds = ["variable", "account", "schema"] as const;

function databaseFact(fact: string): { what: ChangeOf; fact: string } {
  const { kind } = factName(fact);
  return { what: databaseKinds.find((one) => one === kind) ?? "session", fact };
}

/** A figure that only rises: what was counted a moment too early or too late is no change. */
function rising(name: string): (facts: Facts) => Facts {
  let most = 0;
  return (facts) => {
    most = Math.max(most, Number(facts[name] ?? 0));
    return { ...facts, [name]: most };
  };
}

const statisticsWithinMs = 1_500;

async function balancerFacts(stack: StackView, id: string): Promise<Facts> {
  const [at] = stack.endpoints(id);
  if (at === undefined) return {};
  const { body } = await httpGet(`http://${at.host}:${at.port}/haproxy;csv`, statisticsWithinMs);
  return serverStates(body);
}
