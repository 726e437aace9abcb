import { randomInt } from "node:crypto";
import { GamedayError } from "../kernel/error.ts";
import { newSeed } from "../kernel/id.ts";
import { stream } from "../kernel/random.ts";
import { findServer } from "../mysql/server/find.ts";
import { describePlan } from "../plan/describe.ts";
import { makePlan } from "../plan/make-plan.ts";
import type { Plan } from "../plan/plan.ts";
import type { PlayerName } from "../player/index.ts";
import type { Capability } from "../runtime/runtime.ts";
import { attachedCapabilities } from "../runtime/docker/attach.ts";
import { attachTargets, namesContainers } from "./attach-targets.ts";
import { catalog, loadScenario, shippedScenarios } from "./load-scenario.ts";
import type { Paths } from "./paths.ts";
import { Registry } from "./registry.ts";
import { demandPrograms } from "./setup-program.ts";
import type { RunRequest } from "./run-drill.ts";
import { chooseTools, describeTools, simulatedTools } from "./tools.ts";

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
  /** Names of the user's own containers and compose projects that may be broken. */
  readonly allowTargets: readonly string[];
  readonly allowRemoteEngine: boolean;
}

export interface PreparedRun {
  readonly plan: Plan;
  readonly warnings: readonly GamedayError[];
  /** Everything may be shown: a script plays, or nobody does. */
  readonly scripted: boolean;
  readonly request: Omit<RunRequest, "watch">;
  /** The plan for people. */
  describe(): readonly string[];
}

/** From flags to a plan: reads the scenario, picks the runtime and says why, rolls the dice. Touches nothing. */
export async function prepareRun(paths: Paths, cwd: string, wish: RunWish): Promise<PreparedRun> {
  const seed = wish.seed ?? newSeed(randomInt(2 ** 32));
  const loaded = loadScenario(paths, wish.scenario ?? stream(seed, "blind").pick(shippedScenarios(paths)), cwd, wish.variant);
  const needsMysql = Object.values(loaded.scenario.stack).some(({ kind }) => kind === "mysql");
  const { name, why } = onlyContainers(loaded.scenario) && wish.runtime === "auto" ? { name: "docker", why: "all of this stack are containers of your own" } : await chooseRuntime(paths, wish.runtime, needsMysql);
  const timeScale = Number(wish.timeScale);
  const plan = makePlan({
    scenario: loaded.scenario, variant: loaded.variant, digest: loaded.digest, seed, timeScale, catalog,
    runtime: { name, capabilities: new Set<Capability>(["pause", "kill", "stop", "load", "mysql", "redis", "haproxy"]), attached: new Set<Capability>([...attachedCapabilities, "load"]) },
    params: Object.fromEntries(wish.params.map(parameter)),
    rerun: wish.rerun,
  });
  const player = playerFor(plan, wish.player);
  for (const mitigation of wish.mitigations ?? []) if (plan.scenario.mitigations[mitigation]?.action === undefined) throw new GamedayError("GD-C001", `no mitigation "${mitigation}" with an action in ${plan.scenario.id}`, { hint: `there are: ${Object.keys(plan.scenario.mitigations).join(", ")}` });
  if (name === "process") await demandPrograms(paths, plan.scenario);
  const tools = name === "sim" ? simulatedTools : await chooseTools(paths, plan.scenario, wish);
  if (name === "sim" && namesContainers(plan.scenario)) throw new GamedayError("GD-C001", "containers of your own cannot be simulated", { hint: "leave --runtime out" });
  const attached = await attachTargets(plan, { confirmed: wish.allowTargets, allowRemote: wish.allowRemoteEngine });
  const rerunOf = wish.rerun === undefined ? undefined : { corrective: wish.rerun, ...drillToProve(paths, plan, wish.of) };
  return {
    plan,
    warnings: loaded.warnings,
    scripted: player !== "person",
    describe: () => [...describePlan(plan, attached?.undoOf), ...(attached?.lines ?? []), "", ...describeTools(tools)],
    request: { paths, loaded, plan, runtimeWhy: why, tools, player, ...(attached === undefined ? {} : { attached }), ...(wish.mitigations === undefined ? {} : { mitigations: wish.mitigations }), ...(rerunOf === undefined ? {} : { rerunOf }) },
  };
}

function onlyContainers({ stack }: Plan["scenario"]): boolean {
  return Object.values(stack).every(({ kind }) => kind === "container");
}

function playerFor(plan: Plan, wanted: string | undefined): PlayerName | "person" {
  if (plan.scenario.kind === "Test") return "idle";
  return wanted === "perfect" || wanted === "wrong" || wanted === "idle" ? wanted : "person";
}

function parameter(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new GamedayError("GD-C001", `--set wants name=value, not "${text}"`);
  return [text.slice(0, at), text.slice(at + 1)];
}

async function chooseRuntime(paths: Paths, wanted: string, needsMysql: boolean): Promise<{ name: string; why: string }> {
  if (wanted === "sim") return { name: "sim", why: "asked for" };
  if (!needsMysql) return { name: "process", why: wanted === "process" ? "asked for" : "nothing in this stack needs more than processes" };
  const { found, tried } = await findServer(paths.cache);
  if (found === undefined) throw new GamedayError("GD-E001", `no MySQL-compatible server that starts${tried.length === 0 ? "" : `\n  ${tried.join("\n  ")}`}`, { hint: "gameday setup mysql" });
  return { name: "process", why: `${wanted === "process" ? "asked for; " : ""}${found.flavour} ${found.version} is found (${found.source})` };
}

/** The newest real drill of the same scenario, unless one is named. */
function drillToProve(paths: Paths, plan: Plan, named: string | undefined): { drill?: string } {
  const registry = new Registry(paths.state);
  if (named !== undefined) return { drill: registry.pick(named).drill };
  const drill = registry.list().findLast((entry) => entry.scenario === plan.scenario.id && registry.life(entry) === "ended")?.drill;
  return drill === undefined ? {} : { drill };
}
