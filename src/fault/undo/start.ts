import type { UndoKind, UndoOf } from "./kind.ts";

export const start: UndoKind<UndoOf<"start">> = {
  leaves: "down",
  endsWithoutUs: false,
  undo: ({ power }, { target }) => power.start(target),
  undone: async ({ power }, { target }) => {
    const state = await power.state(target);
    return { ok: state === "running", evidence: `${target} is ${state}` };
  },
  describe: ({ target }) => `start ${target}`,
};
