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
  return [...emergency(context), ...paragraph(context)];
}

/** A drill that the real world ended is read with that in mind. */
function emergency({ summary: { ended }, endMs, clock }: Context): readonly string[] {
  return ended?.why === "real-emergency"
    ? [
        `This drill was ended at ${clock(endMs)} by a real-world emergency: its figures end there and are no result.`,
      ]
    : [];
}

function paragraph(context: Context): readonly string[] {
  const { summary, faultMs } = context;
  if (faultMs === null)
    return [
      "No fault was applied, so this run says nothing about the system or the responders.",
      ended(context),
    ].filter((text) => text !== "");
  if (summary.drill.kind === "Test") return [...held(context), ...next(context)];
  return [saw(context), ...why(context), ...changed(context), ...next(context)];
}

function ended({ summary }: Context): string {
  return summary.ended === null
    ? "Its journal ends abruptly."
    : sentence(`It ended because ${summary.ended.detail}`);
}

function saw(context: Context): string {
  const { summary } = context;
  const { impact } = summary;
  const cut = cutShort(context);
  if (impact.windows.length === 0)
    return cut === undefined
      ? "Users noticed nothing: every service stayed within its objective."
      : `Whether users would have noticed is not known: ${cut}, and until then no service had fallen below its objective.`;
  const hit = impact.services.filter(({ lost }) => lost > 0).map(({ service }) => service);
  const length = impact.open
    ? `${duration(impact.ms)}, until the drill ended,`
    : duration(impact.ms);
  const times =
    impact.windows.length > 1 ? ` in ${count(impact.windows.length)} separate periods` : "";
  return (
    `For ${length}${times} users of ${listed(hit)} ${symptom(summary)}: ` +
    `${count(impact.total.lost)} of ${count(impact.total.offered)} requests were ` +
    `lost${andUsersAffected(impact.total.usersHurt)}.`
  );
}

/** What most of the lost requests ended in. */
function symptom(summary: Context["summary"]): string {
  const flows = summary.load.flows.filter(({ counted: isCounted }) => isCounted);
  const sum = (outcome: "slow" | "error" | "timeout" | "unsent" | "rejected"): number =>
    flows.reduce((total, flow) => total + flow[outcome], 0);
  const kinds = [
    { words: "errors", size: sum("error") },
    { words: "timeouts", size: sum("timeout") + sum("unsent") },
    { words: "slow responses", size: sum("slow") },
    { words: "refusals", size: sum("rejected") },
  ].toSorted((a, b) => b.size - a.size);
  const all = kinds.reduce((total, { size }) => total + size, 0);
  const named = kinds.filter(({ size }) => size > 0.05 * all).map(({ words }) => words);
  return named.length === 0 ? "lost requests" : `got ${listed(named)}`;
}

function why({ scenario }: Context): string[] {
  const { rootCause } = scenario;
  if (rootCause === undefined)
    return ["The scenario names no cause; finding it is for the review."];
  return [sentence(rootCause.trigger), sentence(rootCause.cause)];
}

function changed(context: Context): string[] {
  const { summary } = context;
  const { contained } = summary.truth;
  const by = listed(summary.mitigations.map(({ title }) => `"${title}"`));
  if (summary.moments.impact === null) return [];
  const cut = cutShort(context);
  if (contained === null && cut !== undefined)
    return [`${sentence(cut).slice(0, -1)}, before service was restored${tried(context)}.`];
  if (contained === null)
    return [
      `${summary.truth.recurrences > 0 ? "Service was restored for a while and failed again; no action fixed it for good" : "No action restored service"}${tried(context)}.`,
    ];
  const after = duration(summary.durations.faultToContained);
  if (contained.by === "itself")
    return [
      `Service came back by itself ${after} after the fault: no action on record explains it.`,
    ];
  if (contained.by !== "players")
    return [
      `Service came back ${after} after the fault only because the fault ended; nothing the responders did had helped by then.`,
    ];
  return [
    `${by === "" ? "The responders" : by} brought users back ${after} after the fault${target(context)}.`,
  ];
}

function tried({ summary }: Context): string {
  const turns = summary.wrongTurns.map(({ title }) => `"${title}"`);
  return turns.length === 0 ? "" : `; ${listed(turns)} did not help`;
}

function target({ summary, process }: Context): string {
  const deadline = summary.incident?.deadline ?? null;
  if (deadline === null || deadline.marginMs === null) return "";
  const margin = duration(Math.abs(deadline.marginMs));
  const whole = `the ${process(deadline.targetMs)} target of a ${deadline.label}`;
  return deadline.kept ? `, within ${whole} (${margin} to spare)` : `, ${margin} past ${whole}`;
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
      : " It repeats the same fault with a fix in place: " +
        `${lowerFirst(stop(scenario.corrective[summary.drill.rerunOf.corrective]?.text ?? summary.drill.rerunOf.corrective))}`;
  const opening = `This is a Test: the system must withstand ${faults} without anyone acting.${fix}`;
  const loss =
    `${count(impact.total.lost)} of ${count(impact.total.offered)} requests of ` +
    `${listed(worst.map(({ service }) => service))} were lost in ` +
    `${duration(impact.ms)}${andUsersAffected(impact.total.usersHurt)}.`;
  if (judgement.verdict === "unknown")
    return [
      opening,
      `Whether it does is not known: ${stop(cutShort(context) ?? judgement.reason)}`,
      ...(impact.windows.length === 0 ? [] : [`Until then ${loss}`]),
    ];
  if (judgement.verdict === "fail")
    return [
      opening,
      `It does not: ${impact.windows.length > 0 && summary.judged.some(({ held: is }) => is === "broken") ? loss : stop(judgement.reason)}`,
    ];
  const objectives =
    context.plan.scenario.mustHold === undefined ||
    asksObjectives(context.plan.scenario.mustHold.expect);
  const kept = objectives
    ? `every service ${impact.windows.length > 0 ? "meets" : "stays within"} its objective`
    : "the expected behaviour was observed";
  const holds = `It does: ${kept} (${listed(impact.services.map(({ service, objective }) => `${service} ${objective} %`))})`;
  if (impact.windows.length === 0) return [opening, `${holds}.`];
  return [
    opening,
    `${holds} over the period that counts. Users were affected all the same: ${loss}`,
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
  if (proven === 0) return " No fix has been verified by a rerun yet.";
  const fixes =
    proven === provable ? "Each fix" : `${count(proven)} of ${counted(provable, "fix", "fixes")}`;
  return ` ${fixes} that can be rerun is verified: same fault, no user affected.`;
}
