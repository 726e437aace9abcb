import { accountsBehind } from "../plan/reach.ts";
import { resolveComponent } from "../plan/resolve.ts";
import type { Plan, PlannedComponent } from "../plan/plan.ts";
import { storeAccount, type ComponentSpec, type MysqlSpec } from "../runtime/runtime.ts";
import { calibrate } from "./calibrate.ts";
import type { DrillLinks } from "./links.ts";
import type { Ports } from "./ports.ts";
import type { Recorder } from "./recorder.ts";
import type { Stack } from "./stack.ts";

/**
 * Starts everything in the plan's order: what stands between two calibrations comes up together,
 * each part after its needs.
 */
export async function bringUp(
  plan: Plan,
  ports: Ports,
  recorder: Recorder,
  stack: Stack,
  links: DrillLinks,
  signal: AbortSignal,
): Promise<void> {
  const started = new Map<string, Promise<void>>();
  for (const item of plan.bringUp) {
    signal.throwIfAborted();
    if ("calibrate" in item) {
      await Promise.all(started.values());
      await calibrate(item.calibrate, plan, ports, recorder, stack, signal);
      continue;
    }
    const needs = componentNeeds(plan, item.start).flatMap((need) =>
      [...started]
        .filter(([id]) => id === need || id.startsWith(`${need}/`))
        .map(([, done]) => done),
    );
    const start = Promise.all(needs).then(() =>
      startOne(item.start, { plan, ports, recorder, stack, links, signal }),
    );
    start.catch(() => {});
    started.set(item.start.id, start);
  }
  // The first one that fails is the reason; nobody waits for the others, who are taken down.
  await Promise.all(started.values());
}

function componentNeeds(plan: Plan, planned: PlannedComponent): readonly string[] {
  const component = plan.scenario.stack[planned.component];
  if (component?.kind === "mysql")
    return component.replicaOf === undefined ? [] : [component.replicaOf.primary];
  return component !== undefined && "needs" in component ? (component.needs ?? []) : [];
}

interface Site {
  readonly plan: Plan;
  readonly ports: Ports;
  readonly recorder: Recorder;
  readonly stack: Stack;
  readonly links: DrillLinks;
  readonly signal: AbortSignal;
}

async function startOne(planned: PlannedComponent, site: Site): Promise<void> {
  const { ports, recorder, stack, signal } = site;
  recorder.record({ type: "component.state", data: { component: planned.id, state: "starting" } });
  const instance = await ports.runtime.start(await specify(planned, site), signal);
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

/** A planned component with every expression evaluated and every need an address. */
async function specify(planned: PlannedComponent, site: Site): Promise<ComponentSpec> {
  const { plan, ports, stack, links } = site;
  const component = resolveComponent(plan, planned.component, stack.values);
  const base = {
    id: planned.id,
    component: planned.component,
    kind: component.kind,
    at: planned.at,
    address: planned.address,
  };
  if (component.kind === "mysql") {
    const seedSql = ports.seedSql(planned.component, stack.values);
    const { variables, database } = component;
    const accounts = Object.fromEntries(
      Object.entries(component.accounts).map(([account, { grants }]) => [
        account,
        { grants, password: ports.passwordOf(account) },
      ]),
    );
    const replication = await replicationPart(planned.component, site);
    return {
      ...base,
      config: {},
      needs: {},
      health: { path: "/", withinMs: 60_000 },
      mysql: {
        variables,
        database,
        seedSql,
        accounts,
        ...(replication === undefined ? {} : { replication }),
      },
    };
  }
  // It already exists; who attaches to it knows where.
  if (component.kind === "container")
    return {
      ...base,
      config: {},
      needs: {},
      health: {
        path: component.health.path ?? "",
        withinMs: component.health.within,
        tls: component.tls,
      },
    };
  if (component.kind === "postgres")
    return {
      ...base,
      config: {},
      needs: {},
      health: { path: "/", withinMs: 30_000 },
      postgres: {
        settings: component.settings,
        database: component.database,
        seedSql: ports.seedSql(planned.component, stack.values),
        accounts: Object.fromEntries(
          component.accounts.map((account) => [account, ports.passwordOf(account)]),
        ),
      },
    };
  if (component.kind === "redis")
    return {
      ...base,
      config: {},
      needs: {},
      health: { path: "/", withinMs: 15_000 },
      redis: { settings: component.settings, password: ports.passwordOf(storeAccount) },
    };
  const needs = Object.fromEntries(
    await Promise.all(
      component.needs.map(
        async (need) =>
          [need, await links.endpoints(planned.component, need, stack.instances(need))] as const,
      ),
    ),
  );
  const health = { path: component.health.path, withinMs: component.health.within };
  if (component.kind === "haproxy")
    return { ...base, config: {}, needs, health, haproxy: component };
  const passwords = Object.fromEntries(
    accountsBehind(planned.component, plan.scenario).map((account) => [
      account,
      ports.passwordOf(account),
    ]),
  );
  return {
    ...base,
    program: component.program,
    config: component.config,
    needs,
    health,
    passwords,
  };
}

/**
 * A server that follows another, or is followed, has a number of its own; and whoever follows is
 * told where and as whom.
 */
async function replicationPart(
  name: string,
  { plan, ports, stack, links }: Site,
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
