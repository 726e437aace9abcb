/** The handout of a drill, in its run folder; open while everything that gives answers is closed. */
export const handout = "briefing.md";
