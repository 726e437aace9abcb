import { part } from "../fault.ts";
import type { UndoKind, UndoOf } from "./kind.ts";

export const removeFile: UndoKind<UndoOf<"remove-file">> = {
  leaves: "running",
  endsWithoutUs: true,
  undo: (world, { target, file }) => part(world, "disk").remove(target, file),
  undone: async (world, { target, file }) => {
    const there = await part(world, "disk").exists(target, file);
    return { ok: !there, evidence: `${file} is ${there ? "still in" : "gone from"} ${target}` };
  },
  describe: ({ target, file }) => `remove ${file} from ${target}`,
};
