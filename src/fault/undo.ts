import type { FaultWorld, UndoData, Verification } from "./fault.ts";

/** Takes a fault back from its data. Safe to repeat: every inverse leads to a state, not by a step. */
export async function undo(world: FaultWorld, data: UndoData): Promise<void> {
  switch (data.do) {
    case "resume":
      return world.power.resume(data.target);
    case "start":
      return world.power.start(data.target);
    case "end-flow":
      return world.surge.end(data.flow);
    case "remove-toxic":
      throw new Error("undo: no proxy in this world");
    default:
      return data satisfies never;
  }
}

/** Proves that a fault is gone at its target. */
export async function undone(world: FaultWorld, data: UndoData): Promise<Verification> {
  switch (data.do) {
    case "resume":
    case "start": {
      const state = await world.power.state(data.target);
      return { ok: state === "running", evidence: `${data.target} is ${state}` };
    }
    case "end-flow": {
      const rate = world.surge.perSecond(data.flow);
      return { ok: rate === 0, evidence: rate === 0 ? `"${data.flow}" sends nothing` : `"${data.flow}" still sends ${rate}/s` };
    }
    case "remove-toxic":
      throw new Error("undo: no proxy in this world");
    default:
      return data satisfies never;
  }
}

/** The inverse in words, for plans and reports. */
export function describeUndo(data: UndoData): string {
  switch (data.do) {
    case "resume":
      return `resume ${data.target}`;
    case "start":
      return `start ${data.target}`;
    case "end-flow":
      return `end the flow "${data.flow}"`;
    case "remove-toxic":
      return `remove the toxic "${data.toxic}" from ${data.link}`;
    default:
      return data satisfies never;
  }
}
