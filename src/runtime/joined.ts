import type { Runtime } from "./runtime.ts";

/** The runtime that a component belongs to. */
type Owner = (id: string) => Runtime;

/**
 * A stack of two kinds of parts: those that a runtime makes, and containers that were there before.
 * Each part is switched by its own.
 */
export function joinRuntimes(
  own: Runtime,
  attached: Runtime,
  isAttached: (id: string) => boolean,
): Runtime {
  const of: Owner = (id) => (isAttached(id) ? attached : own);
  return {
    name: own.name,
    capabilities: new Set([...own.capabilities, ...attached.capabilities]),
    power: joinPower(of),
    ...joinLimits(of, attached),
    ...joinNetwork(of, attached),
    ...joinDisk(of, attached),
    state: {
      capture: async (id) => (await of(id).state?.capture(id)) ?? {},
      stays: (id) => of(id).state?.stays(id) ?? false,
    },
    start: (spec, signal) => of(spec.id).start(spec, signal),
    containers: async () =>
      (await Promise.all([own.containers?.() ?? [], attached.containers?.() ?? []])).flat(),
    onExit: (listener) => {
      own.onExit(listener);
      attached.onExit(listener);
    },
    down: async () => [...(await attached.down()), ...(await own.down())],
  };
}

function joinPower(of: Owner): Runtime["power"] {
  return {
    pause: (id) => of(id).power.pause(id),
    resume: (id) => of(id).power.resume(id),
    kill: (id) => of(id).power.kill(id),
    whyNoKill: async (id) => of(id).power.whyNoKill?.(id),
    whyGone: async (id) => of(id).power.whyGone?.(id),
    whyNoUndo: async (id, ends) => of(id).power.whyNoUndo?.(id, ends),
    stop: (id) => of(id).power.stop(id),
    start: (id) => of(id).power.start(id),
    state: (id) => of(id).power.state(id),
    starts: (id) => of(id).power.starts(id),
  };
}

function joinLimits(of: Owner, { limits }: Runtime): Pick<Runtime, "limits"> {
  if (limits === undefined) return {};
  const at = (id: string): typeof limits => of(id).limits ?? limits;
  return {
    limits: {
      allowance: (id) => at(id).allowance(id),
      allow: (id, change) => at(id).allow(id, change),
      felt: (id) => at(id).felt(id),
      inForce: (id) => at(id).inForce(id),
    },
  };
}

function joinNetwork(of: Owner, { network }: Runtime): Pick<Runtime, "network"> {
  if (network === undefined) return {};
  const at = (id: string): typeof network => of(id).network ?? network;
  return {
    network: {
      attachments: (id) => at(id).attachments(id),
      lost: (id) => at(id).lost(id),
      part: (ids, ports) => at(ids[0] ?? "").part(ids, ports),
      restore: (id, places) => at(id).restore(id, places),
    },
  };
}

function joinDisk(of: Owner, { disk }: Runtime): Pick<Runtime, "disk"> {
  if (disk === undefined) return {};
  const at = (id: string): typeof disk => of(id).disk ?? disk;
  return {
    disk: {
      room: (id, folder) => at(id).room(id, folder),
      fill: (id, file, leave) => at(id).fill(id, file, leave),
      remove: (id, file) => at(id).remove(id, file),
      exists: (id, file) => at(id).exists(id, file),
    },
  };
}
