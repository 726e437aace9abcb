import { spawn } from "node:child_process";
import { Socket } from "node:net";
import { createInterface } from "node:readline";
import { GamedayError } from "../kernel/error.ts";
import { systemError } from "../kernel/system-error.ts";
import type { NamedProcess } from "../register/process.ts";

export interface LaunchRequest {
  /** The watchdog's program. */
  readonly program: string;
  /** What it watches: its arguments. */
  readonly args: readonly string[];
  /** Added to its environment: the drill's mark. */
  readonly env: Readonly<Record<string, string>>;
  /** How long it may take until it is on guard. Milliseconds. */
  readonly withinMs: number;
}

/** A watchdog that is on guard. */
export interface Watchdog extends NamedProcess {
  /** A beat, or `over` when there is nothing to guard any more. */
  tell(text: string): void;
  /** Resolves when it is gone, whatever ended it. */
  readonly gone: Promise<void>;
}

/** Small and lazy: it waits nearly always. */
const nodeOptions = [
  "--max-semi-space-size=1",
  "--max-old-space-size=256",
  "--v8-pool-size=1",
  "--disable-warning=ExperimentalWarning",
];

/**
 * Both ways; a fourth descriptor, because Node closes a child's standard input with the child, and
 * our child is the shell.
 */
export const pipeFd = 3;

/**
 * Starts a watchdog in a session of its own, by an intermediate shell that ends immediately: it
 * is no child of ours, so nothing that kills a command with its children, its process group or its
 * terminal reaches it. Resolves when it is on guard; GD-E011 when it does not.
 */
export async function launchWatchdog({
  program,
  args,
  env,
  withinMs,
}: LaunchRequest): Promise<Watchdog> {
  const shell = spawn(
    "/bin/sh",
    ["-c", '"$@" &', "sh", process.execPath, ...nodeOptions, program, ...args],
    {
      cwd: "/",
      detached: true,
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    },
  );
  const failed = new Promise<Error>((resolve) => shell.once("error", resolve));
  // A shell that was not started has no pipes, whatever the types say.
  const pipe = (shell.stdio as typeof shell.stdio | undefined)?.[pipeFd];
  if (!(pipe instanceof Socket)) throw await failed.then(notStarted);
  // A watchdog that is gone hears nothing; `gone` reports it.
  pipe.on("error", () => {});
  const gone = new Promise<void>((resolve) => pipe.once("close", resolve));
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<string>(
    (resolve) => (late = setTimeout(resolve, withinMs, `no word within ${withinMs / 1_000} s`)),
  );
  const first = await Promise.race([
    firstLine(pipe),
    failed.then(({ message }) => message),
    gone.then(() => "it exited immediately"),
    tooLate,
  ]).finally(() => clearTimeout(late));
  if (typeof first === "string") {
    pipe.destroy();
    throw notStarted(new Error(first));
  }
  // The command may end while it is still there.
  shell.unref();
  pipe.unref();
  return { ...first, gone, tell: (text) => void (pipe.writable && pipe.write(text)) };
}

function notStarted(why: Error): GamedayError {
  return (
    systemError(why) ??
    new GamedayError("GD-E011", `the drill's watchdog does not start: ${why.message}`, {
      hint: "it heals the drill if this command is killed; gameday doctor shows what is missing here",
    })
  );
}

/** What a watchdog says when it is on guard. */
async function firstLine(pipe: Socket): Promise<NamedProcess | string> {
  const lines = createInterface({ input: pipe });
  // Its pipe shows what happens to it: a watchdog that is killed with beats unread resets the
  // connection.
  lines.on("error", () => {});
  const line = await new Promise<string>((resolve) => lines.once("line", resolve));
  const [, pid, start] = /^armed (\d+) (.*)$/.exec(line) ?? [];
  return pid === undefined ? `it says ${JSON.stringify(line)}` : { pid: Number(pid), start };
}

/** That line. */
export function armedLine({ pid, start }: NamedProcess): string {
  return `armed ${pid} ${start ?? ""}\n`;
}
