import type { FaultRecord } from "../../metrics/faults.ts";
import { topologyOf } from "../../plan/topology.ts";
import { topologyChart } from "../chart/topology-chart.ts";
import type { Context } from "../context.ts";
import { counted } from "../../wording/figure.ts";
import { duration } from "../../wording/duration.ts";
import { stop } from "../../wording/text.ts";
import type { Section } from "./section.ts";

/** What was broken, proven at its target, and undone. */
export const fault: Section = {
  id: "fault",
  title: "Fault",
  view: (context) => ({
    note: note(context),
    chart: { markup: picture(context) },
    faults:
      context.faultMs === null
        ? []
        : context.summary.faults.map((record) => ({
            title: title(record),
            lines: lines(record, context),
          })),
  }),
};

/** Where the fault was applied; what never was is not in it. */
function picture({ scenario, faultMs }: Context): string {
  return topologyChart(
    topologyOf(scenario, { spoilers: faultMs !== null }),
    "stack",
    "Topology and fault targets",
  );
}

function note({ faultMs, summary }: Context): string {
  if (summary.faults.length === 0) return "The scenario breaks nothing.";
  if (faultMs === null)
    return "No fault was applied before the drill ended, so its details stay hidden.";
  return `What the drill broke (${counted(summary.faults.length, "fault")}), hidden from the responders during the drill.`;
}

function title({ id, fault: kind, target }: FaultRecord): string {
  return `${id}: ${kind}${target === "" ? "" : ` on ${target}`}`;
}

function lines(record: FaultRecord, { clock, scenario }: Context): string[] {
  const { appliedMs, verified, undone, failures } = record;
  const parameters = Object.entries(
    appliedMs === null ? (scenario.faults[record.id]?.with ?? {}) : record.with,
  ).map(([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`);
  return [
    ...(appliedMs === null
      ? ["It was not applied."]
      : [
          `Applied at ${clock(appliedMs)}${undone === null ? "" : `, active for ${duration(undone.atMs - appliedMs)}`}.`,
        ]),
    ...(parameters.length === 0 ? [] : [`With ${parameters.join(", ")}.`]),
    ...(verified === null
      ? []
      : [
          `${verified.ok ? "Verified at its target" : "Not observed at its target"} at ${clock(verified.atMs)}: ${stop(verified.evidence)}`,
        ]),
    ...(undone === null && appliedMs !== null ? ["There is no record of it being undone."] : []),
    ...(undone === null
      ? []
      : [
          `${undone.why === "ended" ? "Ended as planned" : "Undone"} at ${clock(undone.atMs)}${undone.ok ? "" : ", not confirmed"}: ${stop(undone.evidence)}`,
        ]),
    ...failures.map(
      ({ atMs, doing, message }) => `At ${clock(atMs)} it failed to ${doing}: ${stop(message)}`,
    ),
  ];
}
