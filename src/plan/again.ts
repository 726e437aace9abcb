import type { Plan } from "./plan.ts";

/** The command that makes this plan again, as a person would type it; `rerun` for the same with another fix in place. */
export function runCommand(plan: Plan, { rerun = plan.rerun, of }: { readonly rerun?: string | undefined; readonly of?: string } = {}): string {
  const given = Object.entries(plan.params).filter(([name, value]) => String(plan.scenario.params[name]?.default) !== String(value));
  return [
    `gameday run ${plan.scenario.id}`,
    ...(plan.variant === undefined ? [] : [`--variant ${plan.variant}`]),
    ...(rerun === undefined ? [] : [`--rerun ${rerun}`]),
    `--seed ${plan.seed}`,
    ...given.map(([name, value]) => `--set ${quoted(`${name}=${String(value)}`)}`),
    ...(plan.timeScale === 1 ? [] : [`--time-scale ${plan.timeScale}`]),
    ...(plan.runtime === "" || plan.runtime === "process" ? [] : [`--runtime ${plan.runtime}`]),
    ...(of === undefined || of === "" ? [] : [`--of ${of}`]),
  ].join(" ");
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
