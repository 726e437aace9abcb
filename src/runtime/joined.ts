import type { Runtime } from "./runtime.ts";

/**
 * A stack of two kinds of parts: those that a runtime makes, and containers that were there before.
 * Each part is switched by its own.
 */
export function joinRuntimes(
  own: Runtime,
  attached: Runtime,
  isAttached: (id: string) => boolean,
): Runtime {
  const of = (id: string): Runtime => (isAttached(id) ? attached : own);
  const { limits, network, disk } = attached;
  const state = {
    capture: async (id: string) => (await of(id).state?.capture(id)) ?? {},
    stays: (id: string) => of(id).state?.stays(id) ?? false,
  };
  return {
    name: own.name,
    capabilities: new Set([...own.capabilities, ...attached.capabilities]),
    power: {
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
    },
    ...(limits === undefined
      ? {}
      : {
          limits: {
            allowance: (id) => (of(id).limits ?? limits).allowance(id),
            allow: (id, change) => (of(id).limits ?? limits).allow(id, change),
            felt: (id) => (of(id).limits ?? limits).felt(id),
            inForce: (id) => (of(id).limits ?? limits).inForce(id),
          },
        }),
    ...(network === undefined
      ? {}
      : {
          network: {
            attachments: (id) => (of(id).network ?? network).attachments(id),
            lost: (id) => (of(id).network ?? network).lost(id),
            part: (ids, ports) => (of(ids[0] ?? "").network ?? network).part(ids, ports),
            restore: (id, places) => (of(id).network ?? network).restore(id, places),
          },
        }),
    ...(disk === undefined
      ? {}
      : {
          disk: {
            room: (id, folder) => (of(id).disk ?? disk).room(id, folder),
            fill: (id, file, leave) => (of(id).disk ?? disk).fill(id, file, leave),
            remove: (id, file) => (of(id).disk ?? disk).remove(id, file),
            exists: (id, file) => (of(id).disk ?? disk).exists(id, file),
          },
        }),
    state,
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
