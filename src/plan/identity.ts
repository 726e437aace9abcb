import type { Plan } from "./plan.ts";

/**
 * Which drill of which scenario a plan is, as a journal begins with it and a summary repeats it.
 */
export function identityOf({
  scenario,
  variant,
  digest,
  seed,
  runtime,
  timeScale,
  profile,
}: Plan): Pick<Plan, "variant" | "digest" | "seed" | "runtime" | "timeScale" | "profile"> & {
  readonly scenario: string;
  readonly title: string;
  readonly kind: "Drill" | "Test";
  readonly scenarioVersion: number;
} {
  return {
    scenario: scenario.id,
    ...(variant === undefined ? {} : { variant }),
    title: scenario.title,
    kind: scenario.kind,
    scenarioVersion: scenario.version,
    digest,
    seed,
    runtime,
    timeScale,
    profile,
  };
}
