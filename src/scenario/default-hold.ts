import type { Scenario } from "./schema.ts";

/** What a Test promises when it does not say. */
export const defaultHold: NonNullable<Scenario["mustHold"]> = {
  for: 45_000,
  expect: { slis: "objective" },
};
