import type { Happening, Words } from "./words.ts";

/** The commander's loop: what was suspected, decided and assigned, and what went against practice. */
export function loopLine(event: Happening): Words | undefined {
  const words = loopWords(event);
  return words === undefined ? undefined : { kind: "act", ...words };
}

function loopWords(event: Happening): Omit<Words, "kind"> | undefined {
  return findingWords(event) ?? decisionWords(event) ?? taskWords(event);
}

function findingWords(event: Happening): Omit<Words, "kind"> | undefined {
  switch (event.type) {
    case "sizeup.given":
      return { tag: "size-up", text: event.data.text, short: "size-up" };
    case "hypothesis.suspected":
      return { tag: "suspected", text: `${event.data.id}: ${event.data.text}` };
    case "hypothesis.judged": {
      const { hypothesis, verdict, evidence } = event.data;
      return {
        tag: verdict,
        text: `${hypothesis} ${verdict}${evidence === undefined ? "" : `, by the evidence ${evidence}`}`,
      };
    }
    case "can.reported": {
      const { condition, actions, needs } = event.data;
      return {
        tag: "report",
        text: `condition: ${condition}; actions: ${actions}; needs: ${needs}`,
      };
    }
    case "practice.flagged":
      return { tag: "flagged", text: event.data.text, good: false };
    default:
      return undefined;
  }
}

function decisionWords(event: Happening): Omit<Words, "kind"> | undefined {
  switch (event.type) {
    case "action.proposed": {
      const { id, text, risk } = event.data;
      return { tag: "proposed", text: `${id}: ${text} (${risk} risk)` };
    }
    case "poll.opened":
      return { tag: "poll", text: `any strong objections to ${event.data.proposal}?` };
    case "poll.closed": {
      const { proposal, objections } = event.data;
      return {
        tag: "poll",
        text: `${proposal}: ${objections === 0 ? "no strong objection" : `strong objections: ${objections}`}`,
      };
    }
    case "objection.raised":
      return { tag: "objection", text: `to ${event.data.proposal}: ${event.data.text}` };
    case "decision.made": {
      const { id, text, proposal } = event.data;
      return {
        tag: "decided",
        text: `${id}${proposal === undefined ? "" : ` (${proposal})`}: ${text}`,
        short: "decided",
      };
    }
    default:
      return undefined;
  }
}

function taskWords(event: Happening): Omit<Words, "kind"> | undefined {
  switch (event.type) {
    case "task.assigned": {
      const { id, to, text } = event.data;
      return { tag: "task", text: `${id} for ${to}: ${text}` };
    }
    case "task.understood":
      return { tag: "understood", text: event.data.task };
    case "task.done":
      return { tag: "done", text: `${event.data.task}: ${event.data.text}` };
    case "task.extended":
      return { tag: "task", text: `${event.data.task} gets more time` };
    case "task.expired": {
      const { task, to, times } = event.data;
      return {
        tag: "task",
        text: `the time box of ${task} is over${times > 1 ? ` for the ${nth(times)} time` : ""}: ${to}`,
        good: false,
      };
    }
    default:
      return undefined;
  }
}

function nth(times: number): string {
  return times === 2 ? "second" : `${times}th`;
}
