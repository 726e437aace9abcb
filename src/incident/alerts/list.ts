import { formatClock } from "../../kernel/duration.ts";
import type { AlertGroup } from "./state.ts";

/** The groups of alerts, one line each. */
export function alertsText(groups: readonly AlertGroup[], exMs: number): string {
  return groups.length === 0
    ? "No alert has fired yet."
    : groups.map((group) => line(group, exMs)).join("\n");
}

function line(group: AlertGroup, exMs: number): string {
  const { id, service, text, sinceEx, count, alerts, firing } = group;
  const names = alerts.length === 1 && alerts[0] === service ? "" : ` [${alerts.join(", ")}]`;
  const state = firing.length === 0 ? "cleared" : standing(group, exMs);
  return `${id}  ${service}  ${formatClock(sinceEx)}  ${count}x  ${state}  ${text}${names}`;
}

function standing({ silencedUntilEx = 0, acked, firing, into }: AlertGroup, exMs: number): string {
  const silent = silencedUntilEx > exMs ? [`silent until ${formatClock(silencedUntilEx)}`] : [];
  const heard = firing.every((alert) => acked.includes(alert))
    ? [`acknowledged${into === undefined ? "" : ` (${into})`}`]
    : ["firing"];
  return [...heard, ...silent].join(", ");
}
