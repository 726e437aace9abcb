/** Corrective actions as files that other tools read. */
import { plainText, withoutMentions } from "../../kernel/plain-text.ts";
import { shorten } from "../../kernel/shorten.ts";
import type { Priority } from "../event.ts";
import type { ListedAction } from "../listed.ts";
import { proofText } from "../wording.ts";
import { csv } from "./csv.ts";

export const exportFormats = ["csv", "github", "jira"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** A tracker takes what is still to be done; a table takes everything. */
export const isForTracker = (format: ExportFormat): boolean => format !== "csv";

/** The text of the file. */
export function exported(format: ExportFormat, actions: readonly ListedAction[]): string {
  return { csv: asCsv, github: asGithub, jira: asJira }[format](actions);
}

function asCsv(actions: readonly ListedAction[]): string {
  return csv([
    [
      "id",
      "action",
      "type",
      "priority",
      "owner",
      "due",
      "status",
      "why",
      "link",
      "drill",
      "incident",
      "scenario",
      "variant",
    ],
    ...actions.map((action) => [
      action.id,
      action.text,
      action.type,
      action.priority,
      action.owner ?? "",
      action.due ?? "",
      action.status,
      proofText(action),
      action.link ?? "",
      action.drill,
      action.incident ?? "",
      action.scenario,
      action.variant ?? "",
    ]),
  ]);
}

/** GitHub cuts no title, it refuses it. */
const titleMax = 256;

/**
 * A line for each issue, with the fields of GitHub's "create an issue", for `gh api --input`. Only
 * an owner written as `@login` becomes its assignee: GitHub refuses one that it does not know.
 */
function asGithub(actions: readonly ListedAction[]): string {
  return actions
    .map((action) => {
      const [, login] = /^@([a-z\d](?:[a-z\d-]{0,38}))$/i.exec(action.owner ?? "") ?? [];
      const issue = {
        title: shorten(plainText(action.text), titleMax),
        body: withoutMentions(plainText(description(action))),
        labels: labels(action),
        ...(login === undefined ? {} : { assignees: [login] }),
      };
      return `${JSON.stringify(issue)}\n`;
    })
    .join("");
}

const jiraPriorities = {
  must: "High",
  should: "Medium",
  could: "Low",
} as const satisfies Record<Priority, string>;

/** Jira's importer maps columns by their heads; several labels are several columns of one head. */
function asJira(actions: readonly ListedAction[]): string {
  return csv([
    [
      "Summary",
      "Description",
      "Issue Type",
      "Priority",
      "Assignee",
      "Due date",
      "Labels",
      "Labels",
      "Labels",
    ],
    ...actions.map((action) => [
      shorten(action.text, 255),
      description(action),
      "Task",
      jiraPriorities[action.priority],
      action.owner ?? "",
      action.due ?? "",
      ...labels(action),
    ]),
  ]);
}

/** No label has a space: Jira does not allow it. */
function labels({ type, priority }: ListedAction): readonly string[] {
  return ["gameday", type, priority];
}

function description(action: ListedAction): string {
  const { text, drill, incident, id, owner, due, link } = action;
  const proof = proofText(action);
  return [
    text,
    "",
    `From the review of the drill ${drill}${incident === null ? "" : ` (${incident})`}, action ${id}.`,
    ...(owner === null ? [] : [`Owner: ${owner}`]),
    ...(due === null ? [] : [`Due: ${due}`]),
    ...(proof === "" ? [] : [`Verification: ${proof}`]),
    ...(link === null ? [] : [`See also: ${link}`]),
  ].join("\n");
}
