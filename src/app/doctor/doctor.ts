import { availableParallelism, freemem, totalmem } from "node:os";
import { access, constants, mkdir } from "node:fs/promises";
import { findServer } from "../../mysql/server/find.ts";
import { originText } from "../../journal/origin.ts";
import { GamedayError } from "../../kernel/error.ts";
import { messageOf } from "../../kernel/message-of.ts";
import { findK6 } from "../../load/k6-find.ts";
import { describeProxy } from "../../proxy/launch.ts";
import type { Check } from "./check.ts";
import { dockerCheck } from "./docker.ts";
import { holdText, readHold } from "../../register/stop-switch.ts";
import { freeMiB, hasLoopbackRange } from "../../stage/machine.ts";
import { loadScenario } from "../scenario/load.ts";
import { findPaths, type Paths } from "../../register/paths.ts";
import { Registry } from "../../register/registry.ts";
import { lookForPrograms, programNames } from "../../setup/program.ts";
import { toolsFolder } from "../../setup/tools.ts";
import { findAnEngine, findLeftovers, strayText } from "../../watch/strays.ts";
import { chooseProxy } from "../../stage/tools.ts";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Checks everything that a drill needs on this machine; with a scenario, also the images that it
 * needs. Never throws because of what it finds: a check that throws is a failed check.
 */
export async function doctor(
  env: Env = process.env,
  cwd = process.cwd(),
  name?: string,
): Promise<readonly Check[]> {
  const paths = findPaths(env, cwd);
  const scenario = name === undefined ? undefined : loadScenario(paths, name, cwd).scenario;
  const checks: readonly [string, () => Promise<Check>][] = [
    ["node", node],
    ["mysql", () => mysql(paths)],
    ["proxy", () => proxy(paths, env)],
    ["k6", () => k6(paths, env)],
    ...programNames.map((name): [string, () => Promise<Check>] => [
      name,
      () => program(name, paths),
    ]),
    ["docker", () => dockerCheck(paths, env, scenario)],
    ["loopback", loopback],
    [
      "run folder",
      () =>
        writable(
          "run folder",
          paths.runs,
          "set GAMEDAY_RUNS, or run from a folder that you may write to",
        ),
    ],
    ["state", () => writable("state", paths.state, "set XDG_STATE_HOME to a writable folder")],
    ["cache", () => writable("cache", paths.cache, "set XDG_CACHE_HOME to a writable folder")],
    ["machine", machine],
    ["leftovers", () => leftovers(paths, env)],
    ["stop switch", () => stopSwitch(paths)],
  ];
  return Promise.all(
    checks.map(([name, check]) =>
      check().catch((error: unknown): Check => broken(name, messageOf(error))),
    ),
  );
}

function broken(name: string, detail: string): Check {
  return { name, state: "fail", brief: detail.split("\n", 1)[0] ?? "", detail };
}

async function node(): Promise<Check> {
  return {
    name: "node",
    state: "ok",
    brief: process.version,
    detail: `${process.version}  ${process.execPath}`,
  };
}

async function mysql({ cache }: Paths): Promise<Check> {
  const { found, tried } = await findServer(cache);
  if (found !== undefined)
    return {
      name: "mysql",
      state: "ok",
      brief: `${found.flavour} ${found.version} (${found.source})`,
      detail: `${found.flavour} ${found.version}  ${found.daemon}  (${found.source})`,
    };
  return {
    name: "mysql",
    state: "fail",
    brief: "no MySQL-compatible server that starts",
    detail: `no MySQL-compatible server that starts${tried.length === 0 ? "" : `: ${tried.join("; ")}`}`,
    fix: "gameday setup mysql",
  };
}

async function proxy(paths: Paths, env: Env): Promise<Check> {
  const choice = await chooseProxy(paths, undefined, env);
  const brief = choice.kind === "embedded" ? "embedded" : `toxiproxy ${choice.version}`;
  return { name: "proxy", state: "ok", brief, detail: describeProxy(choice) };
}

/** Drills run without k6; one that was named must work. */
async function k6({ cache }: Paths, env: Env): Promise<Check> {
  try {
    const { path, version, why } = await findK6({ env, cacheDir: toolsFolder({ cache }) });
    return {
      name: "k6",
      state: "ok",
      brief: `k6 ${version}`,
      detail: `k6 ${version}  ${path}  (${why}); used with --load k6`,
    };
  } catch (error) {
    if (!(error instanceof GamedayError)) throw error;
    const named = (env["GAMEDAY_K6"] ?? "") !== "";
    const fix = "k6 on PATH, or gameday setup tools";
    if (named) return { ...broken("k6", error.message), fix };
    return {
      name: "k6",
      state: "missing",
      brief: "missing (optional: --load k6)",
      detail: "not found; the built-in driver sends the load",
      fix,
    };
  }
}

/** Only some drills need them, and they fetch what they need. */
async function program(name: string, paths: Paths): Promise<Check> {
  const [{ found, tried } = { tried: [] }] = await lookForPrograms(paths, (one) => one === name);
  if (found !== undefined)
    return {
      name,
      state: "ok",
      brief: `${name} ${found.version} (${found.source})`,
      detail: `${name} ${found.version}  ${found.program}  (${found.source})`,
    };
  return {
    name,
    state: "missing",
    brief: "missing (optional: a drill that needs it fetches it)",
    detail: `${tried.join("; ")}; only some drills need it`,
    fix: `gameday setup ${name}`,
  };
}

async function loopback(): Promise<Check> {
  if (await hasLoopbackRange())
    return {
      name: "loopback",
      state: "ok",
      brief: "127.0.0.0/8",
      detail: "127.0.0.0/8: every component has its own address",
    };
  return {
    name: "loopback",
    state: "warn",
    brief: "127.0.0.1 only",
    detail: "only 127.0.0.1: components differ by port",
  };
}

async function writable(name: string, folder: string, fix: string): Promise<Check> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await access(folder, constants.W_OK);
  const free = await freeMiB(folder);
  const brief = `${Math.round(free)} MiB free`;
  const detail = `${folder}  ${brief}`;
  return free < 1_000
    ? { name, state: "warn", brief, detail, fix: `a drill needs about 500 MiB; ${fix}` }
    : { name, state: "ok", brief, detail };
}

async function machine(): Promise<Check> {
  const cpus = availableParallelism();
  const brief = `${cpus} processors, ${Math.round(freemem() / 2 ** 20)} of ${Math.round(totalmem() / 2 ** 20)} MiB free`;
  const check = { name: "machine", brief, detail: brief };
  return cpus < 2 || totalmem() < 1.5 * 2 ** 30
    ? { ...check, state: "warn", fix: "drills with a database need 2 processors and 1.5 GiB" }
    : { ...check, state: "ok" };
}

async function leftovers(paths: Paths, env: Env): Promise<Check> {
  const registry = new Registry(paths.state);
  const entries = registry.list();
  const dead = entries.filter((entry) => registry.life(entry) === "dead").map(({ drill }) => drill);
  const living = new Set(
    entries.filter((entry) => registry.life(entry) === "running").map(({ drill }) => drill),
  );
  const elsewhere = entries
    .filter((entry) => registry.life(entry) === "elsewhere")
    .map(({ drill, origin }) => `${drill} (on ${originText(origin)})`);
  const { orphaned, strays } = await findLeftovers(registry, paths.state, await findAnEngine(env));
  const left = [
    ...dead,
    ...orphaned.map(({ drill }) => `${drill} (it has ended, but left something behind)`),
  ];
  if (left.length > 0)
    return {
      name: "leftovers",
      state: "warn",
      brief: `of ${left.length} earlier ${left.length === 1 ? "drill" : "drills"}`,
      detail: `of earlier drills: ${left.join(", ")}`,
      fix: "gameday stop --all",
    };
  const foreign = [...elsewhere, ...strays.map(strayText)].join(", ");
  const gone = strays.filter(({ expired, lives }) => expired && !lives);
  if (gone.length > 0)
    return {
      name: "leftovers",
      state: "warn",
      brief: `of ${gone.length} ${gone.length === 1 ? "drill" : "drills"} unknown to every register here`,
      detail: foreign,
      fix: "gameday stop --strays",
    };
  if (foreign !== "")
    return {
      name: "leftovers",
      state: "ok",
      brief: `none of ours; ${elsewhere.length + strays.length} not to be touched from here`,
      detail: `none of this register; owned by others: ${foreign}`,
    };
  return {
    name: "leftovers",
    state: "ok",
    brief: living.size === 0 ? "none" : `none; ${living.size} running`,
    detail: living.size === 0 ? "none" : `none; running: ${[...living].join(", ")}`,
  };
}

async function stopSwitch({ state }: Paths): Promise<Check> {
  const held = readHold(state);
  if (held === undefined)
    return { name: "stop switch", state: "ok", brief: "off", detail: "drills may start" };
  return {
    name: "stop switch",
    state: "warn",
    brief: "no new drill starts",
    detail: `no new drill starts: ${holdText(held)}`,
    fix: "gameday stop --release",
  };
}
