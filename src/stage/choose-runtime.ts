/** Where a drill's stack runs, and why: the runtime that was asked for, else the first that can. */
import { GamedayError } from "../kernel/error.ts";
import type { Scenario } from "../plan/plan.ts";
import type { RuntimeName } from "../plan/runtime-names.ts";
import type { Paths } from "../register/paths.ts";
import type { AvailableRuntime, RuntimeAsk, RuntimeKind, RuntimeWish } from "./runtime.ts";
import { runtimes } from "./runtimes.ts";

/** `why` is for people, and for the journal. */
export interface RuntimeChoice extends AvailableRuntime {
  readonly name: RuntimeName;
}

/**
 * Chooses; nothing stands in for what was asked for, and nothing is pulled. The error of the first
 * that was tried when none can be had.
 */
export async function chooseRuntime(
  paths: Paths,
  scenario: Scenario,
  wish: RuntimeWish,
  env: RuntimeAsk["env"] = process.env,
): Promise<RuntimeChoice> {
  const ask = { paths, scenario, wish, env };
  const asked = runtimes.find(({ name }) => name === wish.runtime);
  if (asked !== undefined) return named(asked, await asked.available(ask), "asked for");
  const refusals: GamedayError[] = [];
  for (const runtime of runtimes.filter((one) => one.suits(scenario)))
    try {
      return named(
        runtime,
        await runtime.available(ask),
        refusals.at(-1)?.message.split("\n", 1)[0],
      );
    } catch (error) {
      if (!(error instanceof GamedayError)) throw error;
      refusals.push(error);
    }
  throw none(refusals);
}

function named(
  { name }: RuntimeKind,
  available: AvailableRuntime,
  because: string | undefined,
): RuntimeChoice {
  return {
    ...available,
    name,
    why: [because, available.why].filter((text) => text !== undefined && text !== "").join("; "),
  };
}

/** All that was missing, with what to type for each. */
function none(refusals: readonly GamedayError[]): GamedayError {
  const [first, ...others] = refusals;
  if (first === undefined) throw new Error("choose-runtime: no runtime suits this stack");
  if (others.length === 0) return first;
  return new GamedayError(
    first.code,
    [first.message, ...others.map(({ message }) => `and not in containers: ${message}`)].join("\n"),
    {
      hint: refusals.map(({ hint }) => hint).join("; or "),
      cause: others.at(-1),
    },
  );
}
