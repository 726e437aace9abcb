import { shellWord } from "../kernel/shell-words.ts";
import type { Plan } from "./plan.ts";
import { runtimeFacts } from "./runtime-names.ts";

/** What a plan does not say of a run. */
export interface RunChoices {
  /** Another fix in place. */
  readonly rerun?: string | undefined;
  /** The drill that a rerun verifies a fix for. */
  readonly of?: string | null | undefined;
  /** A scripted player's name; `person` where people responded. */
  readonly player?: string | undefined;
  /** The load driver that was used. */
  readonly load?: string | null | undefined;
  readonly ci?: boolean | undefined;
}

/** The command that makes this plan again, as a person would type it. */
export function runCommand(
  plan: Plan,
  { rerun = plan.rerun, of, player, load, ci = false }: RunChoices = {},
): string {
  const given = Object.entries(plan.params).filter(
    ([name, value]) => String(plan.scenario.params[name]?.default) !== String(value),
  );
  return [
    `gameday run ${plan.file === undefined ? plan.scenario.id : shellWord(plan.file)}`,
    ...(plan.variant === undefined ? [] : [`--variant ${plan.variant}`]),
    ...(rerun === undefined ? [] : [`--rerun ${rerun}`]),
    `--seed ${plan.seed}`,
    ...given.map(([name, value]) => `--set ${shellWord(`${name}=${String(value)}`)}`),
    ...(plan.timeScale === 1 ? [] : [`--time-scale ${plan.timeScale}`]),
    ...confirmed(plan).map((name) => `--allow-target ${name}`),
    ...(runtimeFacts(plan.runtime).images
      ? Object.values(plan.scenario.images ?? {}).map((image) => `--allow-image ${image}`)
      : []),
    ...(plan.runtime === "" || runtimeFacts(plan.runtime).usual || isForeign(plan)
      ? []
      : [`--runtime ${plan.runtime}`]),
    ...(of === undefined || of === null || of === "" ? [] : [`--of ${of}`]),
    ...(isScripted(plan, player) ? [`--player ${player}`] : []),
    ...(load === "k6" && !hasScript(plan) ? ["--load k6"] : []),
    ...(ci ? ["--ci"] : []),
  ].join(" ");
}

/** A Test has no player, and a person needs no flag. */
function isScripted({ scenario }: Plan, player: string | undefined): player is string {
  return scenario.kind === "Drill" && player !== undefined && !/^(person|human|)$/.test(player);
}

/** Where a journey is a k6 script, k6 is chosen without a flag. */
const hasScript = ({ scenario: { load } }: Plan): boolean =>
  Object.values(load.journeys).some(({ script }) => script !== undefined);

/** The user's own containers, which have to be confirmed each time. */
function confirmed({ scenario: { stack } }: Plan): readonly string[] {
  const names = Object.values(stack).flatMap((component) =>
    component.kind === "container" ? [component.compose?.project ?? component.container ?? ""] : [],
  );
  return [...new Set(names)];
}

/** Nothing of it is ours, so there is no runtime to choose. */
function isForeign({ scenario: { stack } }: Plan): boolean {
  return Object.values(stack).every(({ kind }) => kind === "container");
}
