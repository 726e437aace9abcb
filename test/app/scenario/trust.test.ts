import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, describe, expect, it } from "vitest";
import { broughtBy, type Brought } from "../../../src/stage/brought.ts";
import { loadScenario } from "../../../src/app/scenario/load.ts";
import { findPaths, type Paths } from "../../../src/register/paths.ts";
import { trustScenario } from "../../../src/app/scenario/trust-scenario.ts";
import { prepareRun } from "../../../src/app/run/prepare.ts";
import { demandTrust, trustsImages } from "../../../src/app/scenario/trust.ts";
import { ownFolder } from "../../support/own-folder.ts";

const fixtures = fileURLToPath(new URL("../../fixtures/", import.meta.url));
let home: string;
let folder: string;
let paths: Paths;

beforeEach(() => {
  home = ownFolder();
  folder = join(home, "scenario");
  paths = findPaths({ XDG_STATE_HOME: join(home, "state") }, home);
  mkdirSync(folder);
  for (const file of ["quick-test.yaml", "counter.ts"])
    cpSync(join(fixtures, file), join(folder, file));
});

const brought = (params: Readonly<Record<string, string>> = {}): Brought => {
  const { scenario } = loadScenario(paths, "quick-test.yaml", folder);
  const found = broughtBy(paths, folder, scenario, params);
  if (found === undefined) throw new Error("it brings a program");
  return found;
};
/** Asks, and begins the run. */
const demand = async (wish: Parameters<typeof demandTrust>[3]): Promise<void> =>
  (await demandTrust(paths, folder, brought(), wish))();
const noTerminal = { given: false };

describe("a program beside a scenario", () => {
  it("does not run before somebody has said that it may, and is named", async () => {
    await expect(demand(noTerminal)).rejects.toMatchObject({
      code: "GD-C014",
      exit: 64,
      message: expect.stringContaining("brings programs: counter.ts"),
      hint: expect.stringContaining("--trust"),
    });
  });

  it("is asked about once on a terminal; a no is a no", async () => {
    const asked: string[] = [];
    const answer =
      (yes: boolean) =>
      async (text: string): Promise<boolean> => (asked.push(text), yes);
    await expect(demand({ given: false, ask: answer(false) })).rejects.toMatchObject({
      code: "GD-C014",
    });
    await demand({ given: false, ask: answer(true) });
    await demand({ given: false, ask: answer(false) });
    await demand(noTerminal);
    expect(asked).toHaveLength(2);
    expect(statSync(join(paths.state, "trusted")).mode & 0o777).toBe(0o600);
  });

  it("is remembered only once the run begins", async () => {
    const remember = await demandTrust(paths, folder, brought(), { given: true });
    await expect(demand(noTerminal)).rejects.toMatchObject({ code: "GD-C014" });
    remember();
    await demand(noTerminal);
  });

  it("is not remembered when the command is refused for something else", async () => {
    for (const file of ["scripted-shop.yaml", "look.k6.js"])
      cpSync(join(fixtures, file), join(folder, file));
    const wish = {
      scenario: "scripted-shop.yaml",
      variant: undefined,
      seed: "7f3a",
      runtime: "process",
      timeScale: "1",
      load: "builtin",
      proxy: undefined,
      params: [],
      player: undefined,
      mitigations: undefined,
      rerun: undefined,
      of: undefined,
      org: undefined,
      reproducible: true,
      allowTargets: [],
      allowImages: [],
      allowRemoteEngine: false,
      trust: { given: true },
    };
    await expect(prepareRun(paths, folder, wish, () => {})).rejects.toMatchObject({
      exit: 64,
      message: expect.stringContaining("k6"),
    });
    expect(existsSync(join(paths.state, "trusted"))).toBe(false);
  });

  it("is another one after a change, of itself or of what it loads", async () => {
    writeFileSync(join(folder, "counter.ts"), 'import "./lib.ts";\n');
    writeFileSync(join(folder, "lib.ts"), "export {};\n");
    await demand({ given: true });
    await demand(noTerminal);
    writeFileSync(join(folder, "lib.ts"), "process.exit(1);\n");
    await expect(demand(noTerminal)).rejects.toMatchObject({ code: "GD-C014" });
  });

  it("runs without a terminal when its digest was committed, and is still asked about on one", async () => {
    expect(trustScenario(paths, join(folder, "quick-test.yaml"), folder).programs).toEqual([
      "counter.ts",
    ]);
    await expect(demand({ given: false, ask: async () => false })).rejects.toMatchObject({
      code: "GD-C014",
    });
    await demand(noTerminal);
    rmSync(paths.state, { recursive: true, force: true });
    writeFileSync(join(folder, "counter.ts"), "// another one\n");
    await expect(demand(noTerminal)).rejects.toMatchObject({ code: "GD-C014" });
  });

  it("is found by what the parameters make of its name, and not outside of the folder", () => {
    const { scenario } = loadScenario(paths, "quick-test.yaml", folder);
    const stack = {
      shop: { ...scenario.stack["shop"], program: "${p}" },
    } as unknown as typeof scenario.stack;
    const of = (params: Readonly<Record<string, string>>): unknown =>
      broughtBy(paths, folder, { ...scenario, stack }, params);
    expect(of({ p: "counter.ts" })).toMatchObject({ programs: ["counter.ts"] });
    expect(of({ p: "shop/api" })).toBeUndefined();
    for (const p of ["/bin/sh", "../outside.mjs", "shop/../../outside"])
      expect(() => of({ p })).toThrow(/outside the scenario's folder/);
    expect(() => of({})).toThrow(/cannot depend on a value that is only known during the drill/);
  });

  it("is no link to a program elsewhere, and nothing without an end", () => {
    writeFileSync(join(home, "elsewhere.ts"), "");
    rmSync(join(folder, "counter.ts"));
    symlinkSync(join(home, "elsewhere.ts"), join(folder, "counter.ts"));
    expect(() => brought()).toThrow(/outside the scenario's folder/);
    rmSync(join(folder, "counter.ts"));
    mkdirSync(join(folder, "counter.ts"));
    chmodSync(join(folder, "counter.ts"), 0o700);
    expect(() => brought()).toThrow(/no program "counter.ts"/);
  });
});

it("an image that is trusted is remembered by its name, and only once the run begins", async () => {
  expect(await trustsImages(paths, ["example.org/odd:1"], noTerminal)).toBeUndefined();
  const remember = await trustsImages(paths, ["example.org/odd:1"], { given: true });
  expect(await trustsImages(paths, ["example.org/odd:1"], noTerminal)).toBeUndefined();
  remember?.();
  expect(await trustsImages(paths, ["example.org/odd:1"], noTerminal)).toBeDefined();
});

it.each([
  "first-test",
  "frozen-shop",
  "linked-shop",
  "quick-test",
  "scripted-shop",
  "stored-test",
  "held/gateway-keeps-asking",
  "held/first-of-two-faults",
])(
  "the programs of test/fixtures/%s are as they were accepted; after a change: bin/gameday scenario trust FILE",
  async (name) => {
    const loaded = loadScenario(paths, join(fixtures, `${name}.yaml`), fixtures);
    const found = broughtBy(paths, loaded.folder, loaded.scenario, {});
    expect(found).toBeDefined();
    if (found !== undefined) await demandTrust(paths, loaded.folder, found, noTerminal);
  },
);
