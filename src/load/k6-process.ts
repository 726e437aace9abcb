import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { basename } from "node:path";
import type { Readable } from "node:stream";
import { traced } from "../kernel/call.ts";
import { commandLine } from "../kernel/redact.ts";
import { k6Exit, type K6Verdict } from "./k6-exit.ts";
import { parseK6Line, type K6Point } from "./k6-points.ts";

/** One run of k6 on one script. */
export interface K6Run {
  readonly binary: string;
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
  /** What it says and how it ended is written there. */
  readonly log: string;
  /** Starts it elsewhere than as a process of this machine. */
  readonly launch?: K6Launch | undefined;
}

/** A k6 that has been started: a process of this machine, or a container. */
export interface K6Child {
  readonly stdout: Readable;
  readonly stderr: Readable;
  kill(signal: "SIGINT" | "SIGKILL"): void;
  /** When it is gone and its output has been read to the end. */
  readonly ended: Promise<
    | { readonly code: number | null; readonly signal: NodeJS.Signals | null }
    | { readonly problem: string }
  >;
}

/**
 * Runs k6 with these arguments, the last of which is the script: its name, which `file` on this
 * machine holds.
 */
export type K6Launch = (
  args: readonly string[],
  file: string,
  env: Readonly<Record<string, string>>,
) => K6Child;

/** Called with what k6 reports. */
export interface K6Listeners {
  readonly onPoint: (point: K6Point) => void;
  /** The scenario has begun, at this wall-clock ms. Only our scripts report it. */
  readonly onStart?: (wallMs: number) => void;
  /** Any first sign of life. */
  readonly onTalk?: () => void;
}

/** How a k6 ended, with the end of its log. */
export interface K6Exit {
  readonly verdict: K6Verdict;
  readonly text: string;
  readonly lastWords: string;
}

/** A running k6. */
export interface K6Process {
  readonly script: string;
  /** Ends it immediately; points that it has not handed over yet are lost. */
  kill(): void;
  /**
   * Makes it stop sending immediately, hand over its results and end. Kills it when that takes
   * longer than `graceMs`.
   */
  interrupt(graceMs: number): void;
  /** Resolves when it has ended and all of its output has been read. */
  readonly gone: Promise<K6Exit>;
}

/**
 * Starts k6 in a process group of its own, so that Ctrl-C in the terminal reaches the drill first.
 */
export function startK6(run: K6Run, { onPoint, onStart, onTalk }: K6Listeners): K6Process {
  const args = [
    "run",
    "--quiet",
    "--no-usage-report",
    "--address=",
    "--no-color",
    "--log-format=raw",
    "--out=json=-",
    ...run.flags,
  ];
  const env = { ...run.env, K6_AUTO_EXTENSION_RESOLUTION: "false", K6_WEB_DASHBOARD: "false" };
  const child =
    run.launch === undefined
      ? childProcess(run.binary, [...args, run.script], env)
      : run.launch([...args, basename(run.script)], run.script, env);
  const what = (): string => commandLine(run.binary, [...args, run.script]);
  void traced({ adapter: "k6", what, outcome: k6Outcome }, () => child.ended);
  const lastWords: string[] = [];
  const log = keptLog(run.log);
  child.stdout.once("data", () => onTalk?.());
  readLines(child.stdout, (line) => {
    const point = parseK6Line(line);
    if (point !== undefined) onPoint(point);
  });
  readLines(child.stderr, (line) => {
    log.line(line);
    const started = /^gameday start (\d+)$/.exec(line)?.[1];
    if (started !== undefined) return onStart?.(Number(started));
    lastWords.push(line);
    if (lastWords.length > 20) lastWords.shift();
  });
  const gone = child.ended.then(async (end): Promise<K6Exit> => {
    const exit =
      "problem" in end
        ? ({ verdict: "broken", text: end.problem } as const)
        : k6Exit(end.code, end.signal);
    await log.close(`k6 is gone: ${exit.text}`);
    return { ...exit, lastWords: "problem" in end ? "" : lastWords.join("\n") };
  });
  return {
    script: run.script,
    kill: () => child.kill("SIGKILL"),
    interrupt(graceMs) {
      child.kill("SIGINT");
      const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
      void gone.then(() => clearTimeout(timer));
    },
    gone,
  };
}

const k6Outcome = (result: unknown): string => {
  const end = result as Awaited<K6Child["ended"]>;
  return "problem" in end ? end.problem : k6Exit(end.code, end.signal).text;
};

function childProcess(
  binary: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): K6Child {
  const child = spawn(binary, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
    detached: true,
  });
  return {
    stdout: child.stdout,
    stderr: child.stderr,
    kill: (signal) => void child.kill(signal),
    ended: new Promise((resolve) => {
      child.on("error", (error) => resolve({ problem: error.message }));
      child.on("close", (code, signal) => resolve({ code, signal }));
    }),
  };
}

/** A script that is refused all the time says so for each request. */
const longestLog = 16 << 20;

/** Keeps a log, up to a bound. A disk that refuses it must not end the load. */
function keptLog(file: string): {
  line(text: string): void;
  close(lastLine: string): Promise<void>;
} {
  const stream = createWriteStream(file).on("error", () => undefined);
  let written = 0;
  const line = (text: string): void => {
    if (written <= longestLog) stream.write(`${text}\n`);
    if (written <= longestLog && written + text.length > longestLog)
      stream.write("… the rest is omitted\n");
    written += text.length;
  };
  return {
    line,
    close: (lastLine) =>
      new Promise((resolve) => void stream.on("close", resolve).end(`${lastLine}\n`)),
  };
}

function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const text = rest + chunk;
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      onLine(text.slice(from, end));
      from = end + 1;
    }
    rest = text.slice(from);
  });
}
