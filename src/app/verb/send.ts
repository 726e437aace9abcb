import { existsSync } from "node:fs";
import { call } from "../../control/client.ts";
import { errorOf, type Answer } from "../../control/protocol.ts";
import { GamedayError } from "../../kernel/error.ts";
import { runsElsewhere } from "./runs-elsewhere.ts";
import { readEndedHint } from "../../register/ended-run.ts";
import { findPaths } from "../../register/paths.ts";
import { Registry, type Entry } from "../../register/registry.ts";
import type { VerbName } from "../../verb/index.ts";
import { asker } from "../../register/user-name.ts";

export interface VerbRequest {
  readonly verb: VerbName;
  readonly args: Readonly<Record<string, unknown>>;
  /** A drill's id or part of it (default: the only one running). */
  readonly drill: string | undefined;
}

export type Told = Omit<Extract<Answer, { ok: true }>, "ok">;

/**
 * Sends a verb to a running drill from any terminal and any folder; throws what the drill refuses.
 */
export async function sendVerb({ verb, args, drill }: VerbRequest): Promise<Told> {
  const entry = runningDrill(drill);
  const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
  const answer = await call(entry.socket, { verb, args: given, ...asker(process.env) }, 30_000);
  if (!answer.ok) throw errorOf(answer.error);
  return answer;
}

/** The drill that a verb is for: it must run. */
export function runningDrill(drill: string | undefined): Entry {
  const registry = new Registry(findPaths(process.env, process.cwd()).state);
  const entry = registry.pick(drill);
  const life = registry.life(entry);
  if (life === "running") return entry;
  // A process in another pid namespace may share our folders; its socket then responds.
  if (life === "elsewhere" && existsSync(entry.socket)) return entry;
  if (life === "elsewhere") throw runsElsewhere(entry);
  if (life === "ended")
    throw new GamedayError("GD-C004", `${entry.drill} has ended`, { hint: readEndedHint(entry) });
  throw new GamedayError("GD-C004", `${entry.drill} crashed and was not healed`, {
    hint: `heal it: gameday stop ${entry.drill}`,
  });
}
