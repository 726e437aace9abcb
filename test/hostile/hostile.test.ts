/**
 * The hostile files as far as reading them goes, without running one: what must be refused is
 * refused by its code. `npm run test:hostile` runs all of them in a sandbox.
 */
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { broughtBy } from "../../src/stage/brought.ts";
import { catalog } from "../../src/app/scenario/catalog.ts";
import { loadScenario } from "../../src/app/scenario/load.ts";
import { findPaths } from "../../src/register/paths.ts";
import { demandTrust } from "../../src/app/scenario/trust.ts";
import { GamedayError } from "../../src/kernel/error.ts";
import { makePlan } from "../../src/plan/make-plan.ts";
import { processCapabilities } from "../../src/runtime/capabilities.ts";
import { cases } from "./cases.ts";
import type { Case } from "./case.ts";
import { lay } from "./lay.ts";
import { ownFolder } from "../support/own-folder.ts";
import { gremlin } from "../support/organisation.ts";

const home = ownFolder();

/** As a run reads it, up to where it would begin. */
async function read({ flags = [] }: Case, folder: string): Promise<void> {
  const paths = findPaths({ XDG_STATE_HOME: join(folder, "state") }, folder);
  const flag = (name: string): string | undefined =>
    flags.includes(name) ? flags[flags.indexOf(name) + 1] : undefined;
  const { scenario, digest } = loadScenario(paths, "innocent.yaml", folder, flag("--variant"));
  const set = flag("--set")?.split("=");
  const plan = makePlan({
    scenario,
    digest,
    seed: "1",
    catalog,
    organisation: gremlin,
    runtime: { name: "process", capabilities: processCapabilities },
    rerun: flag("--rerun"),
    params: set === undefined ? {} : { [set[0] ?? ""]: set[1] ?? "" },
  });
  const brought = broughtBy(paths, folder, plan.scenario, plan.params);
  if (brought !== undefined) await demandTrust(paths, folder, brought, { given: false });
  for (const component of Object.values(plan.scenario.stack)) {
    const mysql = component.kind === "mysql" ? component.variables : undefined;
    const redis = component.kind === "redis" ? component.settings : undefined;
    const kind = mysql === undefined ? "redis" : "mysql";
    for (const [name, value] of Object.entries(mysql ?? redis ?? {})) {
      const refused = catalog.refusedSetting(kind, name, value);
      if (refused !== undefined)
        throw new GamedayError("GD-S003", refused.message, { hint: refused.hint });
    }
  }
}

it("there are enough of them, each with a name of its own", () => {
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  expect(cases.length).toBeGreaterThanOrEqual(60);
});

it.each(cases.map((one) => [one.kind, one.name, one] as const))(
  "%s: %s",
  async (_kind, _name, one) => {
    const folder = mkdtempSync(join(home, "case-"));
    lay(one, folder, join(home, "outside"));
    const error: unknown = await read(one, folder).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (one.becomes === "runs" || one.late === true) return expect(error).toBeUndefined();
    expect(error).toBeInstanceOf(GamedayError);
    const { code, others, message } = error as GamedayError;
    expect([code, ...others.map((other) => other.code)], message).toContain(one.becomes);
    // Nothing is shown of files that are not its own.
    expect(
      JSON.stringify([message, ...others.map((other) => [other.message, other.place])]),
    ).not.toContain("SECRET");
  },
);
