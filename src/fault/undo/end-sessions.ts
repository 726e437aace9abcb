import type { UndoKind, UndoOf } from "./kind.ts";

export const endSessions: UndoKind<UndoOf<"end-sessions">> = {
  leaves: "running",
  endsWithoutUs: true,
  undo: async ({ sessions }, data) => sessions?.end(data.sessions),
  undone: async ({ sessions }, { sessions: id, target }) => {
    // A process that heals for a dead one has none to end.
    const { count } = (await sessions?.look(id)) ?? { count: 0 };
    return {
      ok: count === 0,
      evidence:
        count === 0
          ? `no session of "${id}" on ${target}`
          : `${count} sessions of "${id}" still on ${target}`,
    };
  },
  describe: ({ sessions, target }) => `end the sessions of "${sessions}" on ${target}`,
};
