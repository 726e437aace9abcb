/** A drill's review and lists of corrective actions, for people. */
import type { Proposal } from "../review/decide.ts";
import type { EarlierDrill } from "../review/earlier.ts";
import type { ListedAction } from "../review/listed.ts";
import type { Missing } from "../review/missing.ts";
import { statusOf, type ReviewState } from "../review/state.ts";
import { earlierLines, momentText, proofText, statusWords } from "../review/wording.ts";
import { shorten } from "../kernel/shorten.ts";
import { forPeople, type Style, type Tone } from "./style.ts";
import { tableLines, type Column } from "./table.ts";

export interface ReviewToShow {
  readonly review: ReviewState;
  readonly missing: readonly Missing[];
  readonly proposals: readonly Proposal[];
  readonly earlier: readonly EarlierDrill[];
}

/** The review in lines: its facts, its actions, what is missing and what happened before. */
export function reviewLines(
  { review, missing, proposals, earlier }: ReviewToShow,
  width: number,
  style: Style,
): readonly string[] {
  const { about, state, actions, owner, due, meeting, status } = review;
  const lines = [
    ` ${style.paint("strong", about.drill)}  ${about.incident ?? about.title}  ${state}`,
    ...(about.leftIn === state || about.leftIn === "none" || state !== "resolved"
      ? []
      : [`   left     ${about.leftIn} when the drill ended`]),
    `   owner    ${owner ?? "–"}`,
    `   due      ${due ?? (about.reviewDue === null ? "–" : `${about.reviewDue} by your organisation's rule`)}`,
    `   meeting  ${meeting === null ? "–" : momentText(meeting)}`,
    `   status   ${status === null ? "–" : statusWords[status]}`,
    ...(actions.length === 0
      ? proposals.map(({ text, priority }) => `   proposed ${priority}: ${text}`)
      : [
          "",
          ...tableLines(
            actions.map((action) => ({ ...action, status: statusOf(action), isDue: false })),
            columns(style),
            width,
            style,
          ),
        ]),
    ...section(
      "missing",
      missing.map(({ what }) => what),
      style,
    ),
    ...section("happened before", earlierLines(earlier), style),
  ];
  return lines.map((line) => forPeople(style, line));
}

function section(head: string, lines: readonly string[], style: Style): readonly string[] {
  return lines.length === 0
    ? []
    : ["", ` ${style.paint("dim", head)}`, ...lines.map((line) => `   ${line}`)];
}

/** Actions of several drills, each with its drill. */
export function actionLines(
  actions: readonly ListedAction[],
  width: number,
  style: Style,
): readonly string[] {
  if (actions.length === 0) return [" no corrective actions"];
  return tableLines(
    actions,
    [{ head: "drill", cell: ({ drill }: ListedAction) => drill }, ...columns(style)],
    width,
    style,
  ).map((line) => forPeople(style, line));
}

type Row = Pick<
  ListedAction,
  | "id"
  | "text"
  | "type"
  | "priority"
  | "owner"
  | "due"
  | "status"
  | "isDue"
  | "link"
  | "rerun"
  | "said"
  | "why"
  | "canRerun"
  | "corrective"
>;

const tones = {
  open: "warn",
  done: "good",
  verified: "good",
  waived: "dim",
} as const satisfies Record<Row["status"], Tone>;

const textShown = 60;

function columns(style: Style): readonly Column<Row>[] {
  return [
    { head: "id", cell: ({ id }) => id },
    { head: "priority", cell: ({ priority }) => priority },
    { head: "status", cell: ({ status }) => style.paint(tones[status], status) },
    { head: "owner", cell: ({ owner }) => owner ?? "–" },
    {
      head: "due",
      cell: ({ due, isDue }) => `${due ?? "–"}${isDue ? ` ${style.glyph.warn}` : ""}`,
    },
    { head: "action", cell: ({ text }) => shorten(text, textShown) },
    { head: "type", cell: ({ type }) => type, optional: 1 },
    { head: "why", cell: (row) => shorten(proofText({ ...row }), textShown), optional: 3 },
    { head: "link", cell: ({ link }) => link ?? "", optional: 2 },
  ];
}
