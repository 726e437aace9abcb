/** Our driver as its own process: `load-sender.ts <port> <requests per second> <seconds>`. */
import { builtinDriver } from "../src/load/builtin.ts";

const [port = 0, perSecond = 0, seconds = 0] = process.argv.slice(2).map(Number);
const broken = Promise.withResolvers<never>();
const run = await builtinDriver().start({
  flows: [
    {
      id: "bench",
      perSecond,
      users: 1_000,
      vars: {},
      to: [{ host: "127.0.0.1", port }],
      steps: [
        {
          method: "GET",
          path: "/",
          headers: {},
          body: undefined,
          timeoutMs: 1_000,
          expectStatus: 200,
          underMs: 1_000,
        },
      ],
    },
  ],
  seed: "bench",
  originMonoMs: Number(process.hrtime.bigint()) / 1e6,
  onBin: () => undefined,
  onError: broken.reject,
});
await Promise.race([
  broken.promise,
  new Promise((resolve) => setTimeout(resolve, seconds * 1_000)),
]);
await run.stop();
