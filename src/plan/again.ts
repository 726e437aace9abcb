import { shellWord } from "../kernel/shell-words.ts";
import type { Plan } from "./plan.ts";
import { runtimeFacts } from "./runtime-names.ts";

/**
 * The command that makes this plan again, as a person would type it; `rerun` for the same with
 * another fix in place, `of` the drill that a rerun proves it for.
 */
export function runCommand(
  plan: Plan,
  {
    rerun = plan.rerun,
    of,
  }: { readonly rerun?: string | undefined; readonly of?: string | null | undefined } = {},
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
  ].join(" ");
}

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
