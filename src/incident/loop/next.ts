import type { Actor } from "../../event/actor.ts";
import type { IncidentState } from "../incident.ts";
import { whoseRight } from "../rights.ts";

/** What the loop waits for from this person: an own task first, then a decision, then a verdict. */
export function loopCommands(state: IncidentState, by: Actor | undefined): readonly string[] {
  if (by === undefined) return [];
  const { tasks, proposals, hypotheses } = state.loop;
  const task = tasks.find(({ to, doneEx }) => to === by.id && doneEx === undefined);
  const proposal = proposals.find(({ decided }) => decided === undefined);
  const hypothesis = hypotheses.find(({ verdict }) => verdict === undefined);
  const may = (verb: "decide" | "confirm"): boolean => whoseRight(state, verb, by) === undefined;
  return [
    ...(task === undefined
      ? []
      : [
          task.understood
            ? `gameday done ${task.id} "what came of it"`
            : `gameday understood ${task.id}`,
        ]),
    ...(proposal === undefined || !may("decide")
      ? []
      : [
          proposal.risk === "high" && proposal.poll === undefined
            ? `gameday poll ${proposal.id}`
            : `gameday decide ${proposal.id}`,
        ]),
    ...(hypothesis === undefined || !may("confirm")
      ? []
      : [`gameday confirm ${hypothesis.id} --evidence …`]),
  ].slice(0, 2);
}
