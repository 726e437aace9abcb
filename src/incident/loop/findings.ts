import { didYouMean } from "../../kernel/did-you-mean.ts";
import type { Decision } from "../command.ts";
import { accept, refuse, whenOpen, type Asked, type Decisions } from "../decision.ts";
import type { IncidentState } from "../incident.ts";
import { nextId, withOne } from "./find.ts";

/** What is known, and what may be the cause. */
export const findingDecisions: Decisions<"size-up" | "suspect" | "confirm" | "refute" | "can"> = {
  "size-up": (state, { text }) =>
    whenOpen(state, () => accept([{ type: "sizeup.given", data: { text } }], "Recorded.")),
  suspect,
  confirm: (state, asked) => judge(state, asked, "confirmed"),
  refute: (state, asked) => judge(state, asked, "refuted"),
  can: (state, { condition, actions, needs }) =>
    whenOpen(state, () =>
      accept([{ type: "can.reported", data: { condition, actions, needs } }], "Reported."),
    ),
};

function suspect(state: IncidentState, { text }: Asked<"suspect">): Decision {
  return whenOpen(state, () => {
    const id = nextId("h", state.loop.hypotheses);
    return accept(
      [{ type: "hypothesis.suspected", data: { id, text } }],
      `${id}: ${text}. Look for what would refute it, then: gameday confirm ${id}, or gameday refute ${id}`,
    );
  });
}

function judge(
  state: IncidentState,
  { hypothesis: word, evidence }: Asked<"confirm" | "refute">,
  verdict: "confirmed" | "refuted",
): Decision {
  return whenOpen(state, () =>
    withOne("h", state.loop.hypotheses, word, (hypothesis) => {
      const { id, text } = hypothesis;
      if (
        hypothesis.verdict === verdict &&
        (evidence ?? hypothesis.evidence) === hypothesis.evidence
      )
        return refuse(`${id} is already ${verdict}.`, "gameday board");
      if (evidence !== undefined && !state.backpack.proved.includes(evidence))
        return notInBackpack(state, evidence);
      const by = evidence === undefined ? {} : { evidence };
      return accept(
        [{ type: "hypothesis.judged", data: { hypothesis: id, verdict, ...by } }],
        `${id} is ${verdict}: ${text}`,
        evidence === undefined ? [`no evidence is named; with it: --evidence <id>`] : [],
      );
    }),
  );
}

function notInBackpack({ backpack }: IncidentState, evidence: string): Decision {
  const near = didYouMean(evidence, backpack.proved);
  return refuse(
    `"${evidence}" is not in the backpack.`,
    near === undefined
      ? `first: gameday prove ${evidence} -- …; the backpack: gameday prove`
      : `did you mean "${near}"?`,
  );
}
