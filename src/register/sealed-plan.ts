import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "../plan/plan.ts";
import { withOrganisation } from "./presets.ts";
import { sealOf, type Sealed } from "./sealed-run.ts";

/** The plan of a running drill, for a tool that needs its addresses. */
export function planOf(state: string, entry: Sealed): Plan {
  const text = readFileSync(join(entry.runFolder, "plan.json"), "utf8");
  return withOrganisation(JSON.parse(sealOf(state, entry)?.open(text.trimEnd()) ?? text) as Plan);
}
