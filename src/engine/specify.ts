import { accountsBehind } from "../plan/reach.ts";
import { resolveComponent } from "../plan/resolve.ts";
import type { Component, Evaluated, Plan, PlannedComponent } from "../plan/plan.ts";
import { storeAccount, type ComponentSpec, type MysqlSpec } from "../runtime/runtime.ts";
import type { DrillLinks } from "./links.ts";
import type { Ports } from "./ports.ts";
import type { Stack } from "./stack.ts";

/** What a component is specified from. */
export interface Known {
  readonly plan: Plan;
  readonly ports: Pick<Ports, "passwordOf" | "seedSql">;
  readonly stack: Pick<Stack, "values" | "instances">;
  readonly links: DrillLinks;
}

/** A component of one kind, its expressions evaluated. */
type Kind = Component["kind"];
type Of<K extends Kind> = Evaluated<Extract<Component, { readonly kind: K }>>;
/** What is particular about a component. */
type Part = Pick<ComponentSpec, "health"> &
  Partial<Omit<ComponentSpec, "id" | "component" | "kind" | "at" | "address" | "health">>;
type PartOf<K extends Kind> = (
  name: string,
  component: Of<K>,
  known: Known,
) => Part | Promise<Part>;

/** A planned component with every expression evaluated and every need an address. */
export async function specify(planned: PlannedComponent, known: Known): Promise<ComponentSpec> {
  const { id, component: name, at, address } = planned;
  const component = resolveComponent(known.plan, name, known.stack.values);
  const part = await partOf(component.kind, name, component, known);
  return { id, component: name, kind: component.kind, at, address, config: {}, needs: {}, ...part };
}

const mysql: PartOf<"mysql"> = async (name, { variables, database, accounts }, known) => {
  const seedSql = known.ports.seedSql(name, known.stack.values);
  const replication = await replicationPart(name, known);
  return {
    health: { path: "/", withinMs: 60_000 },
    mysql: {
      variables,
      database,
      seedSql,
      accounts: Object.fromEntries(
        Object.entries(accounts).map(([account, { grants }]) => [
          account,
          { grants, password: known.ports.passwordOf(account) },
        ]),
      ),
      ...(replication === undefined ? {} : { replication }),
    },
  };
};

const postgres: PartOf<"postgres"> = (name, { settings, database, accounts }, known) => ({
  health: { path: "/", withinMs: 30_000 },
  postgres: {
    settings,
    database,
    seedSql: known.ports.seedSql(name, known.stack.values),
    accounts: passwordsOf(accounts, known),
  },
});

const redis: PartOf<"redis"> = (_name, { settings }, { ports }) => ({
  health: { path: "/", withinMs: 15_000 },
  redis: { settings, password: ports.passwordOf(storeAccount) },
});

/** It already exists; who attaches to it knows where. */
const container: PartOf<"container"> = (_name, { health, tls }) => ({
  health: { path: health.path ?? "", withinMs: health.within, tls },
});

const haproxy: PartOf<"haproxy"> = async (name, component, known) => ({
  needs: await needsOf(name, component.needs, known),
  health: { path: component.health.path, withinMs: component.health.within },
  haproxy: component,
});

const service: PartOf<"service"> = async (name, component, known) => ({
  program: component.program,
  config: component.config,
  needs: await needsOf(name, component.needs, known),
  health: { path: component.health.path, withinMs: component.health.within },
  passwords: passwordsOf(accountsBehind(name, known.plan.scenario), known),
});

/** A new kind is one of these. */
const parts: { readonly [K in Kind]: PartOf<K> } = {
  mysql,
  postgres,
  redis,
  haproxy,
  service,
  container,
};

function partOf<K extends Kind>(
  kind: K,
  name: string,
  component: Of<K>,
  known: Known,
): Part | Promise<Part> {
  return parts[kind](name, component, known);
}

function passwordsOf(accounts: readonly string[], { ports }: Known): Record<string, string> {
  return Object.fromEntries(accounts.map((account) => [account, ports.passwordOf(account)]));
}

async function needsOf(
  name: string,
  needs: readonly string[],
  { links, stack }: Known,
): Promise<ComponentSpec["needs"]> {
  return Object.fromEntries(
    await Promise.all(
      needs.map(
        async (need) => [need, await links.endpoints(name, need, stack.instances(need))] as const,
      ),
    ),
  );
}

/**
 * A server that is, or has, a replica needs a number of its own. A replica also needs its primary's
 * address and an account there.
 */
async function replicationPart(
  name: string,
  { plan, ports, stack, links }: Known,
): Promise<MysqlSpec["replication"]> {
  const servers = Object.entries(plan.scenario.stack).flatMap(([id, component]) =>
    component.kind === "mysql" ? [{ id, component }] : [],
  );
  const index = servers.findIndex(({ id }) => id === name);
  const of = servers[index]?.component.replicaOf;
  if (of === undefined && !servers.some(({ component }) => component.replicaOf?.primary === name))
    return undefined;
  if (of === undefined) return { serverId: index + 1 };
  const [source] = await links.endpoints(name, of.primary, stack.instances(of.primary));
  if (source === undefined)
    throw new Error(
      `bring-up: ${name} follows ${of.primary} as "${of.as}", which passed the checks but does not exist`,
    );
  return {
    serverId: index + 1,
    source: { ...source, user: of.as, password: ports.passwordOf(of.as) },
  };
}
