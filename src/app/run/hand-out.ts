import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "../../plan/plan.ts";
import { handout } from "../../register/handout.ts";
import type { Entry } from "../../register/registry.ts";
import { briefingOf, briefingPage } from "../../wording/briefing.ts";

/** Writes it for those who play; a Test has no players. */
export function handOut(
  { drill, runFolder }: Pick<Entry, "drill" | "runFolder">,
  { plan, blind }: { readonly plan: Plan; readonly blind: boolean },
): void {
  if (plan.scenario.kind === "Test") return;
  const briefing = briefingOf({ plan, profile: plan.organisation.profile, drill, blind });
  writeFileSync(join(runFolder, handout), briefingPage(briefing), { mode: 0o600 });
}
