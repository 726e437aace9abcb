/**
 * The three senders of the load benchmark, each a process of its own: ours, k6 with a plain script,
 * and a bare one.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * A part of a run, in seconds: how much of its start is left out, for compiling, connecting and
 * growing, and how long it is measured then.
 */
export interface Span {
  readonly warmUp: number;
  readonly measured: number;
}

/**
 * Sends at a rate for the span and a little more; resolves with the CPU that it used for 1,000
 * requests in it, ms, all its threads together. The span starts with the first request, if the
 * caller says when that came.
 */
export type Send = (
  port: number,
  perSecond: number,
  span: Span,
  began?: Promise<unknown>,
) => Promise<number>;

export const sendOurs: Send = (...asked) => sendByNode("load-sender.ts", ...asked);
export const sendBare: Send = (...asked) => sendByNode("load-bare.ts", ...asked);

/** What comes after the measured part, so that its last requests are in the middle of a run too. */
const tailSeconds = 0.3;
const secondsOf = ({ warmUp, measured }: Span): number => warmUp + measured + tailSeconds;

function sendByNode(
  file: string,
  port: number,
  perSecond: number,
  span: Span,
  began?: Promise<unknown>,
): Promise<number> {
  const words = [
    fileURLToPath(new URL(file, import.meta.url)),
    port,
    perSecond,
    secondsOf(span),
  ].map(String);
  return cpuWhile(
    spawn(process.execPath, words, { stdio: ["ignore", "ignore", "inherit"] }),
    perSecond,
    span,
    began,
  );
}

/** k6 with its own arrival-rate executor. `folder` is where its script may lie. */
export function senderByK6(binary: string, folder: string): Send {
  return (port, perSecond, span, began) => {
    const script = join(folder, "bench.js");
    const users = Math.max(50, Math.ceil(perSecond / 20));
    writeFileSync(
      script,
      `import http from "k6/http";
export const options = { discardResponseBodies: true, scenarios: { bench: { executor: "constant-arrival-rate", rate: ${perSecond}, timeUnit: "1s", duration: "${secondsOf(span) * 1_000}ms", preAllocatedVUs: ${users}, maxVUs: ${users * 4} } } };
export default function () { http.get("http://127.0.0.1:${port}/"); }
`,
    );
    const child = spawn(
      binary,
      [
        "run",
        "--quiet",
        "--no-usage-report",
        "--address=",
        "--summary-mode=disabled",
        "--log-output=none",
        script,
      ],
      { stdio: "ignore", env: { ...process.env, K6_AUTO_EXTENSION_RESOLUTION: "false" } },
    );
    return cpuWhile(child, perSecond, span, began);
  };
}

/**
 * From the end of the warm-up, for as long as is measured: its start and its end are not what a
 * long run costs.
 */
async function cpuWhile(
  child: ChildProcess,
  perSecond: number,
  { warmUp, measured }: Span,
  began?: Promise<unknown>,
): Promise<number> {
  const ended = once(child, "exit") as Promise<[number | null]>;
  const window = (async () => {
    const sends = await Promise.race([
      Promise.resolve(began).then(() => true),
      ended.then(() => false),
    ]);
    if (!sends) return Number.NaN;
    await new Promise((resolve) => setTimeout(resolve, warmUp * 1_000));
    const [cpu, at] = [cpuMsOf(child.pid ?? 0), performance.now()];
    await new Promise((resolve) => setTimeout(resolve, measured * 1_000));
    return (cpuMsOf(child.pid ?? 0) - cpu) / (((performance.now() - at) * perSecond) / 1e6);
  })();
  // A sender that ends before it has sent anything is told of by its code.
  const [code] = await ended;
  if (code !== 0) throw new Error(`bench: a sender ended with ${code}`);
  return window;
}

/**
 * CPU time of all threads of a process, as the kernel's scheduler counted it (Linux only); NaN when
 * it is gone.
 */
function cpuMsOf(pid: number): number {
  try {
    const folder = `/proc/${pid}/task`;
    return (
      readdirSync(folder).reduce(
        (sum, thread) =>
          sum + Number(readFileSync(`${folder}/${thread}/schedstat`, "latin1").split(" ")[0]),
        0,
      ) / 1e6
    );
  } catch {
    return Number.NaN;
  }
}
