/**
 * A drill's watchdog, a process of its own: `guard-run.ts` starts it, and a person may by hand,
 * with the drill's id. It imports little, because one sleeps beside every drill.
 */
import { appendFileSync, mkdirSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import { guard } from "../../watch/guard.ts";
import { armedLine, pipeFd } from "../../watch/launch.ts";
import {
  makeSureGone,
  standingOf,
  thisProcess,
  type NamedProcess,
} from "../../register/process.ts";
import { beatFile } from "../../watch/guard-run.ts";
import { healDead } from "../../watch/heal-dead.ts";
import { keepLeases } from "../../watch/lease-keeper.ts";
import { findPaths } from "../../register/paths.ts";
import { toldIn } from "../../register/sealed-run.ts";
import { Registry, type Entry } from "../../register/registry.ts";

/**
 * How long to wait for a process that the kernel has not released yet, because of its disk. After
 * that we heal without its journal.
 */
const killWithinMs = 20_000;

async function watch(drill: string, piped: boolean): Promise<void> {
  const paths = findPaths(process.env, "/");
  const registry = new Registry(paths.state);
  const entry = registry.read(drill);
  if (entry === undefined) throw new Error(`no drill ${drill} is registered in ${paths.state}`);
  const command: NamedProcess = { pid: entry.pid, start: entry.pidStart };
  const pipe = piped ? new Socket({ fd: pipeFd }) : undefined;
  const watching = guard({
    beatFile: beatFile(entry),
    pipe,
    standing: () => standingOf(command),
    over: () => registry.read(drill)?.ended !== undefined,
    tooLate: tooLateAfter(entry),
  });
  pipe?.write(armedLine(thisProcess()));
  const over = new AbortController();
  const leases = keepLeases(entry, over.signal, (text) => note(toldIn(paths.state, entry), text));
  const end = await watching;
  over.abort();
  await leases;
  if (!end.need) return;
  const gone = await makeSureGone(command, killWithinMs);
  const detail = `aborted by watchdog: ${end.why}${gone ? "" : ` (pid ${command.pid} cannot be killed)`}`;
  await healDead(entry, registry, { why: "watchdog", detail }, () => report(entry));
}

/** By our own monotonic clock, so that a wall clock that jumps does not end a drill. */
function tooLateAfter({ started, expires }: Entry): () => boolean {
  const until = performance.now() + Math.max(0, Date.parse(expires) - Date.parse(started));
  return () => performance.now() > until;
}

/** Code for reports is large, so it is loaded only now. A single fault has no report. */
async function report({ runFolder, kind }: Entry): Promise<void> {
  if (kind === "fault") return;
  try {
    const { buildRun } = await import("../report/build.ts");
    await buildRun(findPaths(process.env, "/"), runFolder);
  } catch (error) {
    note(runFolder, `no report: ${String(error)}`);
  }
}

/** No one reads what we print, so it is logged. */
function note(runFolder: string, text: string): void {
  try {
    mkdirSync(join(runFolder, "logs"), { recursive: true });
    appendFileSync(join(runFolder, "logs", "watchdog.log"), `${text}\n`);
  } catch {
    // Nowhere else to report it.
  }
}

const [drill = "", ...flags] = process.argv.slice(2);
await watch(drill, flags.includes("--pipe")).catch((error: unknown) => {
  const entry = new Registry(findPaths(process.env, "/").state).read(drill);
  if (entry !== undefined)
    note(entry.runFolder, error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 70;
});
// An open pipe would keep this process alive.
process.exit();
