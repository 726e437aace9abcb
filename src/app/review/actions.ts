import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { isoTime } from "../../journal/journal.ts";
import { GamedayError } from "../../kernel/error.ts";
import { matching } from "../../register/match-id.ts";
import type { Paths } from "../../register/paths.ts";
import { realClock } from "../../register/real-clock.ts";
import { Registry } from "../../register/registry.ts";
import { listed, type ListedAction } from "../../review/listed.ts";
import { actionsFolder, readReview } from "../../review/file.ts";
import type { ReviewState } from "../../review/state.ts";

export interface ActionFilter {
  readonly drill?: string | undefined;
  readonly open: boolean;
  readonly due: boolean;
}

export interface ActionList {
  readonly actions: readonly ListedAction[];
  /** Every drill with an actions file, whichever was asked for. */
  readonly drills: readonly string[];
  /** Files that are damaged, each with its place. */
  readonly skipped: readonly GamedayError[];
}

/** The corrective actions of all drills of this machine's register and of this folder. */
export function listActions(paths: Paths, filter: ActionFilter): ActionList {
  const { reviews, skipped } = allReviews(paths);
  const drills = reviews.map((review) => ({ drill: review.about.drill, review }));
  const wanted = filter.drill === undefined ? drills : matching(filter.drill, drills);
  if (filter.drill !== undefined && wanted.length === 0)
    throw new GamedayError("GD-C006", `no drill "${filter.drill}" has corrective actions`, {
      hint:
        drills.length === 0
          ? "gameday review begins a review, and proposes some"
          : `these have: ${drills.map(({ drill }) => drill).join(", ")}`,
    });
  const today = isoTime(realClock.wallMs()).slice(0, 10);
  const all = listed(
    wanted.map(({ review }) => review),
    today,
  );
  return {
    actions: all.filter(
      ({ status, isDue }) => (!filter.open || status === "open") && (!filter.due || isDue),
    ),
    drills: drills.map(({ drill }) => drill),
    skipped,
  };
}

function allReviews(paths: Paths): {
  readonly reviews: readonly ReviewState[];
  readonly skipped: readonly GamedayError[];
} {
  const skipped: GamedayError[] = [];
  const reviews = actionsFiles(paths).flatMap((file) => {
    try {
      return readReview(file) ?? [];
    } catch (error) {
      if (!(error instanceof GamedayError)) throw error;
      skipped.push(error);
      return [];
    }
  });
  return { reviews, skipped };
}

/** Also of drills whose run folder is gone: what is to be done stays to be done. */
function actionsFiles(paths: Paths): readonly string[] {
  const runs = new Registry(paths.state).list().map(({ runFolder }) => dirname(runFolder));
  return [...new Set([...runs, paths.runs].map(actionsFolder))].flatMap((folder) =>
    namesIn(folder)
      .filter((name) => name.endsWith(".jsonl"))
      .toSorted()
      .map((name) => join(folder, name)),
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
