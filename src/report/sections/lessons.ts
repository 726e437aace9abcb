import { isCutShort } from "../../metrics/cut-short.ts";
import type { Context } from "../context.ts";
import { count, counted } from "../../wording/figure.ts";
import { duration } from "../../wording/duration.ts";
import { listed, lowerFirst, stop } from "../../wording/text.ts";
import type { Section } from "./section.ts";

/**
 * What went well, what did not and where there was luck: a draft from the data, for people to
 * change.
 */
export const lessons: Section = {
  id: "lessons",
  title: "What we can learn",
  view: (context) => {
    if (context.faultMs === null || context.summary.drill.kind === "Test") return undefined;
    // There was nothing to do yet.
    if (context.summary.moments.impact === null && isCutShort(context.summary.ended))
      return undefined;
    return {
      note: "A draft from the data alone. It knows times and proofs, not how it felt: keep what is true and add what is missing.",
      groups: [
        {
          title: "What went well",
          lines: wentWell(context),
          empty: "The data shows nothing here. What did the team do well?",
        },
        {
          title: "What did not go well",
          lines: wentBadly(context),
          empty: "The data shows nothing here. What was harder than it should be?",
        },
        {
          title: "Where we were lucky",
          lines: lucky(context),
          empty: "The data shows nothing here. What could easily have gone the other way?",
        },
      ],
    };
  },
};

const slowMs = 60_000;

/** Keeps the sentences whose condition holds. */
function when(...lines: readonly (readonly [boolean, string])[]): string[] {
  return lines.filter(([holds]) => holds).map(([, text]) => text);
}

function wentWell({ summary }: Context): string[] {
  const { moments, durations, truth, incident, evidence } = summary;
  const byPlayers = truth.contained?.by === "players";
  const needed = evidence.filter(({ rootCause }) => rootCause).length;
  const kept = incident?.deadline?.kept === true ? incident.deadline.marginMs : null;
  return when(
    [byPlayers && kept !== null, `Service was restored ${duration(kept)} before the target.`],
    [
      durations.alertToDeclared !== null &&
        durations.alertToDeclared >= 0 &&
        durations.alertToDeclared <= slowMs,
      `The incident was declared ${duration(durations.alertToDeclared)} after the first alert.`,
    ],
    [
      durations.pageToAcknowledged !== null && durations.pageToAcknowledged <= slowMs,
      `The page was acknowledged within ${duration(durations.pageToAcknowledged)}.`,
    ],
    [
      moments.diagnosed !== null && moments.acted !== null && moments.diagnosed <= moments.acted,
      `The cause was proved (${counted(needed === 0 ? evidence.length : needed, "piece")} of evidence) before the effective mitigation.`,
    ],
    [byPlayers && summary.wrongTurns.length === 0, "No known wrong turn was taken."],
    [
      incident !== null && incident.claims.length > 0 && incident.saidTooEarly.length === 0,
      "It was not called mitigated before it was true.",
    ],
    [
      evidence.length > 0 && summary.hints.length === 0 && moments.diagnosed !== null,
      "No hint was taken.",
    ],
  );
}

function wentBadly(context: Context): string[] {
  const { summary } = context;
  return [
    ...serviceBadly(context),
    ...peopleBadly(context),
    ...when([summary.residue.length > 0, "The drill left something behind; see Restoration."]),
    ...summary.wrongTurns.map(
      ({ title, cost }) =>
        `"${title}" did not help${cost === null ? "." : `: ${stop(lowerFirst(cost))}`}`,
    ),
    ...tooEarly(context),
    ...storms(context),
  ];
}

/** What users had of it. */
function serviceBadly({ summary: { moments, truth, incident } }: Context): string[] {
  const late = incident?.deadline?.marginMs ?? null;
  return when(
    [
      moments.impact !== null && truth.contained === null,
      "Service was not restored before the drill ended.",
    ],
    [truth.contained?.by === "itself", "No action on record can have restored service."],
    [
      truth.contained?.by === "fault-ended",
      "Nothing the responders did had helped by the time the fault ended.",
    ],
    [
      truth.recurrences > 0,
      `Users were affected again ${counted(truth.recurrences, "time")} after service had been restored.`,
    ],
    [late !== null && late < 0, `Service was restored ${duration(-(late ?? 0))} after the target.`],
  );
}

/** What was noticed, said or proved late, or not at all. */
function peopleBadly({ summary, scenario }: Context): string[] {
  const { moments, durations, incident, evidence, hints } = summary;
  const claimLag = durations.containedToMitigated;
  const open = evidence
    .filter(({ proved, retired }) => proved === null && retired === undefined)
    .map(({ question }) => `"${question}"`);
  return when(
    [
      moments.impact !== null && moments.alert === null,
      "No alert fired although users were affected.",
    ],
    [
      (durations.impactToAlert ?? 0) > slowMs,
      `Users were affected for ${duration(durations.impactToAlert)} before an alert fired.`,
    ],
    [incident === null, "No incident was declared."],
    [
      (durations.alertToDeclared ?? 0) > slowMs,
      `It took ${duration(durations.alertToDeclared)} from the first alert to declaring the incident.`,
    ],
    [
      (durations.pageToAcknowledged ?? 0) > slowMs,
      `The page waited ${duration(durations.pageToAcknowledged)} for an acknowledgement.`,
    ],
    [
      claimLag !== null && claimLag > scenario.hold + slowMs,
      `Service had been restored for ${duration(claimLag)} before it was called mitigated.`,
    ],
    [open.length > 0, `Left without proof: ${listed(open)}`],
    [hints.length > 0, `${counted(hints.length, "hint was", "hints were")} taken.`],
  );
}

const saidWords = {
  mitigated: "called mitigated",
  resolved: "resolved",
  "false-alarm": "called off as a false alarm",
} as const;

function tooEarly({ summary, clock }: Context): string[] {
  return (summary.incident?.saidTooEarly ?? []).map(
    ({ state, atMs }) => `It was ${saidWords[state]} at ${clock(atMs)} while users were affected.`,
  );
}

function storms({ summary }: Context): string[] {
  const loud = summary.alerts.filter(({ copies }) => copies > 5);
  return loud.map(({ text, copies }) => `The same alert came ${count(copies)} times: "${text}".`);
}

function lucky({ summary, process }: Context): string[] {
  const { moments, truth, incident } = summary;
  const deadline = incident?.deadline ?? null;
  const thin =
    deadline !== null &&
    deadline.kept &&
    deadline.marginMs !== null &&
    deadline.marginMs < 0.2 * deadline.targetMs;
  return when(
    [truth.contained?.by === "itself", "Service came back by itself. Next time it may not."],
    [
      truth.contained?.by === "fault-ended",
      "The fault ended before service was restored. A real one may not.",
    ],
    [
      thin,
      `Only ${duration(deadline?.marginMs)} of the ${process(deadline?.targetMs ?? 0)} target was left.`,
    ],
    [
      truth.contained?.by === "players" &&
        moments.acted !== null &&
        (moments.diagnosed === null || moments.diagnosed > moments.acted),
      "The effective mitigation came before the cause was proved.",
    ],
    [
      summary.wrongTurns.some(({ kind }) => kind === "harmful") &&
        truth.contained?.by === "players",
      "An action that can do lasting harm was reverted in time, or its harm stayed small.",
    ],
    [
      moments.alert === null && moments.declared !== null,
      "The incident was noticed without an alert.",
    ],
  );
}
