import { spawn } from "node:child_process";
import { k6Exit, type K6Verdict } from "./k6-exit.ts";
import { parseK6Line, type K6Point } from "./k6-points.ts";

/** One run of k6 on one script. */
export interface K6Run {
  readonly binary: string;
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
}

/** Who hears what k6 tells. */
export interface K6Listeners {
  readonly onPoint: (point: K6Point) => void;
  /** The scenario has begun, at this wall-clock ms. Only scripts of ours tell. */
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
  /** Ends it at once; points that it has not handed over yet are lost. */
  kill(): void;
  /** It stops sending at once, hands over what it knows and ends; it is killed when that takes longer than `graceMs`. */
  interrupt(graceMs: number): void;
  /** When it is gone and everything that it told has been read. */
  readonly gone: Promise<K6Exit>;
}

/** Starts k6 in a process group of its own, so that Ctrl-C in the terminal reaches the drill first. */
export function startK6(run: K6Run, { onPoint, onStart, onTalk }: K6Listeners): K6Process {
  const flags = ["run", "--quiet", "--no-usage-report", "--address=", "--no-color", "--log-format=raw", "--out=json=-", ...run.flags, run.script];
  const env = { ...process.env, ...run.env, K6_AUTO_EXTENSION_RESOLUTION: "false", K6_WEB_DASHBOARD: "false" };
  const child = spawn(run.binary, flags, { stdio: ["ignore", "pipe", "pipe"], env, detached: true });
  const lastWords: string[] = [];
  child.stdout.once("data", () => onTalk?.());
  readLines(child.stdout, (line) => {
    const point = parseK6Line(line);
    if (point !== undefined) onPoint(point);
  });
  readLines(child.stderr, (line) => {
    const started = /^gameday start (\d+)$/.exec(line)?.[1];
    if (started !== undefined) return onStart?.(Number(started));
    lastWords.push(line);
    if (lastWords.length > 20) lastWords.shift();
  });
  const gone = new Promise<K6Exit>((resolve) => {
    child.on("error", (error) => resolve({ verdict: "broken", text: error.message, lastWords: "" }));
    child.on("close", (code, signal) => resolve({ ...k6Exit(code, signal), lastWords: lastWords.join("\n") }));
  });
  return {
    script: run.script,
    kill: () => void child.kill("SIGKILL"),
    interrupt(graceMs) {
      child.kill("SIGINT");
      const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
      void gone.then(() => clearTimeout(timer));
    },
    gone,
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
