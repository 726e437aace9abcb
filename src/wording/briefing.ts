/**
 * What players learn before a drill: the system, their tools, who they are, the rules and what
 * ends it. Only what a player may know: from the scenario's view for players.
 */
import { formatDuration } from "../kernel/duration.ts";
import type { Plan } from "../plan/plan.ts";
import { isSimulated } from "../plan/runtime-names.ts";
import { kindOf } from "../scenario/schema/component/index.ts";
import { listed } from "./text.ts";

export interface Briefing {
  readonly title: string;
  readonly sections: readonly { readonly title: string; readonly lines: readonly string[] }[];
}

interface Told {
  readonly plan: Plan;
  readonly profile: {
    readonly title: string;
    readonly roles: Readonly<Record<string, string>>;
    readonly onCall: { readonly responder: string; readonly commander: string };
    readonly severities: readonly { readonly label: string }[];
  };
  readonly drill: string;
  /** Picked blind: which incident it is, is to be found out. */
  readonly blind: boolean;
}

/** The briefing of a drill, section by section. */
export function briefingOf({ plan, profile, drill, blind }: Told): Briefing {
  const { scenario } = plan;
  const summary = blind
    ? "You are on call. Something is going to happen; you find out what."
    : (scenario.summary ?? "You are on call. Something is going to happen.");
  return {
    title: blind ? "On call" : scenario.title,
    sections: [
      { title: "What it is about", lines: [summary] },
      { title: "The system", lines: systemLines(plan) },
      { title: "What users must get", lines: promiseLines(plan) },
      { title: "Who you are", lines: roleLines(profile) },
      { title: "Your tools", lines: toolLines(plan) },
      { title: "Rules", lines: ruleLines(drill) },
      { title: "What ends it", lines: endLines(plan) },
    ],
  };
}

function systemLines({ scenario: { stack } }: Plan): readonly string[] {
  return Object.entries(stack).map(([name, component]) => {
    const needs = "needs" in component ? (component.needs ?? []) : [];
    const doc = "doc" in component && typeof component.doc === "string" ? `: ${component.doc}` : "";
    return `${name} (${kindOf(component).label})${needs.length === 0 ? "" : `, needs ${listed(needs)}`}${doc}`;
  });
}

function promiseLines({ scenario: { slis } }: Plan): readonly string[] {
  return Object.entries(slis).map(
    ([name, { service, objective }]) =>
      `${service ?? name}: ${objective} % of requests are good and in time`,
  );
}

function roleLines({ title, roles, onCall, severities }: Told["profile"]): readonly string[] {
  const titleOf = (role: string): string => roles[role] ?? role;
  return [
    `You are on call as ${titleOf(onCall.responder)}. Alone, a bot is the ` +
      `${titleOf(onCall.commander)}; with others, each takes a role: gameday join --name ana, ` +
      "then gameday role claim ROLE.",
    `Incidents are run by the profile "${title}": ${listed(severities.map(({ label }) => label))}.`,
  ];
}

function toolLines(plan: Plan): readonly string[] {
  return [
    ...(isSimulated(plan.runtime)
      ? []
      : ["gameday sql opens the database as the person on call. The logs are in the run folder."]),
    "gameday prove shows what there is to find out, and takes a command as proof. gameday hint helps, for points.",
    "gameday sev declare, ack, update, mitigated and resolve run the incident. Anyone may declare one.",
    "gameday status says what is true now; gameday roster who is here.",
  ];
}

function ruleLines(drill: string): readonly string[] {
  return [
    "Treat it as production, and touch nothing outside of the drill. Every text that leaves it " +
      'begins with "DRILL".',
    `Something real happens? Anyone ends the drill: gameday stop ${drill} --real-emergency "what happened".`,
    "Need a break? gameday pause stops load, clock and stack.",
  ];
}

function endLines({ scenario: { limit, watch } }: Plan): readonly string[] {
  return [
    `It ends when you resolve the incident, ${formatDuration(watch)} or more after you marked it as mitigated.`,
    `It ends by itself after ${formatDuration(limit)}. Whatever ends it, everything that was broken is undone.`,
  ];
}

/** The handout. */
export function briefingPage({ title, sections }: Briefing): string {
  const parts = sections.map((section) =>
    [`## ${section.title}`, "", ...section.lines.map((line) => `- ${line}`)].join("\n"),
  );
  return `${[`# ${title}`, ...parts].join("\n\n")}\n`;
}

/** What fits on the screen when a drill starts. */
export function briefingShort({ plan, blind }: Pick<Told, "plan" | "blind">): readonly string[] {
  const { scenario } = plan;
  return [
    `brief   ${blind ? "You are on call. What happens is for you to find out." : scenario.title}`,
    `        system   ${Object.keys(scenario.stack).join(", ")}`,
    `        it ends  when you resolve the incident, or after ${formatDuration(scenario.limit)}`,
    `        emergency in the real world: gameday stop --real-emergency "what happened"`,
    `        more     gameday briefing, or briefing.md in the folder`,
  ];
}
