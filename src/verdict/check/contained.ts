import { formatDuration } from "../../kernel/duration.ts";
import { isCutShort } from "../../metrics/cut-short.ts";
import type { ChangeRecord } from "../../metrics/changes.ts";
import type { Deadline } from "../../metrics/declared.ts";
import { fail, pass, unknown, type Check } from "../finding.ts";
import { whenText } from "../when.ts";

/**
 * A Drill's question: did the responders restore service within the target of the severity?
 */
export const contained: Check = {
  name: "contained",
  title: "service restored in time by the responders",
  role: "question",
  run: (plan, { truth, moments, durations, incident, ended, changes }) => {
    if (plan.scenario.kind !== "Drill") return undefined;
    if (moments.impact === null)
      return unknown(
        isCutShort(ended)
          ? "the drill ended before any user was affected"
          : "no user was affected, so there was nothing to do",
      );
    const back = truth.contained;
    if (back === null && truth.recurrences > 0)
      return fail(affectedAgain(truth.steps, moments.fault));
    if (back === null)
      return fail(
        ended?.why === "resolved"
          ? "called resolved, but service was not restored"
          : "service was not restored before the drill ended",
      );
    if (back.by === "itself")
      return unknown(
        `service restored by itself ${after(durations.faultToContained)}: ${noDeed(changes)}`,
      );
    if (back.by !== "players")
      return fail(
        `service came back ${after(durations.faultToContained)}, but only because the fault ended`,
      );
    const deadline = incident?.deadline ?? null;
    const said = `service restored ${after(durations.faultToContained)}`;
    if (incident === null) return pass(`${said}; no incident was declared, so no clock ran`);
    if (deadline === null)
      return pass(`${said}; no target at ${incident.levels.at(-1)?.label ?? "this severity"}`);
    if (deadline.kept) return pass(`${said}; target ${target(deadline, plan.timeScale)}`);
    return fail(
      `${said}, ${formatDuration(-(deadline.marginMs ?? 0))} late; target ${target(deadline, plan.timeScale)}`,
    );
  },
};

/** Says what was looked at, or what was seen and cannot have helped. */
function noDeed(changes: readonly ChangeRecord[]): string {
  if (changes.length === 0)
    return "no change was recorded in power, configuration, routes, limits, accounts, variables, schema or sessions";
  const seen = changes.slice(0, 3).map(({ target, fact }) => `${fact} of ${target}`);
  return `${changes.length === 1 ? "one change was" : `${changes.length} changes were`} recorded (${seen.join(", ")}${changes.length > seen.length ? ", …" : ""}), none of which can have restored it`;
}

function affectedAgain(
  steps: readonly { state: string; atMs: number }[],
  faultMs: number | null,
): string {
  const last = steps.findLast(({ state }) => state === "recurred");
  return `users were affected again ${whenText(last?.atMs ?? 0, faultMs)} and service was not restored before the drill ended`;
}

const after = (ms: number | null): string => `${formatDuration(ms ?? 0)} after the fault`;

/** `15 m (SEV 0)`, or under a time scale `2 m 30 s (15 m at 6x, SEV 0)`. */
function target({ targetMs, label }: Deadline, timeScale: number): string {
  return `${formatDuration(targetMs)} (${timeScale === 1 ? "" : `${formatDuration(targetMs * timeScale)} at ${timeScale}x, `}${label})`;
}
