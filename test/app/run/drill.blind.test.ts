/** A drill that was picked blind keeps what it is to itself until it is over. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { findPaths } from "../../../src/register/paths.ts";
import { prepareRun, type PreparedRun } from "../../../src/app/run/prepare.ts";
import { Registry } from "../../../src/register/registry.ts";
import { runDrill } from "../../../src/app/run/drill.ts";
import { visibleTo } from "../../../src/event/visible.ts";
import { styleFor } from "../../../src/terminal/style.ts";
import { showRun } from "../../../src/terminal/show-run.ts";
import { ownFolder } from "../../support/own-folder.ts";
import { shippedNames } from "../../support/shipped-scenarios.ts";

const folder = ownFolder();
const home = join(folder, "home");
mkdirSync(home);
const paths = findPaths(
  { HOME: home, XDG_STATE_HOME: join(home, "state"), XDG_CACHE_HOME: join(home, "cache") },
  home,
);

const prepared = (player: string | undefined, scenario?: string): Promise<PreparedRun> =>
  prepareRun(paths, home, {
    scenario,
    variant: undefined,
    seed: "7f3a",
    runtime: "sim",
    timeScale: "1",
    load: "builtin",
    proxy: undefined,
    params: [],
    player,
    mitigations: undefined,
    rerun: undefined,
    of: undefined,
    org: undefined,
    reproducible: true,
    allowTargets: [],
    allowImages: [],
    allowRemoteEngine: false,
    trust: { given: false },
  });

it("is blind for a person who names none, and for nobody else", async () => {
  expect([
    (await prepared(undefined)).blind,
    (await prepared("idle")).blind,
    (await prepared(undefined, "slow-database")).blind,
  ]).toEqual([true, false, false]);
});

it("says its scenario nowhere while it goes on: not in its id, in what it shows, nor in the register", async () => {
  const run = await prepared(undefined);
  const { id, title } = run.plan.scenario;
  expect(shippedNames).toContain(id);
  const shown: string[] = [];
  let register = "";
  const out = vi
    .spyOn(process.stdout, "write")
    .mockImplementation((text) => shown.push(String(text)) > 0);
  const err = vi
    .spyOn(process.stderr, "write")
    .mockImplementation((text) => shown.push(String(text)) > 0);
  const show = showRun({
    plan: run.plan,
    profileWhy: run.request.profileWhy,
    truth: false,
    json: false,
    blind: run.blind,
    style: styleFor({}, {}),
    plain: true,
  });
  const result = await runDrill({
    ...run.request,
    watch: {
      ...show,
      event: (event) => {
        if (event.type === "drill.phase" && event.data.phase === "respond")
          register = readFileSync(
            join(paths.state, "drills", `${new Registry(paths.state).list()[0]?.drill ?? ""}.json`),
            "utf8",
          );
        if (event.type === "drill.planned")
          shown.push(JSON.stringify(visibleTo(event, { roles: ["tloc"], truth: false })));
        show.event(event);
      },
    },
  }).finally(() => {
    out.mockRestore();
    err.mockRestore();
    show.close();
  });
  expect(result.drill).toMatch(/^\d{4}-\d\d-\d\d-blind-7f3a$/);
  expect(shown.join("\n")).toContain(result.drill);
  expect(register).toContain(result.drill);
  for (const text of [...shown, register]) {
    expect(text).not.toContain(id);
    expect(text).not.toContain(title);
  }
  // Its own journal knows, and with it everything that is made of it.
  expect(result.summary.drill.scenario).toBe(id);
});
