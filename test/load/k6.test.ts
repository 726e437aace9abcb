import type { LoadBin, LoadEnd, LoadThreshold } from "../../src/event/load.ts";
import { once } from "node:events";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { GamedayError } from "../../src/kernel/error.ts";
import { findK6, type FoundK6 } from "../../src/load/k6-find.ts";
import { k6Driver, type K6Options } from "../../src/load/k6.ts";
import type { LoadFlow, LoadRun } from "../../src/load/load.ts";
import { loadContract } from "../contract/load.contract.ts";
import { authority } from "../fixtures/certificate.ts";
import { hrMs, startLoadServer } from "../fixtures/load-server.ts";
import { provided } from "../support/required.ts";
import { ownFolder } from "../support/own-folder.ts";

/** A program in k6's place. */
async function fake(program: string): Promise<string> {
  const path = join(ownFolder(), "k6");
  await writeFile(path, `#!/bin/sh\n${program}\n`);
  await chmod(path, 0o755);
  return path;
}

const flow = (more: Partial<LoadFlow> = {}): LoadFlow => ({
  id: "browse",
  perSecond: 20,
  users: 10,
  vars: {},
  to: [{ host: "127.0.0.1", port: 1 }],
  steps: [
    {
      method: "GET",
      path: "/delay/5",
      headers: {},
      body: undefined,
      timeoutMs: 1_000,
      expectStatus: 200,
      underMs: 1_000,
    },
  ],
  ...more,
});

async function start(
  options: Omit<K6Options, "folder">,
  flows: LoadFlow[],
  onBin: (bin: LoadBin) => void,
  onError: (error: Error) => void,
  onThreshold: (threshold: LoadThreshold) => void = () => {},
): Promise<LoadRun> {
  const run = await k6Driver({ ...options, folder: ownFolder() }).start({
    flows,
    seed: "7f3a",
    originMonoMs: hrMs(),
    onBin,
    onError,
    onThreshold,
  });
  onTestFinished(() => run.stop());
  return run;
}

describe("finding k6", () => {
  const answers = 'echo "k6 v2.2.0 (go1.26.0, linux/amd64)"';

  test("takes the path that was named, then PATH, then the cache, and says which", async () => {
    const [named, onPath, cached] = [await fake(answers), await fake(answers), await fake(answers)];
    const env = { PATH: `/nowhere:${join(onPath, "..")}` };
    expect(await findK6({ explicit: named, env })).toEqual({
      path: named,
      version: "2.2.0",
      why: "named by the user",
    });
    expect(await findK6({ env: { ...env, GAMEDAY_K6: named } })).toMatchObject({
      path: named,
      why: "named by GAMEDAY_K6",
    });
    expect(await findK6({ env, cacheDir: join(cached, "..") })).toMatchObject({
      path: onPath,
      why: "from PATH",
    });
    expect(await findK6({ env: {}, cacheDir: join(cached, "..") })).toMatchObject({
      path: cached,
      why: "from the cache",
    });
  });

  test("passes over a k6 that does not run, and tells what to do when there is none", async () => {
    const [broken, good] = [await fake("exit 1"), await fake(answers)];
    expect(
      await findK6({ env: { PATH: `${join(broken, "..")}:${join(good, "..")}` } }),
    ).toMatchObject({ path: good });
    await expect(
      findK6({ explicit: broken, env: { PATH: join(good, "..") } }),
    ).rejects.toMatchObject({
      code: "GD-L001",
      hint: expect.stringContaining("gameday setup tools") as string,
    });
  });
});

describe("a k6 that fails", () => {
  test("before it sends is an error of the start, with its last words", async () => {
    const binary = await fake('echo "GoError: no such thing" >&2; exit 107');
    const error = await k6Driver({ binary, folder: ownFolder() })
      .start({ flows: [flow()], seed: "1", originMonoMs: 0, onBin: () => {}, onError: () => {} })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GamedayError);
    expect(error).toMatchObject({
      code: "GD-L002",
      message: expect.stringMatching(/browse.*exception.*107.*no such thing/s) as string,
    });
  });

  test("while it sends is told once, and stopping afterwards is still safe", async () => {
    const failed = Promise.withResolvers<Error>();
    const binary = await fake('echo "gameday start $(date +%s)000" >&2; exit 109');
    const run = await start({ binary }, [flow()], () => {}, failed.resolve);
    expect(await failed.promise).toMatchObject({
      code: "GD-L002",
      message: expect.stringContaining("panicked") as string,
    });
    await run.stop();
  });

  test("is not even started for a flow that only the built-in driver can send", async () => {
    const attempt = k6Driver({ binary: "/nowhere/k6", folder: ownFolder() }).start({
      flows: [flow({ connections: { max: 3 } })],
      seed: "1",
      originMonoMs: 0,
      onBin: () => {},
      onError: () => {},
    });
    await expect(attempt).rejects.toMatchObject({ code: "GD-L001", hint: "--load builtin" });
  });

  test("carries the drill's mark, so that it can be found when the drill is dead", async () => {
    const binary = await fake(
      'echo "drill $GAMEDAY_DRILL, extensions $K6_AUTO_EXTENSION_RESOLUTION, $*" >&2; exit 104',
    );
    const attempt = k6Driver({
      binary,
      folder: ownFolder(),
      env: { GAMEDAY_DRILL: "2026-11-21-hot-mysql-7f3a" },
    }).start({ flows: [flow()], seed: "1", originMonoMs: 0, onBin: () => {}, onError: () => {} });
    await expect(attempt).rejects.toThrow(
      /drill 2026-11-21-hot-mysql-7f3a, extensions false, run --quiet --no-usage-report --address= .*--blacklist-ip=/,
    );
  });
});

const found = await provided("k6", () => findK6({ env: process.env }));
if (found === undefined) test.skip("the load driver k6", () => {});
else real(found);

function real({ path: binary }: FoundK6): void {
  // k6 starts in a fifth of a second, so the first whole second of a flow may be the second one
  // that it sent in.
  const scripts = ownFolder();
  let runs = 0;
  loadContract(
    "k6",
    (options) => k6Driver({ binary, folder: join(scripts, String((runs += 1))), ...options }),
    { settleMs: 1_000, heavy: true },
  );

  test("speaks HTTP/2 to a server that offers it", async () => {
    const { ca, issue } = authority();
    const versions = new Set<string>();
    const server = createSecureServer(
      { ...issue(["127.0.0.1"]), allowHTTP1: true },
      (request, response) => (versions.add(request.httpVersion), void response.end("ok")),
    );
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const whole = Promise.withResolvers<LoadBin>();
    await start(
      { binary },
      [
        flow({
          to: [{ host: "127.0.0.1", port: (server.address() as AddressInfo).port }],
          tls: { ca },
        }),
      ],
      (bin) => bin.offered > 0 && whole.resolve(bin),
      whole.reject,
    );
    const bin = await whole.promise;
    expect(bin).toMatchObject({ good: bin.offered });
    expect([...versions]).toEqual(["2.0"]);
  });

  describe("a user's own k6 script", () => {
    const own = async (text: string): Promise<string> => {
      const script = join(ownFolder(), "my.k6.js");
      await writeFile(script, text);
      return script;
    };

    test("is sent as a flow, and its thresholds are told when it ends", async () => {
      const server = await startLoadServer();
      onTestFinished(() => server.close());
      const script = await own(`
        import http from "k6/http";
        export const options = {
          scenarios: { own: { executor: "constant-arrival-rate", rate: 30, timeUnit: "1s", duration: "1m", preAllocatedVUs: 10 } },
          thresholds: { http_req_duration: ["p(95)<1", "p(95)<5000"], http_req_failed: ["rate<0.01"] },
        };
        export default function () { http.get(__ENV.GAMEDAY_TO + "/delay/20"); }`);
      const thresholds: LoadThreshold[] = [];
      const bins: LoadBin[] = [];
      const enough = Promise.withResolvers<void>();
      const run = await start(
        { binary },
        [flow({ to: [server], script, steps: [], perSecond: 30 })],
        (bin) => void (bins.push(bin) >= 4 && enough.resolve()),
        enough.reject,
        (threshold) => thresholds.push(threshold),
      );
      await enough.promise;
      await run.stop();
      expect(thresholds).toEqual([
        { flow: "browse", metric: "http_req_duration", threshold: "p(95)<1", ok: false },
        { flow: "browse", metric: "http_req_duration", threshold: "p(95)<5000", ok: true },
        { flow: "browse", metric: "http_req_failed", threshold: "rate<0.01", ok: true },
      ]);
      expect(Math.abs((bins[2]?.good ?? 0) - 30)).toBeLessThanOrEqual(1);
      expect(bins[2]?.p50).toBeGreaterThanOrEqual(20);
    });

    /** k6 in a wrapper that says which process it is. */
    const named = async (): Promise<{ readonly binary: string; pid(): Promise<number> }> => {
      const file = join(ownFolder(), "pid");
      return {
        binary: await fake(`[ "$1" = run ] && echo $$ > ${file}\nexec ${binary} "$@"`),
        pid: async () => Number(await readFile(file, "utf8")),
      };
    };
    const steadily = (request: string, more = ""): Promise<string> =>
      own(`
        import http from "k6/http";
        export const options = { ${more} scenarios: { own: { executor: "constant-arrival-rate", rate: 20, timeUnit: "1s", duration: "1m", preAllocatedVUs: 10 } } };
        export default function () { ${request} }`);
    interface Told {
      readonly bins: LoadBin[];
      readonly ends: LoadEnd[];
      readonly thresholds: LoadThreshold[];
      log: string;
    }
    /**
     * Sends a script until what it told is enough, and stops it; `meanwhile` comes with its first
     * bin.
     */
    async function sent(
      script: string,
      enough: (told: Told) => boolean,
      meanwhile: () => Promise<void> = async () => {},
      program = binary,
    ): Promise<Told> {
      const server = await startLoadServer();
      onTestFinished(() => server.close());
      const [told, logs, over]: [Told, string, PromiseWithResolvers<void>] = [
        { bins: [], ends: [], thresholds: [], log: "" },
        ownFolder(),
        Promise.withResolvers(),
      ];
      const first = Promise.withResolvers<void>();
      const hears =
        <T>(list: T[]) =>
        (one: T): void =>
          void (list.push(one) > 0 && (first.resolve(), enough(told)) && over.resolve());
      const run = await k6Driver({ binary: program, folder: ownFolder(), logs }).start({
        flows: [flow({ to: [server], script, steps: [] })],
        seed: "7f3a",
        originMonoMs: hrMs(),
        onError: over.reject,
        onBin: hears(told.bins),
        onEnded: hears(told.ends),
        onThreshold: hears(told.thresholds),
      });
      onTestFinished(() => run.stop(true));
      await first.promise;
      await meanwhile();
      await over.promise;
      await run.stop();
      return { ...told, log: await readFile(join(logs, "k6-browse.log"), "utf8") };
    }
    const binsOf =
      (count: number) =>
      ({ bins }: Told): boolean =>
        bins.length >= count;

    test("reaches its target by the names that it gives it, and nothing else by them", async () => {
      const at = '__ENV.GAMEDAY_TO.replace("http://", "")';
      const asking = (...names: string[]): Promise<string> =>
        steadily(
          names.map((name) => `http.get("http://${name}.example/delay/1");`).join(" "),
          `hosts: { "shop.example": ${at}, "*.cdn.example": ${at}, "far.example": "192.0.2.1" },`,
        );
      const { bins: near } = await sent(await asking("shop", "img.cdn"), binsOf(2));
      expect(near[1]).toMatchObject({ good: near[1]?.offered });
      expect(near[1]?.offered).toBeGreaterThan(0);
      const { bins: far } = await sent(await asking("far", "other"), binsOf(2));
      expect(far[1]).toMatchObject({ error: far[1]?.offered });
      expect(far[1]?.offered).toBeGreaterThan(0);
    });

    test("is read by the status where it turns the tags off that would say more", async () => {
      const { bins } = await sent(
        await steadily('http.get(__ENV.GAMEDAY_TO + "/delay/1");', 'systemTags: ["proto"],'),
        binsOf(3),
      );
      expect(bins[1]).toMatchObject({ good: bins[1]?.offered, scripted: 20 });
    });

    test("that comes to its end is told, with its log; its last second is left out, because it is not whole", async () => {
      const { bins, ends, log } = await sent(
        await own(`
        import http from "k6/http";
        import { sleep } from "k6";
        export const options = { vus: 2, duration: "3s" };
        export default function () { http.get(__ENV.GAMEDAY_TO + "/delay/1"); sleep(0.05); }`),
        ({ ends: [end] }) => end !== undefined,
      );
      expect(ends).toMatchObject([{ flow: "browse", how: "done", ranMs: 3_000 }]);
      expect(bins.at(-1)?.second).toBeLessThan(ends[0]?.second ?? 0);
      expect(log).toContain("k6 is gone: it ran to its end (exit code 0)");
    });

    test("that is killed is told with its thresholds, which nobody judged, and its log says how it ended", async () => {
      const { binary: program, pid } = await named();
      const script = await steadily(
        'http.get(__ENV.GAMEDAY_TO + "/delay/1");',
        'thresholds: { http_req_failed: ["rate<0.01"] },',
      );
      const { ends, thresholds, log } = await sent(
        script,
        ({ ends: [end] }) => end !== undefined,
        async () => void process.kill(await pid(), "SIGKILL"),
        program,
      );
      expect(ends).toMatchObject([
        { flow: "browse", how: "stopped", why: "it was killed by SIGKILL" },
      ]);
      expect(thresholds).toEqual([
        { flow: "browse", metric: "http_req_failed", threshold: "rate<0.01", ok: null },
      ]);
      expect(log).toContain("k6 is gone: it was killed by SIGKILL");
    });

    test("that stands still has no bins of those seconds: nobody knows what it would have asked for", async () => {
      const { binary: program, pid } = await named();
      const stand = async (): Promise<void> => {
        process.kill(await pid(), "SIGSTOP");
        await new Promise((resolve) => setTimeout(resolve, 4_000));
        process.kill(await pid(), "SIGCONT");
      };
      const { bins, ends } = await sent(
        await steadily('http.get(__ENV.GAMEDAY_TO + "/delay/1");'),
        ({ bins: told }) =>
          told.some(({ second }, i) => second > (told[i - 1]?.second ?? second) + 1),
        stand,
        program,
      );
      expect(
        Math.max(...bins.map(({ second }, i) => second - (bins[i - 1]?.second ?? second))),
      ).toBeGreaterThan(4);
      expect(ends).toEqual([]);
    });

    test("is given the time that its teardown takes before its thresholds are read", async () => {
      const script = await own(`
        import http from "k6/http";
        import { sleep } from "k6";
        export const options = { vus: 1, duration: "1m", thresholds: { http_req_failed: ["rate<0.01"] } };
        export default function () { http.get(__ENV.GAMEDAY_TO + "/delay/1"); sleep(0.1); }
        export function teardown() { sleep(6); }`);
      const { thresholds } = await sent(script, binsOf(1));
      expect(thresholds).toEqual([
        { flow: "browse", metric: "http_req_failed", threshold: "rate<0.01", ok: true },
      ]);
    });

    test("reaches nothing but this machine", async () => {
      const web = await own(
        'import { check } from "https://example.com/check.js"; export default function () {}',
      );
      const bins: LoadBin[] = [];
      await expect(
        start(
          { binary },
          [flow({ script: web, steps: [] })],
          () => {},
          () => {},
        ),
      ).rejects.toMatchObject({
        hint: expect.stringContaining("cannot load from the web") as string,
      });
      const away = await own(`
        import http from "k6/http";
        export const options = { scenarios: { own: { executor: "constant-arrival-rate", rate: 10, timeUnit: "1s", duration: "1m", preAllocatedVUs: 5 } } };
        export default function () { http.get("http://192.0.2.1/"); }`);
      const enough = Promise.withResolvers<void>();
      await start(
        { binary },
        [flow({ script: away, steps: [] })],
        (bin) => void (bins.push(bin) >= 3 && enough.resolve()),
        enough.reject,
      );
      await enough.promise;
      expect(bins[1]?.error).toBe(bins[1]?.offered);
      expect(bins[1]?.offered).toBeGreaterThanOrEqual(9);
    });
  });

  test("the script of a flow stays in the run folder and tells what it is", async () => {
    const kept = ownFolder();
    const run = await k6Driver({ binary, folder: kept }).start({
      flows: [flow()],
      seed: "7f3a",
      originMonoMs: hrMs(),
      onBin: () => {},
      onError: () => {},
    });
    await run.stop();
    expect((await readFile(join(kept, "browse.k6.js"), "utf8")).split("\n").slice(0, 2)).toEqual([
      '// The flow "browse" of a Gameday drill: 20 journeys a second, whatever the answers do.',
      "// Written by gameday. It also runs alone: k6 run <this file>",
    ]);
  });
}
