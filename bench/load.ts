/**
 * The built-in load driver next to k6: the rate that each holds without drops against one nginx, how late each sends, and what each
 * costs. Lateness is taken where the requests arrive, so neither is asked about itself. k6 runs a plain script, without our driver.
 */
import { fork, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findK6 } from "../src/load/k6-find.ts";
import { lateness, quantile } from "./load-lateness.ts";
import { startNginx, type Nginx } from "./load-nginx.ts";
import { alternate, median, resultOf, type BenchResult } from "./result.ts";

/** Seconds that a sender runs, and how many of its first ones are left out: compiling, connecting, growing. */
const seconds = 6;
const warmUp = 2;
const turns = 5;

/** Sends at a rate for `seconds`, and says what it cost. */
type Send = (port: number, perSecond: number) => Promise<{ cpuMs: number; ownP99: number | undefined }>;

export async function measure(): Promise<readonly BenchResult[]> {
  const { path, version } = await findK6({ env: process.env });
  const folder = mkdtempSync(join(tmpdir(), "gameday-bench-k6-"));
  try {
    const peer: Send = (port, perSecond) => sendByK6(path, folder, port, perSecond);
    return [...(await latenessRows(peer, `k6 ${version}`)), await sustainedRow(peer, `k6 ${version}`)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function latenessRows(peer: Send, peerName: string): Promise<BenchResult[]> {
  const receiver = fork(fileURLToPath(new URL("load-receiver.ts", import.meta.url)), { execArgv: [], serialization: "advanced" });
  const [{ port }] = (await once(receiver, "message")) as [{ port: number }];
  const rows: BenchResult[] = [];
  const cpu = { ours: [] as number[], peer: [] as number[] };
  for (const rate of [1_000, 2_000, 4_000]) {
    const late = async (send: Send, costs: number[]): Promise<number> => {
      const { cpuMs } = await send(port, rate);
      if (rate === 2_000) costs.push((cpuMs / (rate * (seconds - warmUp))) * 1_000);
      return quantile(lateness(steady(await arrived(receiver), rate), rate), 0.99);
    };
    const runs = await alternate(turns, () => late(sendOurs, cpu.ours), () => late(peer, cpu.peer));
    rows.push(resultOf({ name: `load-late-${rate}`, unit: "ms", peerName, floor: { of: "ours", atMost: median(runs.peer) * 1.5 + 1 }, goal: { of: "ratio", atMost: 1 }, runs }));
  }
  receiver.disconnect();
  await once(receiver, "exit");
  const runs = { ours: cpu.ours.slice(1), peer: cpu.peer.slice(1) };
  return [...rows, resultOf({ name: "load-cpu-2000", unit: "ms per 1,000 requests", peerName, floor: { of: "ratio", atMost: 0.5 }, goal: { of: "ratio", atMost: 0.5 }, runs })];
}

/** The arrivals of the seconds after the warm-up; the last half second may already be cut. */
function steady(arrivals: readonly number[], rate: number): readonly number[] {
  return arrivals.slice(rate * warmUp, rate * (seconds - 0.5));
}

async function arrived(receiver: ChildProcess): Promise<readonly number[]> {
  receiver.send("times?");
  const [{ times }] = (await once(receiver, "message")) as [{ times: number[] }];
  return times;
}

async function sustainedRow(peer: Send, peerName: string): Promise<BenchResult> {
  await using nginx = await startNginx();
  const runs = await alternate(turns, () => highest(nginx, sendOurs), () => highest(nginx, peer));
  return resultOf({ name: "load-sustained", unit: "req/s", peerName, floor: { of: "ratio", atLeast: 2 }, goal: { of: "ratio", atLeast: 3 }, runs });
}

/** Rates from 1,000 to 40,000 a second, each a twelfth above the one before. */
const ladder = Array.from({ length: 47 }, (_, rung) => Math.round((1_000 * (13 / 12) ** rung) / 50) * 50);

/** The highest rate of the ladder that holds, by halving what is left of it; 0 when none does. */
async function highest(nginx: Nginx, send: Send): Promise<number> {
  let [low, high] = [-1, ladder.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (await holds(nginx, send, ladder[middle] ?? 0)) low = middle;
    else high = middle;
  }
  return ladder[low] ?? 0;
}

/** No request missing, 99 % of them answered within 5 ms of when they were due, and where the sender says so itself, within 20 ms for the user. */
async function holds(nginx: Nginx, send: Send, rate: number): Promise<boolean> {
  const { ownP99 } = await send(nginx.port, rate);
  const answered = steady((await nginx.answeredMs()).toSorted((a, b) => a - b), rate);
  return answered.length > rate * (seconds - warmUp - 1) && quantile(lateness(answered, rate), 0.99) <= 5 && (ownP99 ?? 0) <= 20;
}

const sendOurs: Send = async (port, perSecond) => {
  const child = spawn(process.execPath, [fileURLToPath(new URL("load-sender.ts", import.meta.url)), String(port), String(perSecond), String(seconds)], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const cpuMs = await cpuUntilExit(child);
  const { unsent, p99 } = JSON.parse(output) as { unsent: number; p99: number };
  return { cpuMs, ownP99: unsent > 0 ? Number.POSITIVE_INFINITY : p99 };
};

async function sendByK6(binary: string, folder: string, port: number, perSecond: number): Promise<{ cpuMs: number; ownP99: undefined }> {
  const script = join(folder, "bench.js");
  const users = Math.max(50, Math.ceil(perSecond / 40));
  writeFileSync(script, `import http from "k6/http";
export const options = { discardResponseBodies: true, scenarios: { bench: { executor: "constant-arrival-rate", rate: ${perSecond}, timeUnit: "1s", duration: "${seconds}s", preAllocatedVUs: ${users}, maxVUs: ${users * 4} } } };
export default function () { http.get("http://127.0.0.1:${port}/"); }
`);
  const child = spawn(binary, ["run", "--quiet", "--no-usage-report", "--address=", "--summary-mode=disabled", "--log-output=none", script], { stdio: "ignore", env: { ...process.env, K6_AUTO_EXTENSION_RESOLUTION: "false" } });
  return { cpuMs: await cpuUntilExit(child), ownP99: undefined };
}

/** Milliseconds of CPU that a process used between the end of its warm-up and its end, as the kernel counted them (Linux only). */
async function cpuUntilExit(child: ChildProcess): Promise<number> {
  let [warm, last] = [Number.NaN, Number.NaN];
  const since = performance.now();
  const timer = setInterval(() => {
    const used = cpuMsOf(child.pid ?? 0);
    if (Number.isNaN(used)) return;
    if (Number.isNaN(warm) && performance.now() - since > warmUp * 1_000) warm = used;
    last = used;
  }, 20);
  const [code] = (await once(child, "exit")) as [number | null];
  clearInterval(timer);
  if (code !== 0) throw new Error(`bench: a sender ended with ${code}`);
  return last - warm;
}

function cpuMsOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    // utime and stime, in hundredths of a second on every Linux that Node runs on.
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}
