/** The drill itself. */
import type { Verb } from "../verb.ts";

export const drillVerbs = {
  pause: {
    when: "always",
    inTests: false,
    args: { reason: { is: "text", about: "why, for the timeline" } },
    command: {
      summary: "Pause a drill: load, clock and stack.",
      description: `For a drill that people play: a break, a question, a fire alarm. Deadlines, reminders and impact stop
too. It resumes with unpause, or automatically when its pauses add up to ten minutes.`,
      examples: ["pause", 'pause "the room is needed for five minutes"'],
    },
    effect:
      "pauses the drill: load, then clock, then stack. Targets and impact stop too. A drill can be paused for ten minutes in total, then it resumes on its own",
  },
  unpause: {
    when: "always",
    inTests: false,
    args: {},
    command: {
      summary: "Resume a paused drill.",
      description: "The seconds in which the stack wakes up are left out of every measurement.",
      examples: ["unpause"],
    },
    effect: "resumes the drill, in the reverse order",
  },
  status: {
    when: "always",
    inTests: true,
    args: {},
    effect: "shows what is true now; works at any time",
  },
  stop: {
    when: "always",
    inTests: true,
    args: {
      reason: { is: "text", about: "why, for the journal", typed: "never" },
      emergency: { is: "text", about: "what happened in the real world", typed: "never" },
    },
    effect: "stops the drill and undoes everything it broke; works at any time",
  },
  names: { when: "always", inTests: true, args: {} },
  where: {
    when: "always",
    inTests: true,
    args: {
      component: { is: "text", required: true, about: "the component" },
      account: { is: "text", about: "whose password" },
    },
  },
} as const satisfies Readonly<Record<string, Verb>>;
