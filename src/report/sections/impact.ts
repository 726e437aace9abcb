import type { Context } from "../context.ts";
import type { Table } from "../chart/data-table.ts";
import { cutShort } from "../words/cut-short.ts";
import { andUsersAffected, count, counted, percent, percentMinutes } from "../../wording/figure.ts";
import { duration } from "../../wording/duration.ts";
import { sentence } from "../../wording/text.ts";
import type { Section } from "./section.ts";

/** What it cost the users, service by service, and apart from it what the fault itself sent. */
export const impact: Section = {
  id: "impact",
  title: "Impact",
  view: (context) =>
    context.faultMs === null
      ? undefined
      : {
          note: note(context),
          impact: services(context),
          users: users(context),
          collateral: collateral(context),
        },
};

function note(context: Context): string {
  const {
    judged,
    impact: { windows, ms, open },
  } = context.summary;
  const play = judged.find(({ of }) => of === "play");
  const cut = cutShort(context);
  if (windows.length === 0)
    return cut === undefined
      ? "Every service stayed within its objective: no impact."
      : `${sentence(cut).slice(0, -1)}, before any service fell below its objective: no impact.`;
  const stretch = `${duration(ms)}${windows.length > 1 ? ` in ${count(windows.length)} separate periods` : ""}`;
  return `Impact is the share of requests lost, in percent, times minutes: losing 1 % for 30 minutes is 30 %·min. It covers the ${play === undefined ? `${stretch} in which users were affected` : `${duration(1_000 * (play.toSecond - play.fromSecond))} that the Test is judged by; users were affected for ${stretch}`}${open ? "; it is still open, because service was not restored before the drill ended" : ""}. Errors, timeouts, late responses and requests that could not be sent all count as lost.`;
}

function services({ summary }: Context): Table {
  const budget = new Map(summary.budget.map((each) => [each.sli, each]));
  return {
    label: "Impact per service",
    head: [
      "service",
      "objective",
      "impact",
      "requests lost",
      "mean loss",
      "worst second",
      "below objective",
      "users affected",
      "error budget",
      "whole drill",
    ],
    rows: summary.impact.services.map((service) => [
      service.service,
      `${service.objective} %`,
      percentMinutes(service.percentMinutes),
      `${count(service.lost)} of ${count(service.offered)}`,
      percent(service.meanLoss),
      service.worstSuccess === null ? "–" : `${percent(service.worstSuccess)} good`,
      duration(1_000 * service.secondsBelow),
      service.usersHurt === null ? "not known" : count(service.usersHurt),
      budgetWords(budget.get(service.sli)),
      percentMinutes(service.wholeDrill.percentMinutes),
    ]),
  };
}

function budgetWords(budget: Context["summary"]["budget"][number] | undefined): string {
  return budget === undefined ? "–" : `${percent(100 * budget.share)} of ${budget.periodDays} d`;
}

function users({ summary }: Context): string {
  const when = summary.drill.kind === "Test" ? "from the fault on" : "while users were affected";
  const { total } = summary.impact;
  const shared =
    summary.impact.services.length > 1
      ? " The total impact is the sum over all services, so a loss that two of them share counts twice; a user affected in several counts once."
      : "";
  return (
    `In total ${percentMinutes(total.percentMinutes)}, ${count(total.lost)} of ` +
    `${counted(total.offered, "request")} lost ${when} (${count(total.lostWholeDrill)} ` +
    `of ${count(total.offeredWholeDrill)} over the whole ` +
    `drill)${andUsersAffected(total.usersHurt)}.${shared}`
  );
}

function collateral({ summary }: Context): Table & { note: string } {
  return {
    note:
      "No objective counts these flows: they are what the fault itself sends, traffic " +
      "refused to protect the rest, or traffic that the scenario only watches.",
    label: "Flows without an objective",
    head: ["flow", "offered", "good", "refused", "share refused"],
    rows: summary.impact.collateral.map(({ flow, offered, good, rejected, rejectedShare }) => [
      flow,
      count(offered),
      count(good),
      count(rejected),
      percent(rejectedShare),
    ]),
  };
}
