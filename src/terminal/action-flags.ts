import { Flags } from "@oclif/core";

/** Which drill's actions a command is about. */
export const actionDrillFlag = Flags.string({
  description: "a drill's id, a part of it, or its run folder (default: the last one that ended)",
});

/** What can be said of a corrective action. */
export const actionFlags = {
  type: Flags.string({
    description: "what it is for",
    options: ["detect", "mitigate", "prevent", "process"],
  }),
  priority: Flags.string({
    description: "a drill is verified when every must has owner, date and proof",
    options: ["must", "should", "could"],
  }),
  owner: Flags.string({ description: "who does it" }),
  due: Flags.string({ description: "the day by which it is done, as in 2026-12-04" }),
  link: Flags.string({ description: "its address in your tracker" }),
};
