/**
 * The built-in load driver next to k6 and next to a bare sender, in turns: how late each sends,
 * what each costs, and the rate that each holds. Lateness is taken where the requests arrive, so
 * nobody is asked about itself. What the bare sender meets is what the machine allowed in that
 * turn: limits are relative to it, and a turn in which it is late itself says nothing about the
 * others.
 */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPaths } from "../src/register/paths.ts";
import { findK6 } from "../src/load/k6-find.ts";
import { lateness, quantile, slices } from "./load-lateness.ts";
import { costRow, latenessRow, usualLatenessRow, type Run, type Turn } from "./load-rows.ts";
import { sendBare, sendOurs, senderByK6, type Send, type Span } from "./load-senders.ts";
import { sustainedRow } from "./load-sustained.ts";
import { median, type BenchResult } from "./result.ts";

const turns = 5;
const rates = [1_000, 2_000, 4_000, 8_000];
const span: Span = { warmUp: 1, measured: 1.8 };

export async function measure(): Promise<readonly BenchResult[]> {
  const { path, version } = await findK6({
    env: process.env,
    cacheDir: join(findPaths(process.env, process.cwd()).cache, "tools"),
  });
  const folder = mkdtempSync(join(tmpdir(), "gameday-bench-k6-"));
  try {
    const senders = { bare: sendBare, ours: sendOurs, peer: senderByK6(path, folder) };
    return [
      ...(await fixedRates(senders, `k6 ${version}`)),
      await sustainedRow(senders, `k6 ${version}`),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Each turn goes through all rates, and at each rate through all senders, so that a change of the
 * machine's mood hits all of them.
 */
async function fixedRates(
  senders: Readonly<Record<"bare" | "ours" | "peer", Send>>,
  peerName: string,
): Promise<BenchResult[]> {
  const receiver = fork(fileURLToPath(new URL("load-receiver.ts", import.meta.url)), {
    execArgv: [],
    serialization: "advanced",
  });
  const [{ port }] = (await once(receiver, "message")) as [{ port: number }];
  const met = new Map<number, Turn[]>(rates.map((rate) => [rate, []]));
  const one = async (send: Send, rate: number): Promise<Run> => {
    const cpu = await send(port, rate, span, once(receiver, "message"));
    return { cpu, ...latenessOf(await arrived(receiver), rate) };
  };
  for (let turn = 1; turn <= turns; turn += 1) {
    for (const [rate, all] of met) {
      const bare = await one(senders.bare, rate);
      // Who comes first changes.
      const first = turn % 2 === 0 ? await one(senders.ours, rate) : undefined;
      const peer = await one(senders.peer, rate);
      all.push({ bare, peer, ours: first ?? (await one(senders.ours, rate)) });
    }
    process.stderr.write(
      `turn ${turn} of ${turns}, usual p99 (p99) of lateness, ms:${[...met].map(([rate, all]) => ` ${rate}/s ${said(all.at(-1))}`).join(";")}\n`,
    );
  }
  receiver.disconnect();
  await once(receiver, "exit");
  return [usualLatenessRow, latenessRow, costRow].flatMap((row) =>
    [...met].map(([rate, all]) => row(rate, all, peerName)),
  );
}

function said(turn: Turn | undefined): string {
  const run = (
    { usual, late }: Run = { usual: Number.NaN, late: Number.NaN, cpu: Number.NaN },
  ): string => `${usual.toFixed(1)} (${late.toFixed(0)})`;
  return `bare ${run(turn?.bare)} ours ${run(turn?.ours)} k6 ${run(turn?.peer)}`;
}

function latenessOf(arrivals: readonly number[], rate: number): Pick<Run, "late" | "usual"> {
  const end = Math.round(rate * (span.warmUp + span.measured));
  if (arrivals.length < end)
    return { late: Number.POSITIVE_INFINITY, usual: Number.POSITIVE_INFINITY };
  const all = lateness(arrivals.slice(rate * span.warmUp, end), rate);
  return {
    late: quantile(all, 0.99),
    usual: median(slices(all, rate).map((slice) => quantile(slice, 0.99))),
  };
}

async function arrived(receiver: ChildProcess): Promise<readonly number[]> {
  receiver.send("times?");
  const [{ times }] = (await once(receiver, "message")) as [{ times: number[] }];
  return times;
}
