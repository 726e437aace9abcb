import { asksObjectives } from "../../plan/promise.ts";
import type { Context } from "../context.ts";
import { cutShort } from "./cut-short.ts";
import { andUsersAffected, count, counted } from "../../wording/figure.ts";
import { duration } from "../../wording/duration.ts";
import { listed, lowerFirst, sentence, stop } from "../../wording/text.ts";

/**
 * The report in one paragraph, as sentences: what users saw, for how long, how many, why, what
 * changed, what comes next.
 */
export function director(context: Context): readonly string[] {
  const { summary, faultMs } = context;
  if (faultMs === null)
    return [
      "No fault was applied, so this run says nothing about the system or about the people.",
      ended(context),
    ].filter((text) => text !== "");
  if (summary.drill.kind === "Test") return [...held(context), ...next(context)];
  return [saw(context), ...why(context), ...changed(context), ...next(context)];
}

function ended({ summary }: Context): string {
  return summary.ended === null
    ? "Its journal breaks off."
    : sentence(`It ended because ${summary.ended.detail}`);
}

function saw(context: Context): string {
  const { summary } = context;
  const { impact } = summary;
  const cut = cutShort(context);
  if (impact.windows.length === 0)
    return cut === undefined
      ? "Users noticed nothing: no service fell below its objective."
      : `Whether users would have noticed is not known: ${cut}, and until then no service had fallen below its objective.`;
  const hit = impact.services.filter(({ lost }) => lost > 0).map(({ service }) => service);
  const length = impact.open
    ? `${duration(impact.ms)}, until the play ended,`
    : duration(impact.ms);
  const times = impact.windows.length > 1 ? ` in ${count(impact.windows.length)} stretches` : "";
  return `For ${length}${times} users of ${listed(hit)} ${symptom(summary)}: ${count(impact.total.lost)} of ${count(impact.total.offered)} requests were lost${andUsersAffected(impact.total.usersHurt)}.`;
}

/** What most of the lost requests ended in. */
function symptom(summary: Context["summary"]): string {
  const flows = summary.load.flows.filter(({ counted: isCounted }) => isCounted);
  const sum = (outcome: "slow" | "error" | "timeout" | "unsent" | "rejected"): number =>
    flows.reduce((total, flow) => total + flow[outcome], 0);
  const kinds = [
    { words: "errors", size: sum("error") },
    { words: "time-outs", size: sum("timeout") + sum("unsent") },
    { words: "slow answers", size: sum("slow") },
    { words: "refusals", size: sum("rejected") },
  ].toSorted((a, b) => b.size - a.size);
  const all = kinds.reduce((total, { size }) => total + size, 0);
  const named = kinds.filter(({ size }) => size > 0.05 * all).map(({ words }) => words);
  return named.length === 0 ? "lost requests" : `got ${listed(named)}`;
}

function why({ scenario }: Context): string[] {
  const { rootCause } = scenario;
  if (rootCause === undefined) return ["The scenario names no cause; the review has to find it."];
  return [sentence(rootCause.trigger), sentence(rootCause.cause)];
}

function changed(context: Context): string[] {
  const { summary } = context;
  const { contained } = summary.truth;
  const by = listed(summary.mitigations.map(({ title }) => `"${title}"`));
  if (summary.moments.impact === null) return [];
  const cut = cutShort(context);
  if (contained === null && cut !== undefined)
    return [`${sentence(cut).slice(0, -1)}, before users were back for good${tried(context)}.`];
  if (contained === null)
    return [
      `${summary.truth.recurrences > 0 ? "Users were back for a while and then hurt again: nothing that was done brought them back for good" : "Nothing that was done brought users back"}${tried(context)}.`,
    ];
  const after = duration(summary.durations.faultToContained);
  if (contained.by === "itself")
    return [
      `The service was restored by itself ${after} after the fault: nothing that anybody did can have restored it.`,
    ];
  if (contained.by !== "players")
    return [
      `Users were back ${after} after the fault only because the fault ended; what people did had not helped yet.`,
    ];
  return [
    `${by === "" ? "What people did" : by} brought users back ${after} after the fault${target(context)}.`,
  ];
}

function tried({ summary }: Context): string {
  const turns = summary.wrongTurns.map(({ title }) => `"${title}"`);
  return turns.length === 0 ? "" : `; ${listed(turns)} did not help`;
}

function target({ summary, process }: Context): string {
  const deadline = summary.incident?.deadline ?? null;
  if (deadline === null || deadline.marginMs === null) return "";
  return `, ${duration(Math.abs(deadline.marginMs))} ${deadline.kept ? "before" : "after"} the end of the ${process(deadline.targetMs)} that a ${deadline.label} allows`;
}

function held(context: Context): string[] {
  const { summary, scenario, judgement } = context;
  const { impact } = summary;
  const faults = listed(
    summary.faults
      .filter(({ appliedMs }) => appliedMs !== null)
      .map(({ fault, target: at }) => (at === "" ? fault : `${fault} on ${at}`)),
  );
  const worst = impact.services.filter(({ lost }) => lost > 0);
  const fix =
    summary.drill.rerunOf === null
      ? ""
      : ` It runs the same fault with a fix in place: ${lowerFirst(stop(scenario.corrective[summary.drill.rerunOf.corrective]?.text ?? summary.drill.rerunOf.corrective))}`;
  const opening = `This is a Test: nobody acts, the system has to hold by itself while ${faults} ${summary.faults.length === 1 ? "is" : "are"} active.${fix}`;
  const loss = `${count(impact.total.lost)} of ${count(impact.total.offered)} requests of ${listed(worst.map(({ service }) => service))} were lost in ${duration(impact.ms)}${andUsersAffected(impact.total.usersHurt)}.`;
  if (judgement.verdict === "unknown")
    return [
      opening,
      `Whether it holds is not known: ${stop(cutShort(context) ?? judgement.reason)}`,
      ...(impact.windows.length === 0 ? [] : [`Until then ${loss}`]),
    ];
  if (judgement.verdict === "fail")
    return [
      opening,
      `It does not hold: ${impact.windows.length > 0 && summary.judged.some(({ held: is }) => is === "broken") ? loss : stop(judgement.reason)}`,
    ];
  const objectives =
    context.plan.scenario.mustHold === undefined ||
    asksObjectives(context.plan.scenario.mustHold.expect);
  const kept = objectives
    ? `every service ${impact.windows.length > 0 ? "keeps" : "stays inside"} its objective`
    : "what was promised is true";
  const holds = `It holds: ${kept} (${listed(impact.services.map(({ service, objective }) => `${service} ${objective} %`))})`;
  if (impact.windows.length === 0) return [opening, `${holds}.`];
  return [
    opening,
    `${holds} over the time that it is judged by. Users felt it all the same: ${loss}`,
  ];
}

function next({ scenario, reruns, summary }: Context): string[] {
  const actions = Object.entries(scenario.corrective);
  if (actions.length === 0 || summary.drill.rerunOf !== null) return [];
  const provable = actions.filter(([, { rerun }]) => rerun !== undefined).map(([id]) => id);
  const proven = provable.filter((id) =>
    reruns.some(({ corrective, verdict }) => corrective === id && verdict === "pass"),
  );
  const next = actions.map(([, { text }]) => lowerFirst(text.replace(/[.]$/, "")));
  return [`Next: ${next.join("; ")}.${proofText(proven.length, provable.length)}`];
}

function proofText(proven: number, provable: number): string {
  if (provable === 0) return "";
  if (proven === 0) return " No fix is proven yet by running the same fault again.";
  const fixes =
    proven === provable ? "Each fix" : `${count(proven)} of ${counted(provable, "fix", "fixes")}`;
  return ` ${fixes} that can be rerun is proven: the same fault, and users notice nothing.`;
}
