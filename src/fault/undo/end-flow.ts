import type { UndoKind, UndoOf } from "./kind.ts";

export const endFlow: UndoKind<UndoOf<"end-flow">> = {
  leaves: "running",
  endsWithoutUs: false,
  undo: ({ surge }, { flow }) => surge.end(flow),
  undone: async ({ surge }, { flow }) => {
    const rate = surge.perSecond(flow);
    return {
      ok: rate === 0,
      evidence: rate === 0 ? `"${flow}" sends nothing` : `"${flow}" still sends ${rate}/s`,
    };
  },
  describe: ({ flow }) => `end the flow "${flow}"`,
};
