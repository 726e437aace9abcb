import { randomInt } from "node:crypto";
import { GamedayError } from "../../kernel/error.ts";
import { newSeed } from "../../kernel/id.ts";
import { stream } from "../../kernel/random.ts";
import { sendingOf } from "../notify/for-real.ts";
import { destinations } from "../notify/outgoing.ts";
import { chooseOrganisation, type ChosenOrganisation } from "../org/choose.ts";
import { describePlan } from "../../wording/plan.ts";
import { onCallOf } from "../../org/rotation/on-call.ts";
import { makePlan } from "../../plan/make-plan.ts";
import type { Step } from "../../mysql/server/server.ts";
import type { Plan } from "../../plan/plan.ts";
import type { PlayerName } from "../../player/index.ts";
import { isSimulated } from "../../plan/runtime-names.ts";
import { attachedCapabilities } from "../../runtime/capabilities.ts";
import { chooseRuntime, type RuntimeChoice } from "../../stage/choose-runtime.ts";
import { runtimes } from "../../stage/runtimes.ts";
import type { Attached } from "../../stage/attach-targets.ts";
import { broughtBy } from "../../stage/brought.ts";
import { catalog } from "../scenario/catalog.ts";
import { shippedDrills } from "../scenario/list.ts";
import { isFile, loadScenario, type LoadedScenario } from "../scenario/load.ts";
import { drillToProve } from "../report/drill-to-prove.ts";
import type { Paths } from "../../register/paths.ts";
import { setupMysql } from "../../setup/mysql.ts";
import { fetchPrograms } from "../../setup/program.ts";
import type { RunRequest } from "./drill.ts";
import { demandTrust, trustsImages, type Remember, type TrustWish } from "../scenario/trust.ts";
import { describeTools, type Tools } from "../../stage/tools.ts";

export interface RunWish {
  readonly scenario: string | undefined;
  readonly variant: string | undefined;
  readonly seed: string | undefined;
  readonly runtime: string;
  readonly timeScale: string;
  readonly load: string;
  readonly proxy: string | undefined;
  /** `name=value` */
  readonly params: readonly string[];
  readonly player: string | undefined;
  readonly mitigations: readonly string[] | undefined;
  readonly rerun: string | undefined;
  readonly of: string | undefined;
  /** An organisation file, or a preset's name. */
  readonly org: string | undefined;
  /** Sends texts for real. */
  readonly notify?: boolean;
  /** Runs the same on every machine: no organisation is looked for. */
  readonly reproducible: boolean;
  /** Names of the user's own containers and compose projects that may be broken. */
  readonly allowTargets: readonly string[];
  /** Images of others that the scenario names and that may run. */
  readonly allowImages: readonly string[];
  readonly allowRemoteEngine: boolean;
  readonly trust: TrustWish;
}

export interface PreparedRun {
  readonly plan: Plan;
  readonly warnings: readonly GamedayError[];
  /** Everything may be shown: a script plays, or no one does. */
  readonly scripted: boolean;
  /** Picked for a person who must not know which it is. */
  readonly blind: boolean;
  readonly request: Omit<RunRequest, "watch">;
  /** The plan for people. */
  describe(): readonly string[];
}

/**
 * From flags to a plan: reads the scenario, picks the runtime and says why, draws from the seed.
 * Changes nothing but our cache: servers that this stack needs and this machine lacks are fetched
 * into it, step by step; without `onStep` they are only named.
 */
export async function prepareRun(
  paths: Paths,
  cwd: string,
  wish: RunWish,
  onStep?: (step: Step) => void,
): Promise<PreparedRun> {
  const seed = wish.seed ?? newSeed(randomInt(2 ** 32));
  const loaded = loadScenario(
    paths,
    wish.scenario ?? stream(seed, "blind").pick(shippedDrills(paths)),
    cwd,
    wish.variant,
  );
  // Before anything is fetched: a typing error should not wait for a download.
  const timeScale = scaleOf(wish.timeScale);
  const said: Remember[] = [];
  const runtime = await runtimeWithServer(paths, loaded.scenario, wish, { onStep, said });
  const chosen = organisationOf(cwd, loaded, wish);
  const plan = planOf(loaded, wish, { seed, timeScale, runtime, chosen });
  const sending = sendingWish(plan, wish);
  const player = playerFor(plan, wish.player);
  demandActions(plan, wish.mitigations ?? []);
  const brought = isSimulated(runtime.name)
    ? undefined
    : broughtBy(paths, loaded.folder, plan.scenario, plan.params);
  if (brought !== undefined && onStep !== undefined)
    said.push(await demandTrust(paths, loaded.folder, brought, wish.trust));
  const missing = await runtime.missing();
  if (onStep !== undefined) await fetchPrograms(missing, onStep);
  const tools = await runtime.tools(wish);
  const attached = await attach(plan, wish);
  const blind = wish.scenario === undefined && player === "person";
  return {
    plan,
    warnings: loaded.warnings,
    scripted: player !== "person",
    blind,
    describe: () => [
      ...describePlan(plan, attached?.undoOf),
      `profile ${plan.profile}: ${chosen.why}`,
      ...(attached?.lines ?? []),
      ...describeSending(sending),
      ...describeGround(runtime, { brought, missing, tools }),
    ],
    request: {
      paths,
      loaded,
      plan,
      profileWhy: chosen.why,
      runtime,
      tools,
      player,
      blind,
      begins: () => said.forEach((remember) => remember()),
      ...(attached === undefined ? {} : { attached }),
      ...sending,
      ...rerunWish(paths, cwd, plan, wish),
      ...(wish.mitigations === undefined ? {} : { mitigations: wish.mitigations }),
    },
  };
}

function rerunWish(
  paths: Paths,
  cwd: string,
  plan: Plan,
  { rerun, of }: RunWish,
): Pick<RunRequest, "rerunOf"> {
  return rerun === undefined
    ? {}
    : { rerunOf: { corrective: rerun, ...drillToProve(paths, cwd, plan, of) } };
}

function sendingWish(plan: Plan, { notify }: RunWish): Pick<RunRequest, "notify"> {
  return notify === true ? { notify: sendingOf(plan, process.env) } : {};
}

function organisationOf(
  cwd: string,
  { scenario: { profile, kind } }: LoadedScenario,
  { org: given, reproducible, rerun }: RunWish,
): ChosenOrganisation {
  return chooseOrganisation(cwd, {
    given,
    profile,
    reproducible: reproducible || kind === "Test" || rerun !== undefined,
  });
}

function planOf(
  { scenario, variant, digest }: LoadedScenario,
  wish: RunWish,
  {
    seed,
    timeScale,
    runtime: { name, capabilities },
    chosen: { organisation },
  }: {
    readonly seed: string;
    readonly timeScale: number;
    readonly runtime: RuntimeChoice;
    readonly chosen: ChosenOrganisation;
  },
): Plan {
  const planned = makePlan({
    scenario,
    variant,
    digest,
    seed,
    timeScale,
    catalog,
    organisation,
    runtime: { name, capabilities, attached: new Set([...attachedCapabilities, "load"]) },
    params: Object.fromEntries(wish.params.map(parameter)),
    rerun: wish.rerun,
  });
  const file = wish.scenario !== undefined && isFile(wish.scenario) ? wish.scenario : undefined;
  const onCall = onCallOf(organisation.rotations, Date.now());
  return {
    ...planned,
    ...(onCall.length === 0 ? {} : { onCall }),
    ...(file === undefined ? {} : { file }),
  };
}

/** GD-C001 for a mitigation that a scripted player cannot carry out. */
function demandActions({ scenario: { id, mitigations } }: Plan, wanted: readonly string[]): void {
  for (const mitigation of wanted)
    if (mitigations[mitigation]?.action === undefined)
      throw new GamedayError("GD-C001", `no mitigation "${mitigation}" with an action in ${id}`, {
        hint: `there are: ${Object.keys(mitigations).join(", ")}`,
      });
}

function describeSending({ notify }: Pick<RunRequest, "notify">): readonly string[] {
  return destinations(notify?.targets ?? []).map((line) => `sent for real: ${line}`);
}

/** What the drill runs on, for people. */
function describeGround(
  { name, why }: RuntimeChoice,
  {
    brought,
    missing,
    tools,
  }: {
    readonly brought: ReturnType<typeof broughtBy>;
    readonly missing: Awaited<ReturnType<RuntimeChoice["missing"]>>;
    readonly tools: Tools;
  },
): readonly string[] {
  return [
    "",
    `runtime ${name}: ${why}`,
    ...(brought === undefined
      ? []
      : [`this scenario brings programs: ${brought.programs.join(", ")}`]),
    ...missing.map((one) => `${one.name}: ${one.why}; it is fetched when the drill runs`),
    ...describeTools(tools),
  ];
}

/** Components of the stack that belong to the user, in whatever runtime they are found. */
async function attach(plan: Plan, wish: RunWish): Promise<Attached | undefined> {
  for (const runtime of runtimes) {
    const found = await runtime.attach?.(plan, {
      confirmed: wish.allowTargets,
      allowRemote: wish.allowRemoteEngine,
    });
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * When neither a server nor containers are found, a server is fetched; in a dry run it stays
 * GD-E001.
 */
async function runtimeWithServer(
  paths: Paths,
  scenario: Plan["scenario"],
  wish: RunWish,
  { onStep, said }: { onStep: ((step: Step) => void) | undefined; said: Remember[] },
): Promise<RuntimeChoice> {
  try {
    return await chooseRuntime(paths, scenario, wish);
  } catch (error) {
    if (!(error instanceof GamedayError)) throw error;
    const images = Object.values(scenario.images ?? {}).filter((name) => name !== undefined);
    const trusted =
      error.code === "GD-C012"
        ? await trustsImages(
            paths,
            images,
            onStep === undefined ? { given: wish.trust.given } : wish.trust,
          )
        : undefined;
    if (trusted !== undefined) {
      said.push(trusted);
      return chooseRuntime(paths, scenario, {
        ...wish,
        allowImages: [...wish.allowImages, ...images],
      });
    }
    if (onStep === undefined || error.code !== "GD-E001") throw error;
    await setupMysql(onStep);
    return chooseRuntime(paths, scenario, wish);
  }
}

function playerFor(plan: Plan, wanted: string | undefined): PlayerName | "person" {
  if (plan.scenario.kind === "Test") return "idle";
  return wanted === "perfect" || wanted === "wrong" || wanted === "idle" ? wanted : "person";
}

/** The plan looks at its size; here it is only a number. */
function scaleOf(text: string): number {
  if (text.trim() === "" || Number.isNaN(Number(text)))
    throw new GamedayError("GD-C001", `--time-scale must be a number above 0, not "${text}"`, {
      hint: "with 6, a target of 15 m becomes 2 m 30 s; 1 changes nothing",
    });
  return Number(text);
}

function parameter(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new GamedayError("GD-C001", `--set needs name=value, not "${text}"`);
  return [text.slice(0, at), text.slice(at + 1)];
}
