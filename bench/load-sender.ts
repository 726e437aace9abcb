/** Our driver as its own process: `load-sender.ts <port> <requests per second> <seconds>`; the last line is what it counted. */
import { builtinDriver } from "../src/load/builtin.ts";
import type { Bin } from "../src/load/load.ts";

const [port = 0, perSecond = 0, seconds = 0] = process.argv.slice(2).map(Number);
const bins: Bin[] = [];
const over = Promise.withResolvers<void>();
const run = await builtinDriver().start({
  flows: [{ id: "bench", perSecond, users: 1_000, vars: {}, to: [{ host: "127.0.0.1", port }], steps: [{ method: "GET", path: "/", headers: {}, body: undefined, timeoutMs: 1_000, expectStatus: 200, underMs: 1_000 }] }],
  seed: "bench",
  originMonoMs: Number(process.hrtime.bigint()) / 1e6,
  onBin: (bin) => void (bins.push(bin) >= seconds && over.resolve()),
  onError: over.reject,
});
await over.promise;
await run.stop();
// The first second pays for compiling and connecting, the last may be cut.
const steady = bins.slice(2, seconds);
process.stdout.write(`${JSON.stringify({ unsent: steady.reduce((sum, bin) => sum + bin.offered - bin.good, 0), p99: Math.max(...steady.map((bin) => bin.p99)), lateP99: Math.max(...steady.map((bin) => bin.lateP99)) })}\n`);
