import { GamedayError } from "../../kernel/error.ts";
import { isoTime } from "../../journal/journal.ts";
import type { Paths } from "../../register/paths.ts";
import { keepFilesPrivate } from "../../register/private-files.ts";
import { realClock } from "../../register/real-clock.ts";
import { userName } from "../../register/user-name.ts";
import { shownScenario } from "../../report/context.ts";
import {
  decideReview,
  type Proposal,
  type ReviewCommand,
  type ReviewContext,
} from "../../review/decide.ts";
import type { EarlierDrill } from "../../review/earlier.ts";
import { appendReview, readReview } from "../../review/file.ts";
import { missingNow, type Missing } from "../../review/missing.ts";
import { initialReview, type ReviewState } from "../../review/state.ts";
import { earlierDrills } from "../report/closure.ts";
import { readReruns } from "../report/reruns.ts";
import { endedDrill, type EndedDrill } from "./drill.ts";

export interface ShownReview {
  /** What was done, as a sentence; undefined when only looked at. */
  readonly said: string | undefined;
  readonly review: ReviewState;
  /** Nothing has been written down yet. */
  readonly isNew: boolean;
  readonly missing: readonly Missing[];
  /** What the scenario proposes once the review begins. */
  readonly proposals: readonly Proposal[];
  readonly earlier: readonly EarlierDrill[];
  readonly file: string;
}

/** Shows a drill's review, after a command when there is one. GD-C005 when the command is refused. */
export async function review(
  paths: Paths,
  cwd: string,
  {
    drill: wanted,
    command,
  }: { readonly drill?: string | undefined; readonly command?: ReviewCommand },
): Promise<ShownReview> {
  const drill = endedDrill(paths, wanted, cwd);
  const done = command === undefined ? undefined : await act(drill, command);
  const { about, summary, file } = drill;
  const written = done?.review ?? readReview(file);
  const state = written ?? initialReview(about);
  return {
    said: done?.said,
    review: state,
    isNew: written === undefined,
    missing: about.kind === "Test" ? [] : missingNow(state),
    proposals: state.state === "resolved" ? proposalsOf(drill) : [],
    earlier: about.kind === "Test" ? [] : earlierDrills(paths, about, summary.drill.startedWall),
    file,
  };
}

/** Decides on a command and writes down what follows. */
export async function act(
  drill: EndedDrill,
  command: ReviewCommand,
): Promise<{ readonly said: string; readonly review: ReviewState }> {
  keepFilesPrivate();
  const by = { id: userName(), kind: "person", roles: [] } as const;
  let said = "";
  const state = await appendReview(drill.file, { clock: realClock, by }, (before) => {
    const decision = decideReview(before ?? initialReview(drill.about), command, contextOf(drill));
    if (!decision.ok) throw new GamedayError("GD-C005", decision.why, { hint: decision.instead });
    said = decision.say;
    return before === undefined
      ? [{ type: "log.begun", data: drill.about }, ...decision.events]
      : decision.events;
  });
  return { said, review: state ?? initialReview(drill.about) };
}

function contextOf(drill: EndedDrill): ReviewContext {
  return {
    nowWall: isoTime(realClock.wallMs()),
    proposals: proposalsOf(drill),
    reruns: readReruns(drill.runFolder),
  };
}

/** What can be proven by a rerun must be; the rest is good advice. */
function proposalsOf({ plan, summary }: EndedDrill): readonly Proposal[] {
  return Object.entries(shownScenario(plan, summary).corrective).map(
    ([corrective, { text, kind, rerun }]) => ({
      corrective,
      text,
      type: kind,
      priority: rerun === undefined ? "should" : "must",
      canRerun: rerun !== undefined,
    }),
  );
}
