/**
 * Two jobs of a CI system as it runs them: root on one machine and one engine, each in a mount
 * namespace of its own in which the same path is another folder. To each the other's drill looks
 * like its own: the same user, the same HOME, the same id.
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Entry } from "../../src/register/registry.ts";
import { sameMark, type DrillMark } from "../../src/runtime/drill-mark.ts";
import type { Engine } from "../../src/runtime/docker/engine.ts";
import { ofDrill } from "../../src/runtime/docker/labels.ts";
import { listMarked } from "../../src/runtime/process/mark.ts";
import { entry, frozenShop, root } from "./gameday.ts";

/** Whether this machine lets us make a mount namespace. */
export function canHaveTwoJobs(): boolean {
  return (
    process.platform === "linux" &&
    process.getuid?.() === 0 &&
    spawnSync("unshare", ["--mount", "true"]).status === 0
  );
}

/** A drill that a job has started. */
export interface JobDrill {
  readonly ended: Promise<number | null>;
  /** Resolves once an event of that type was told. */
  told(type: string): Promise<void>;
}

export interface Job {
  run(args: readonly string[]): JobDrill;
  /** Runs a command to its end. */
  gameday(
    args: readonly string[],
  ): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
  /** The newest drill in its register. */
  entry(): Entry;
  runFolder(drill: string): string;
}

/** Two jobs and what they share. */
export interface TwoJobs extends Disposable {
  readonly jobs: readonly [Job, Job];
  /**
   * A scenario that ends by no limit of its own while the two are at it, however busy the machine
   * is.
   */
  readonly scenario: string;
}

export function twoJobs(): TwoJobs {
  const folder = mkdtempSync(join(tmpdir(), "gdj-"));
  const [home, temp] = [join(folder, "home"), join(folder, "t")];
  for (const each of ["home", "t", "a", "b", "shop"]) mkdirSync(join(folder, each));
  const scenario = join(folder, "shop", "shop.yaml");
  writeFileSync(scenario, readFileSync(frozenShop, "utf8").replace("limit: 2m", "limit: 1h"));
  copyFileSync(join(dirname(frozenShop), "counter.ts"), join(folder, "shop", "counter.ts"));
  const {
    XDG_STATE_HOME: _state,
    XDG_RUNTIME_DIR: _runtime,
    GAMEDAY_DRILL: _drill,
    CI: _ci,
    ...outer
  } = process.env;
  const env = {
    ...outer,
    HOME: home,
    GAMEDAY_RUNS: join(home, "runs"),
    XDG_CACHE_HOME: process.env["GAMEDAY_E2E_CACHE"] ?? join(root, "node_modules", ".cache"),
    TMPDIR: temp,
    NO_COLOR: "1",
  };
  return {
    scenario,
    jobs: [job(join(folder, "a"), home, env), job(join(folder, "b"), home, env)],
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function job(own: string, home: string, env: NodeJS.ProcessEnv): Job {
  const start = (args: readonly string[]): ChildProcess =>
    spawn(
      "unshare",
      [
        "--mount",
        "--propagation",
        "private",
        "sh",
        "-c",
        'mount --bind "$1" "$2" && cd "$2" && shift 2 && exec "$@"',
        "sh",
        own,
        home,
        process.execPath,
        entry,
        ...args,
      ],
      { env, stdio: ["ignore", "pipe", "pipe"] },
    );
  const drills = join(own, ".local", "state", "gameday", "drills");
  const at = (path: string): string => join(own, path.slice(home.length));
  return {
    run: (args) => {
      const child = start(args);
      const seen = new Set<string>();
      const watchers: ((type: string) => void)[] = [];
      const talk: string[] = [];
      if (child.stdout !== null)
        createInterface({ input: child.stdout }).on("line", (line) => {
          const type = /"type":"([a-z.]+)"/.exec(line)?.[1] ?? "";
          seen.add(type);
          for (const watcher of watchers) watcher(type);
        });
      child.stderr?.on("data", (bytes: Buffer) => talk.push(bytes.toString()));
      const ended = once(child, "close").then(([code]) => code as number | null);
      const told = (type: string): Promise<void> =>
        new Promise((resolve, reject) => {
          if (seen.has(type)) return resolve();
          watchers.push((one) => one === type && resolve());
          void ended.then((code) =>
            reject(new Error(`the drill ended (${code}) without ${type}\n${talk.join("")}`)),
          );
        });
      return { ended, told };
    },
    gameday: async (args) => {
      const child = start(args);
      const [out, err]: [string[], string[]] = [[], []];
      child.stdout?.on("data", (bytes: Buffer) => out.push(bytes.toString()));
      child.stderr?.on("data", (bytes: Buffer) => err.push(bytes.toString()));
      const [code] = await once(child, "close");
      return { code: code as number | null, stdout: out.join(""), stderr: err.join("") };
    },
    entry: () => {
      const all = readdirSync(drills)
        .filter((name) => name.endsWith(".json"))
        .map((name) => JSON.parse(readFileSync(join(drills, name), "utf8")) as Entry);
      const newest = all.toSorted((a, b) => a.started.localeCompare(b.started)).at(-1);
      if (newest === undefined) throw new Error(`no drill in ${drills}`);
      return newest;
    },
    runFolder: (drill) => at(join(home, "runs", drill)),
  };
}

/**
 * All that a drill has on this machine and in the engine: its processes and its containers, each by
 * its id; what is made again has another one.
 */
export async function possessions(
  mark: DrillMark,
  engine: Engine | undefined,
): Promise<readonly string[]> {
  const processes = (await listMarked())
    .filter((one) => sameMark(one.mark, mark))
    .map(({ pid }) => `process ${pid}`);
  const containers =
    engine === undefined
      ? []
      : (await engine.docker.listContainers({ all: true, filters: ofDrill(mark) })).map(
          ({ Id, State }) => `container ${Id} ${State}`,
        );
  return [...processes, ...containers].toSorted();
}
