import { join } from "node:path";
import type { Ports } from "../engine/ports.ts";
import { faults } from "../fault/index.ts";
import { GamedayError } from "../kernel/error.ts";
import { thisMachine } from "../machine/this-machine.ts";
import { databaseFacts } from "../mysql/facts.ts";
import { measureThroughput } from "../mysql/throughput.ts";
import type { Plan } from "../plan/plan.ts";
import { resolveComponent } from "../plan/resolve.ts";
import { probes } from "../probe/index.ts";
import { attachRuntime } from "../runtime/docker/attach.ts";
import { joinRuntimes } from "../runtime/joined.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { carriesMark } from "../runtime/process/mark.ts";
import { throughAdmin } from "./admin-door.ts";
import { broughtBy } from "./brought.ts";
import { dbSessions } from "./db-sessions.ts";
import { doorLogs } from "./door-log.ts";
import { freshPasswords } from "./fresh-passwords.ts";
import { linkHost } from "./link-host.ts";
import { liveFacts } from "./live-facts.ts";
import { stackTls } from "./own-tls.ts";
import { loadDriver } from "./load-driver.ts";
import type { RealStack, RealStackParts, StageRequest } from "./runtime.ts";
import { readSeed } from "./seed.ts";
import { programFile, shippedProgram } from "../register/paths.ts";
import { probeWorld } from "./probe-world.ts";
import { loginOf, toolbox } from "./toolbox.ts";
import { describeTools } from "./tools.ts";

/** Ports on real components, whatever runtime they are in. */
export async function realStage(
  request: StageRequest,
  open: (parts: RealStackParts) => Promise<RealStack>,
): Promise<Ports> {
  const { plan, clock, exercise, journal } = request;
  const secure = stackTls(plan.scenario.stack, request.scenarioFolder);
  const own = await open({
    logDir: join(request.runFolder, "logs"),
    programFile: programFinder(request),
    onStep: request.onStep,
  });
  const runtime = withAttached(own.runtime, request);
  const passwordOf = freshPasswords();
  return {
    clock,
    exercise,
    journal,
    runtime,
    faults,
    probes,
    passwordOf,
    links: own.links ?? hostLinks(request),
    choices: [
      `the stack runs on ${own.called}: ${request.runtimeWhy}`,
      ...describeTools(request.tools),
    ],
    load: loadDriver({
      choice: request.tools.load,
      mark: request.mark,
      scenarioFolder: request.scenarioFolder,
      runFolder: request.toldIn,
      beside: own.beside,
    }),
    calibrate: calibrator(plan, passwordOf),
    machine: thisMachine({
      owns: (environ) => carriesMark(environ, request.mark),
      containers: async () => new Set(await runtime.containers?.()),
    }),
    probeWorld: (stack) =>
      probeWorld(stack, clock, request.runFolder, (component) => secure.get(component)),
    doors: (stack) => doorLogs(stack, Object.keys(plan.scenario.stack)),
    liveFacts: (stack) => liveFacts(plan, stack),
    sessions: (stack) => dbSessions({ plan, stack, passwordOf }, clock),
    seedSql: seedReader(request),
    carryOut: mitigator(request, passwordOf),
    databaseFacts: async (component, id, stack) => {
      const wanted = plan.scenario.stack[component];
      return throughAdmin(
        stack,
        component,
        (admin) => databaseFacts(admin, wanted?.kind === "mysql" ? wanted.checksums : []),
        id,
      );
    },
    tickMs: 500,
  };
}

/** The stack's own parts, and the user's containers beside them where there are any. */
function withAttached(own: Runtime, { attached, mark }: StageRequest): Runtime {
  if (attached === undefined) return own;
  const { engine, targets } = attached;
  return joinRuntimes(own, attachRuntime({ engine, targets, mark }), (id) =>
    targets.some((target) => target.id === id),
  );
}

/** Links through a proxy server on this machine. */
function hostLinks({ plan, tools, mark, toldIn }: StageRequest): Ports["links"] {
  return linkHost({
    choice: tools.proxy?.kind === "container" ? undefined : tools.proxy,
    mark,
    seed: plan.seed,
    logFile: join(toldIn, "logs", "proxy.log"),
  });
}

/** Programs that were looked at before the drill, and nothing that a measurement names. */
function programFinder({ plan, paths, scenarioFolder }: StageRequest): (name: string) => string {
  const brought = new Set(broughtBy(paths, scenarioFolder, plan.scenario, plan.params)?.programs);
  return (name) => {
    if (shippedProgram(paths, name) === undefined && !brought.has(name))
      throw new GamedayError(
        "GD-S003",
        `the program ${JSON.stringify(name)} is not named in the scenario`,
      );
    const file = programFile(paths, scenarioFolder, name);
    if (file === undefined)
      throw new GamedayError("GD-S010", `no program "${name}" in fixtures/ or beside the scenario`);
    return file;
  };
}

function calibrator(plan: Plan, passwordOf: Ports["passwordOf"]): Ports["calibrate"] {
  return async (calibration, stack, signal) => {
    const { perSecond, windows, completed, p50Ms } = await measureThroughput(
      loginOf({ plan, stack, passwordOf }, calibration.on, calibration.as),
      calibration.sqlThroughput,
      { concurrency: calibration.concurrency, forMs: calibration.for, signal },
    );
    // A figure without one finished statement would be a guess.
    return {
      value: completed === 0 ? 0 : perSecond,
      windows,
      detail:
        `best of ${windows.length} windows in ${calibration.for / 1_000} s: ${completed} ` +
        `statements by ${calibration.concurrency} clients, median ${Math.round(p50Ms)} ms`,
    };
  };
}

function seedReader({ plan, paths, scenarioFolder }: StageRequest): Ports["seedSql"] {
  return (component, values) => {
    const wanted = resolveComponent(plan, component, values);
    if (!("seed" in wanted) || wanted.seed === undefined) return undefined;
    return readSeed(paths, scenarioFolder, wanted.seed.sql, { ...values, ...wanted.seed.with });
  };
}

/** Carries out the action of a mitigation that is to be in place from the start. */
function mitigator(
  { plan, clock }: StageRequest,
  passwordOf: Ports["passwordOf"],
): Ports["carryOut"] {
  const unseen = { used: () => {}, changed: () => {} };
  return async (name, stack, signal) => {
    const action = plan.scenario.mitigations[name]?.action;
    if (action === undefined)
      throw new GamedayError("GD-S010", `the mitigation "${name}" has no action to carry out`);
    const done = await toolbox({ plan, stack, passwordOf, clock, signal, ...unseen })(action);
    if (done.exit !== 0)
      throw new GamedayError("GD-R003", `"${name}" could not be put in place: ${done.output}`);
  };
}
