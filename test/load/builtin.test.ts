import type { LoadBin } from "../../src/event/load.ts";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { builtinDriver } from "../../src/load/builtin.ts";
import type { LoadFlow } from "../../src/load/load.ts";
import { loadContract } from "../contract/load.contract.ts";
import { hrMs, startLoadServer } from "../fixtures/load-server.ts";

loadContract("builtin", (options) => builtinDriver(options));

const flow = (
  id: string,
  perSecond: number,
  path: string,
  port: number,
  more: Partial<LoadFlow> = {},
): LoadFlow => ({
  id,
  perSecond,
  users: 10,
  vars: {},
  to: [{ host: "127.0.0.1", port }],
  steps: [
    {
      method: "GET",
      path,
      headers: {},
      body: undefined,
      timeoutMs: 1_000,
      expectStatus: 200,
      underMs: 1_000,
    },
  ],
  ...more,
});

test("a thread that dies is told as an error, and stopping afterwards is still safe", async () => {
  const failed = Promise.withResolvers<Error>();
  const run = await builtinDriver({ memoryMb: 24, maxInFlight: 1e6 }).start({
    flows: [flow("calm", 1, "/delay/1", 1)],
    seed: "1",
    originMonoMs: hrMs(),
    onBin: () => {},
    onError: failed.resolve,
  });
  // Too little memory for what it is asked to do: the thread dies as it would on a machine that is
  // full.
  run.add(flow("greedy", 500_000, `/delay/1?${"x".repeat(2_000)}{user}`, 1));
  expect(await failed.promise).toMatchObject({ code: "GD-L002" });
  await run.stop();
});

test("waiting for one of a few connections counts as latency, not as unsent", async () => {
  const server = await startLoadServer();
  const bins: LoadBin[] = [];
  const whole = Promise.withResolvers<void>();
  const patient = {
    method: "GET",
    path: "/delay/100",
    headers: {},
    body: undefined,
    timeoutMs: 30_000,
    expectStatus: 200,
    underMs: 30_000,
  } as const;
  const narrow = flow("narrow", 40, "", server.port, { connections: { max: 2 }, steps: [patient] });
  const onBin = (bin: LoadBin): void => void (bins.push(bin) >= 3 && whole.resolve());
  const run = await builtinDriver().start({
    flows: [narrow],
    seed: "1",
    originMonoMs: hrMs(),
    onBin,
    onError: whole.reject,
  });
  await whole.promise;
  await run.stop();
  // Two connections of at most 10 requests a second each: half of what is offered waits, by half a
  // second more each second.
  expect(bins[2]?.p50).toBeGreaterThan(300);
  expect(bins.every((bin) => bin.unsent === 0 && bin.timeout === 0)).toBe(true);
  const seen = await server.seen();
  expect(
    seen.filter((request) => request.atMs < (seen[0]?.atMs ?? 0) + 900).length,
  ).toBeLessThanOrEqual(20);
  await server.close();
});

test("requests that are unsent because others hang are lost by users, and do not make the generator late", async () => {
  const server = await startLoadServer();
  const bins: LoadBin[] = [];
  const whole = Promise.withResolvers<void>();
  const hung = {
    method: "GET",
    path: "/delay/60000",
    headers: {},
    body: undefined,
    timeoutMs: 5_000,
    expectStatus: 200,
    underMs: 200,
  } as const;
  const onBin = (bin: LoadBin): void => void (bins.push(bin) >= 3 && whole.resolve());
  const run = await builtinDriver({ maxInFlight: 16 }).start({
    flows: [flow("hung", 100, "", server.port, { steps: [hung] })],
    seed: "1",
    originMonoMs: hrMs(),
    onBin,
    onError: whole.reject,
  });
  await whole.promise;
  await run.stop();
  // All 16 have hung since the first second, and for longer than a user waits.
  expect(bins[2]).toMatchObject({ unsent: bins[2]?.offered });
  expect(bins[2]?.lateP99).toBeLessThan(5_000);
  await server.close();
});

test("the program can end by itself after stop", async () => {
  const server = await startLoadServer();
  const program = `
    import { builtinDriver } from ${JSON.stringify(new URL("../../src/load/builtin.ts", import.meta.url).href)};
    const flow = ${JSON.stringify(flow("a", 100, "/delay/1", server.port))};
    const run = await builtinDriver().start({ flows: [flow], seed: "1", originMonoMs: Number(process.hrtime.bigint()) / 1e6, onError: console.error, onBin: async (bin) => { await run.stop(); console.log(bin.good); } });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(Number(Buffer.concat(output).toString().split("\n")[0])).toBeGreaterThan(0);
  await server.close();
});

test("what only k6 can run is refused before anything is sent", async () => {
  const own = flow("own", 1, "/", 1, { script: "/tmp/my.k6.js" });
  await expect(
    builtinDriver().start({
      flows: [own],
      seed: "1",
      originMonoMs: 0,
      onBin: () => {},
      onError: () => {},
    }),
  ).rejects.toMatchObject({
    code: "GD-L001",
    hint: expect.stringContaining("--load k6") as string,
  });
});
