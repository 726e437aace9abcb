/** The list of lint rules. A new rule is one file here and one line below. */
import { clients } from "./clients.ts";
import { comparisons } from "./comparisons.ts";
import { containers } from "./containers.ts";
import { corrective } from "./corrective.ts";
import { dashboards } from "./dashboards.ts";
import { durations } from "./durations.ts";
import { files } from "./files.ts";
import { gateContradiction } from "./gate-contradiction.ts";
import { gates } from "./gates.ts";
import { grants } from "./grants.ts";
import { harmless } from "./harmless.ts";
import { images } from "./images.ts";
import { inheritedHints } from "./inherited-hints.ts";
import { injects } from "./injects.ts";
import { links } from "./links.ts";
import { mitigations } from "./mitigations.ts";
import { ownFolder } from "./own-folder.ts";
import { params } from "./params.ts";
import { pathToSli } from "./path-to-sli.ts";
import { patterns } from "./patterns.ts";
import { players } from "./players.ts";
import { proofs } from "./proofs.ts";
import { reachable } from "./reachable.ts";
import { requestsInHold } from "./requests-in-hold.ts";
import type { Finding, LintContext, Rule } from "./rule.ts";
import { settings } from "./settings.ts";
import { somethingToDo } from "./something-to-do.ts";
import { sources } from "./sources.ts";
import { startable } from "./startable.ts";
import { steps } from "./steps.ts";
import { story } from "./story.ts";
import { unused } from "./unused.ts";
import { verify } from "./verify.ts";

/** What runs, but hardly as meant. */
export type Doubt = Finding;

export const rules: readonly Rule[] = [
  somethingToDo,
  gates,
  gateContradiction,
  requestsInHold,
  durations,
  steps,
  clients,
  comparisons,
  patterns,
  proofs,
  inheritedHints,
  params,
  startable,
  links,
  harmless,
  injects,
  images,
  ownFolder,
  files,
  settings,
  grants,
  reachable,
  mitigations,
  verify,
  players,
  pathToSli,
  containers,
  corrective,
  dashboards,
  story,
  sources,
  unused,
];

/** Asks every rule. */
export function lint(context: LintContext): {
  errors: readonly Finding[];
  warnings: readonly Doubt[];
} {
  const findings = rules
    .filter(({ needsWhole }) => needsWhole !== true || context.whole)
    .flatMap((rule) => rule.check(context));
  return {
    errors: findings.filter(({ severity }) => severity === "error"),
    warnings: findings.filter(({ severity }) => severity === "warning"),
  };
}
