import { formatDuration } from "../kernel/duration.ts";
import type { Action } from "../plan/plan.ts";

/** What a tool does, as the command or request that a person would type. */
export function actionWords(action: Action): string {
  if ("sql" in action) return action.sql;
  if ("http" in action) return `${action.http.method} ${action.http.to}${action.http.path}`;
  if ("killLoop" in action)
    return `kill each ${action.killLoop.scope} on ${action.killLoop.on} where ${action.killLoop.where}, every ${formatDuration(action.killLoop.every)}`;
  return `look for ${action.log.matches} in the log of ${action.log.of}`;
}
