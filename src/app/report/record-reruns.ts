import { engineActor } from "../../event/actor.ts";
import { realClock } from "../../register/real-clock.ts";
import { rerunNews } from "../../review/decide.ts";
import { actionsFile, appendReview, readReview } from "../../review/file.ts";
import { readReruns } from "./reruns.ts";

/** Writes down what reruns have shown of a drill's actions; nothing before its review has begun. */
export async function recordReruns(runFolder: string): Promise<void> {
  const file = actionsFile(runFolder);
  if (readReview(file) === undefined) return;
  await appendReview(file, { clock: realClock, by: engineActor }, (state) =>
    state === undefined ? [] : rerunNews(state, readReruns(runFolder)),
  );
}
