/** The alerts of a drill, gathered by service: one group, however many of them fire. */
import type { GamedayEvent } from "../../event/event.ts";
import type { Slice } from "../slice.ts";

export interface AlertGroup {
  /** Short and never used again: a1, a2. */
  readonly id: string;
  readonly service: string;
  /** The alert that came first: its text names the group. */
  readonly text: string;
  readonly sinceEx: number;
  readonly alerts: readonly string[];
  readonly firing: readonly string[];
  /** How often anything of it fired. */
  readonly count: number;
  readonly acked: readonly string[];
  /** The incident that it was acknowledged into. */
  readonly into?: string;
  readonly silencedUntilEx?: number;
}

export interface Alerts {
  readonly groups: readonly AlertGroup[];
}

export const alerts: Slice<Alerts> = { initial: { groups: [] }, evolve };

function evolve(state: Alerts, event: GamedayEvent): Alerts {
  switch (event.type) {
    case "alert.fired": {
      const { alert, text, service = alert } = event.data;
      const known = state.groups.some((group) => group.service === service);
      const groups = known
        ? state.groups
        : [...state.groups, newGroup(state, { service, text, sinceEx: event.ex })];
      return {
        groups: groups.map((group) => (group.service === service ? fired(group, alert) : group)),
      };
    }
    case "alert.grouped": {
      const { service, counts } = event.data;
      const more = Object.values(counts).reduce((sum, count) => sum + count, 0);
      return withGroup(
        state,
        (group) => group.service === service,
        ({ count }) => ({
          count: count + more,
        }),
      );
    }
    case "alert.cleared":
      return withGroup(
        state,
        ({ firing }) => firing.includes(event.data.alert),
        ({ firing }) => ({
          firing: firing.filter((alert) => alert !== event.data.alert),
        }),
      );
    case "alert.acked": {
      const { group: id, alerts: acked, into } = event.data;
      return withGroup(
        state,
        (group) => group.id === id,
        (group) => ({
          acked: [...new Set([...group.acked, ...acked])],
          ...(into === undefined ? {} : { into }),
        }),
      );
    }
    case "alert.silenced":
      return withGroup(
        state,
        (group) => group.id === event.data.group,
        () => ({
          silencedUntilEx: event.data.untilEx,
        }),
      );
    default:
      return state;
  }
}

function newGroup(
  { groups }: Alerts,
  first: Pick<AlertGroup, "service" | "text" | "sinceEx">,
): AlertGroup {
  return { id: `a${groups.length + 1}`, ...first, alerts: [], firing: [], count: 0, acked: [] };
}

/** What fires again is not acknowledged any more. */
function fired(group: AlertGroup, alert: string): AlertGroup {
  return {
    ...group,
    count: group.count + 1,
    alerts: [...new Set([...group.alerts, alert])],
    firing: [...new Set([...group.firing, alert])],
    acked: group.firing.includes(alert) ? group.acked : group.acked.filter((one) => one !== alert),
  };
}

function withGroup(
  state: Alerts,
  which: (group: AlertGroup) => boolean,
  change: (group: AlertGroup) => Partial<AlertGroup>,
): Alerts {
  if (!state.groups.some(which)) return state;
  return { groups: state.groups.map((one) => (which(one) ? { ...one, ...change(one) } : one)) };
}
