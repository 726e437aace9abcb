/** What a home's drills have left on this machine, as a list that should be empty. */
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { GamedayEvent } from "../../../src/event/event.ts";
import { drillsOf, isFree, strangers, registered, type Home } from "../gameday.ts";

/**
 * Every process of the home, whatever it is: `pid command`. Wider than a drill's mark, so that what
 * lost the mark is found too.
 */
export async function processesOf(home: Home): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = (await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "")).split(
        "\0",
      );
      return environment.includes(`HOME=${home.folder}`)
        ? [
            `${pid} ${(await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0").slice(0, 8).join(" ")}`,
          ]
        : [];
    }),
  );
  return found.flat();
}

/** Is every drill of the home marked as ended, and every process gone? */
export async function atRest(home: Home): Promise<boolean> {
  return (
    registered(home).every(({ ended }) => ended !== undefined) &&
    (await processesOf(home)).length === 0
  );
}

/**
 * Processes, ports, temporary files, files in run folders that do not belong there, Docker objects,
 * drills without an end.
 */
export async function leftOf(
  home: Home,
  drills: readonly string[],
  engine: NodeJS.ProcessEnv | undefined,
): Promise<readonly string[]> {
  const processes = (await processesOf(home)).map((one) => `process ${one}`);
  const temp = (await readdir(home.temp, { recursive: true })).map(
    (name) => `temporary file ${name}`,
  );
  const open = registered(home).flatMap(({ drill, ended }) =>
    ended === undefined ? [`${drill} is not marked as ended`] : [],
  );
  const register = join(home.folder, "state", "gameday", "drills");
  const state = (existsSync(register) ? readdirSync(register) : [])
    .filter((name) => !name.endsWith(".json"))
    .map((name) => `file ${name} in the register`);
  const here = (await readdir(home.elsewhere)).map(
    (name) => `file ${name} where the command was called`,
  );
  const ofDrills = await Promise.all(drills.map((drill) => leftOfDrill(home, drill)));
  const docker =
    engine === undefined
      ? []
      : (await Promise.all(drills.map((drill) => dockerObjects(drill, engine)))).flat();
  return [...processes, ...temp, ...open, ...state, ...here, ...ofDrills.flat(), ...docker];
}

async function leftOfDrill(home: Home, drill: string): Promise<readonly string[]> {
  const folder = join(home.runs, drill);
  const files = strangers(folder).map((name) => `file ${drill}/${name}`);
  const ports = await Promise.all(
    portsOf(eventsIn(folder)).map(async ([host, port]) =>
      (await isFree(host, port)) ? [] : [`port ${host}:${port}`],
    ),
  );
  return [...files, ...ports.flat()];
}

/** The events on whole lines, however broken the rest is. */
export function eventsIn(folder: string): readonly GamedayEvent[] {
  const file = join(folder, "events.jsonl");
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
  return lines.map((line) => JSON.parse(line) as GamedayEvent);
}

/** Of components, of the proxy's API and of each link's listeners. */
function portsOf(events: readonly GamedayEvent[]): readonly (readonly [string, number])[] {
  return events.flatMap(({ type, data }) => {
    if (type === "component.state" && data.address !== undefined && data.port !== undefined)
      return [[data.address, data.port] as const];
    if (type !== "drill.note" || !data.text.startsWith("link ")) return [];
    return [...data.text.matchAll(/127\.0\.0\.1:(\d+) →/g)].map(
      ([, port]) => ["127.0.0.1", Number(port)] as const,
    );
  });
}

const run = promisify(execFile);

async function dockerObjects(drill: string, engine: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const kinds = [
    ["container", ["ps", "-aq"]],
    ["network", ["network", "ls", "-q"]],
    ["volume", ["volume", "ls", "-q"]],
  ] as const;
  const found = await Promise.all(
    kinds.map(async ([kind, list]) => {
      const { stdout } = await run(
        "docker",
        [...list, "--filter", `label=gameday.drill=${drill}`],
        { env: { ...process.env, ...engine } },
      );
      return stdout
        .split("\n")
        .filter(Boolean)
        .map((id) => `${kind} ${id} of ${drill}`);
    }),
  );
  return found.flat();
}

/** The home's drills that were not there before. */
export function newDrills(home: Home, before: readonly string[]): readonly string[] {
  return drillsOf(home).filter((drill) => !before.includes(drill));
}
