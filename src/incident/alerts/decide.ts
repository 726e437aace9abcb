import type { EventInput } from "../../event/event.ts";
import { didYouMean } from "../../kernel/did-you-mean.ts";
import { formatClock } from "../../kernel/duration.ts";
import { counted } from "../../wording/figure.ts";
import type { CommandContext, Decision } from "../command.ts";
import { accept, refuse, type Asked, type Decisions } from "../decision.ts";
import type { IncidentState } from "../incident.ts";
import type { AlertGroup } from "./state.ts";

/** Alerts are acknowledged one by one, by group, or all together. */
export const alertDecisions: Decisions<"alert.ack" | "alert.ack-all" | "alert.silence"> = {
  "alert.ack": (state, { what }) =>
    withAlerts(state, what, (group, alerts) => {
      const open = alerts.filter((alert) => !group.acked.includes(alert));
      return open.length === 0
        ? refuse(`${what} is already acknowledged.`, "gameday alert list")
        : accept([ackOf(group, open)], `Acknowledged: ${open.join(", ")}.`);
    }),
  "alert.ack-all": ackAll,
  "alert.silence": silence,
};

function ackAll(state: IncidentState, { into }: Asked<"alert.ack-all">): Decision {
  const incident = into ?? (state.declaredEx === undefined ? undefined : state.id);
  if (incident !== undefined && !isThis(state, incident))
    return refuse(
      `There is no incident "${incident}" in this drill.`,
      state.declaredEx === undefined
        ? 'first: gameday sev declare "what users see"'
        : `gameday alert ack-all --into ${state.id}`,
    );
  const events = state.alerts.groups.flatMap((group) => {
    const open = group.alerts.filter((alert) => !group.acked.includes(alert));
    return open.length === 0
      ? []
      : [ackOf(group, open, incident === undefined ? undefined : state.id)];
  });
  return events.length === 0
    ? refuse("No alert waits for an acknowledgement.", "gameday alert list")
    : accept(events, `${counted(events.length, "group")} of alerts acknowledged.`);
}

function isThis({ declaredEx, id, name }: IncidentState, word: string): boolean {
  return declaredEx !== undefined && [id, name.toLowerCase()].includes(word.toLowerCase());
}

function ackOf({ id }: AlertGroup, alerts: readonly string[], into?: string): EventInput {
  return {
    type: "alert.acked",
    data: { group: id, alerts, ...(into === undefined ? {} : { into }) },
  };
}

function silence(
  state: IncidentState,
  { what, for: forMs }: Asked<"alert.silence">,
  { exMs }: CommandContext,
): Decision {
  return withAlerts(state, what, ({ id }) => {
    const untilEx = exMs + forMs / state.timeScale;
    return accept(
      [{ type: "alert.silenced", data: { group: id, untilEx } }],
      `${id} is silent until ${formatClock(untilEx)}.`,
    );
  });
}

/** A group by its id or its service, or one alert by its name. */
function withAlerts(
  { alerts: { groups } }: IncidentState,
  word: string,
  then: (group: AlertGroup, alerts: readonly string[]) => Decision,
): Decision {
  const plain = word.trim().toLowerCase();
  const one = groups.find(({ alerts }) => alerts.includes(word));
  const group = groups.find(({ id, service }) => id === plain || service === word);
  if (group !== undefined) return then(group, group.alerts);
  if (one !== undefined) return then(one, [word]);
  if (groups.length === 0) return refuse("No alert has fired yet.", "gameday status");
  const known = groups.flatMap(({ id, service, alerts }) => [id, service, ...alerts]);
  const near = didYouMean(word, known);
  return refuse(
    `There is no alert "${word}".`,
    near === undefined ? "gameday alert list" : `did you mean "${near}"?`,
  );
}
