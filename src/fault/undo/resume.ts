import type { UndoKind, UndoOf } from "./kind.ts";

export const resume: UndoKind<UndoOf<"resume">> = {
  leaves: "running",
  endsWithoutUs: true,
  undo: ({ power }, { target }) => power.resume(target),
  undone: async ({ power }, { target }) => {
    // Dead is not frozen: what ended it is another fault's, or its supervisor's, to take back.
    const state = await power.state(target);
    return { ok: state !== "paused", evidence: `${target} is ${state}` };
  },
  describe: ({ target }) => `resume ${target}`,
};
