import { asked } from "../../metrics/evidence.ts";
import type { ContainedBy } from "../../event/truth.ts";
import type { Context } from "../context.ts";
import { cutShort } from "../words/cut-short.ts";
import { roleWords } from "../../wording/actor.ts";
import { count, percentMinutes } from "../../wording/figure.ts";
import { duration } from "../../wording/duration.ts";
import type { Section } from "./section.ts";

interface Figure {
  readonly label: string;
  readonly value: string;
  readonly note: string;
}

interface Step {
  readonly name: string;
  readonly value: string;
  readonly note: string;
  readonly missing: boolean;
}

/** The key figures, and the way from the fault to its end. */
export const figures: Section = {
  id: "figures",
  title: "Key figures",
  view: (context) =>
    context.faultMs === null ? undefined : { figures: keyFigures(context), path: path(context) },
};

function keyFigures(context: Context): Figure[] {
  const { summary } = context;
  const { impact, score } = summary;
  const isDrill = summary.drill.kind === "Drill";
  return [
    ...(isDrill ? [back(context)] : []),
    hurtFor(context),
    ...impact.services.map((service): Figure => ({
      label: `Impact on ${service.service}`,
      value: percentMinutes(service.percentMinutes),
      note: `objective ${service.objective} %`,
    })),
    impact.windows.length === 0
      ? {
          label: "Requests lost",
          value: count(impact.total.lostWholeDrill),
          note: `of ${count(impact.total.offeredWholeDrill)}`,
        }
      : {
          label: "Requests lost",
          value: count(impact.total.lost),
          note: `of ${count(impact.total.offered)} ${isDrill ? "while users were affected" : "from the fault on"}`,
        },
    ...dataLoss(context),
    impact.total.usersHurt === null
      ? {
          label: "Users affected",
          value: "not known",
          note: "a k6 script does not report whose request failed",
        }
      : {
          label: "Users affected",
          value: count(impact.total.usersHurt),
          note: "at least one request failed",
        },
    ...(isDrill && summary.evidence.length > 0
      ? [
          {
            label: "Evidence proved",
            value: `${count(summary.evidence.filter(({ proved }) => proved !== null).length)} of ${count(asked(summary.evidence).length)}`,
            note: "",
          },
        ]
      : []),
    ...commanders(context),
    ...(score === null
      ? []
      : [{ label: "Score", value: count(score.points), note: "of 100, explained below" }]),
  ];
}

/** Who commanded, and which roles were bots: only of journals that know who took part. */
function commanders({ summary: { people } }: Context): Figure[] {
  if (!people.people.some(({ as }) => as !== "named")) return [];
  const { command, bots } = people;
  return [
    ...(command === null
      ? []
      : [
          {
            label: "Without a commander",
            value: command.gapMs === 0 ? "never" : duration(command.gapMs),
            note: `once ${command.spans[0]?.person ?? ""} had taken command`,
          },
        ]),
    ...(bots.length === 0
      ? []
      : [
          {
            label: "Played by bots",
            value: [...new Set(bots)].map(roleWords).join(", "),
            note: "what they did counts for no one",
          },
        ]),
  ];
}

function hurtFor(context: Context): Figure {
  const { windows, ms, open } = context.summary.impact;
  const cut = cutShort(context);
  const label = "Users affected for";
  if (windows.length === 0)
    return cut === undefined
      ? { label, value: "not at all", note: "" }
      : { label, value: "not known", note: `${cut}, before a service fell below its objective` };
  return {
    label,
    value: duration(ms),
    note: open ? "and still affected when the drill ended" : periods(windows.length),
  };
}

const periods = (windows: number): string =>
  windows > 1 ? `in ${count(windows)} separate periods` : "";

function lossNote({
  acknowledged,
  missing,
  where,
  worst,
}: Context["summary"]["ledgers"][number]): string {
  const writes = `${count(acknowledged)} acknowledged writes`;
  if (missing === null) return where;
  if (missing > 0) return `${count(missing)} of ${writes} missing: ${where}`;
  const once = (worst ?? 0) > 0 ? `; at the worst moment ${count(worst ?? 0)} were` : "";
  return `none of ${writes} is missing${once}`;
}

/** What of the acknowledged writes is missing, and how far back that reaches. */
function dataLoss({ summary: { ledgers, durations } }: Context): Figure[] {
  if (ledgers.length === 0) return [];
  const points = ledgers.map((ledger): Figure => ({
    label: "Recovery point (RPO)",
    value: ledger.missing === null ? "not known" : duration(ledger.rpoMs),
    note: lossNote(ledger),
  }));
  return [
    ...points,
    {
      label: "Recovery time (RTO)",
      value: duration(durations.impactToContained, "not restored"),
      note: "from the first affected user until service was restored",
    },
  ];
}

function back(context: Context): Figure {
  const { summary, process } = context;
  const deadline = summary.incident?.deadline ?? null;
  const note =
    deadline === null
      ? "no target applied"
      : `target ${process(deadline.targetMs)} from ${deadline.label}${deadline.marginMs === null ? "" : `, ${duration(Math.abs(deadline.marginMs))} ${deadline.kept ? "to spare" : "late"}`}`;
  if (summary.moments.impact === null && cutShort(context) !== undefined)
    return { label: "Time to restore", value: "not known", note: "no user was affected yet" };
  if (summary.moments.impact === null)
    return {
      label: "Time to restore",
      value: "no outage",
      note: "no service fell below its objective",
    };
  const ms = summary.durations.faultToContained;
  return {
    label: "Time to restore",
    value: duration(ms, "not restored"),
    note,
  };
}

const containedBy: Readonly<Record<ContainedBy, string>> = {
  players: "by the responders",
  itself: "by itself",
  "fault-ended": "the fault ended",
};

function path(context: Context): Step[] {
  const { summary } = context;
  const { durations } = summary;
  const { contained } = summary.truth;
  const by = contained === null ? "within objectives to the end" : containedBy[contained.by];
  const steps = [
    { name: "users affected", ms: durations.faultToImpact, note: "", always: true },
    { name: "detectable", ms: durations.faultToDetectable, note: "", always: false },
    { name: "alert", ms: durations.faultToAlert, note: "", always: true },
    { name: "page", ms: durations.faultToPage, note: "", always: false },
    {
      name: "declared",
      ms: durations.faultToDeclared,
      note: "",
      always: summary.drill.kind === "Drill",
    },
    { name: "acknowledged", ms: durations.faultToAcknowledged, note: "", always: false },
    {
      name: "cause found",
      ms: durations.faultToDiagnosed,
      note: "",
      always: summary.drill.kind === "Drill" && summary.evidence.length > 0,
    },
    {
      name: "service restored",
      ms: durations.faultToContained,
      note: by,
      always: summary.moments.impact !== null,
    },
    { name: "resolved", ms: durations.faultToResolved, note: "", always: false },
    { name: "fault gone", ms: durations.faultToCleared, note: "", always: true },
  ];
  // What did not happen by the end of a drill that was cut short is not known to be never.
  const never = cutShort(context) === undefined ? "never" : "not before the end";
  const shown = steps.filter(({ ms, always }) => always || ms !== null);
  const reached = shown
    .filter(({ ms }) => ms !== null)
    .toSorted((a, b) => (a.ms ?? 0) - (b.ms ?? 0));
  return [...reached, ...shown.filter(({ ms }) => ms === null)].map(({ name, ms, note }) => ({
    name,
    value: duration(ms, never),
    note: ms === null ? "" : note,
    missing: ms === null,
  }));
}
