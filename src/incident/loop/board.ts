/** The commander's loop as a board: for people as lines, for programs as data. */
import { formatClock, formatDuration } from "../../kernel/duration.ts";
import { counted } from "../../wording/figure.ts";
import type { IncidentState } from "../incident.ts";
import type { Hypothesis, Made, Proposal, SizeUp, Task } from "./state.ts";

export interface Board {
  readonly sizeUp: SizeUp | null;
  readonly hypotheses: readonly Hypothesis[];
  readonly proposals: readonly Proposal[];
  readonly decisions: readonly Made[];
  /** `leftMs`: of its box, exercise milliseconds; negative when it is over. */
  readonly tasks: readonly (Task & { readonly leftMs: number | null })[];
}

export function boardOf({ loop }: IncidentState, exMs: number): Board {
  return {
    sizeUp: loop.sizeUp ?? null,
    hypotheses: loop.hypotheses,
    proposals: loop.proposals,
    decisions: loop.decisions,
    tasks: loop.tasks.map((task) => ({
      ...task,
      leftMs: task.doneEx === undefined ? task.untilEx - exMs : null,
    })),
  };
}

export function boardText(board: Board, exMs: number): string {
  const { sizeUp } = board;
  const parts = [
    part("size-up", sizeUp === null ? [] : [[formatClock(sizeUp.ex), sizeUp.by, sizeUp.text]]),
    part(
      "hypotheses",
      board.hypotheses.map(({ id, verdict = "open", text, evidence }) => [
        id,
        verdict,
        evidence === undefined ? text : `${text} (evidence: ${evidence})`,
      ]),
    ),
    part(
      "proposals",
      board.proposals.map((proposal) => [
        proposal.id,
        `${proposal.risk} risk`,
        proposalState(proposal, exMs),
        proposal.text,
      ]),
    ),
    part(
      "decisions",
      board.decisions.map(({ id, ex, by, text }) => [id, formatClock(ex), by, text]),
    ),
    part(
      "tasks",
      board.tasks.map((task) => [task.id, task.to, taskState(task), task.text]),
    ),
  ].filter((lines) => lines.length > 0);
  return parts.length === 0
    ? 'Nothing is suspected, proposed, decided or assigned yet. First: gameday size-up "…"'
    : parts.flat().join("\n");
}

function proposalState({ decided, poll, objections }: Proposal, exMs: number): string {
  const against = objections.length === 0 ? "" : `, ${counted(objections.length, "objection")}`;
  if (decided !== undefined) return `decided: ${decided}${against}`;
  if (poll === undefined) return `open${against}`;
  return poll.open
    ? `poll: ${formatDuration(Math.max(0, poll.untilEx - exMs))} left${against}`
    : `polled${against === "" ? ", no objection" : against}`;
}

function taskState({ leftMs, result, understood, untilEx }: Board["tasks"][number]): string {
  if (leftMs === null) return `done: ${result ?? ""}`;
  const heard = understood ? "" : ", not yet understood";
  return leftMs > 0
    ? `${formatDuration(leftMs)} left, until ${formatClock(untilEx)}${heard}`
    : `over for ${formatDuration(-leftMs)}${heard}`;
}

/** A heading and its rows in columns; nothing without rows. */
function part(title: string, rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => (row[at] ?? "").length)),
  );
  const line = (row: readonly string[]): string =>
    `  ${row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join("  ")}`;
  return rows.length === 0 ? [] : [title, ...rows.map(line)];
}
