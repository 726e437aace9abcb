/**
 * `gameday proxy` as a stand-in for toxiproxy-server: its flags, what it prints, and how it ends.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { stat, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, onTestFinished, test } from "vitest";
import { entry, homeFor } from "./gameday.ts";

const home = homeFor("all");

interface Served {
  readonly url: string;
  /** Ends it by the signal; answers its exit code and all that it printed. */
  readonly end: (
    signal: NodeJS.Signals,
  ) => Promise<{ code: number | null; out: string; err: string; tookMs: number }>;
}

async function serve(...words: readonly (string | NodeJS.ProcessEnv)[]): Promise<Served> {
  const flags = words.filter((word) => typeof word === "string");
  const more = words.filter((word) => typeof word === "object");
  const child = spawn(process.execPath, [entry, "proxy", ...flags], {
    env: Object.assign({}, home.env, ...more),
    cwd: home.elsewhere,
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [out, err] = ["", ""];
  child.stdout.on("data", (data) => (out += String(data)));
  child.stderr.on("data", (data) => (err += String(data)));
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return {
    url: /listening on (\S+)/.exec(line)?.[1] ?? "",
    end: async (signal) => {
      const start = performance.now();
      child.kill(signal);
      const [code] = (await once(child, "exit")) as [number | null];
      return { code, out, err, tookMs: performance.now() - start };
    },
  };
}

async function run(
  ...flags: readonly string[]
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [entry, "proxy", ...flags], {
    env: home.env,
    cwd: home.elsewhere,
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (data) => (out += String(data)));
  child.stderr.on("data", (data) => (err += String(data)));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out, err };
}

const overSocket = (socketPath: string, path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) =>
    request({ socketPath, path }, (response) => resolve(response.resume().statusCode))
      .once("error", reject)
      .end(),
  );

describe("gameday proxy", () => {
  test("serves /metrics with the original's flags, and nothing of a Go runtime", async () => {
    const config = join(home.elsewhere, "toxiproxy.json");
    await writeFile(config, '[{"name":"db","listen":"127.0.0.1:0","upstream":"127.0.0.1:9"}]');
    const served = await serve(
      "-host=127.0.0.1",
      "-port",
      "0",
      "-config",
      config,
      "-runtime-metrics",
      "-seed=1",
    );
    const text = await (await fetch(`${served.url}/metrics`)).text();
    expect(text).toContain("caught_errors_total");
    expect(text).not.toContain("go_");
    expect(Object.keys((await (await fetch(`${served.url}/proxies`)).json()) as object)).toEqual([
      "db",
    ]);
    expect((await served.end("SIGINT")).code).toBe(0);
  });

  test("logs neither requests nor clients, and listens on 127.0.0.1", async () => {
    const served = await serve("-port", "0");
    expect(served.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    for (const path of ["/version", "/nope", "/proxies"])
      await fetch(`${served.url}${path}`, { method: "POST", body: "[" });
    const { code, out, err } = await served.end("SIGTERM");
    expect([code, out.trim().split("\n"), err.trim().split("\n")]).toEqual([
      0,
      [expect.stringContaining("listening on")],
      [expect.stringContaining("next")],
    ]);
  });

  test.each(["-h", "-help", "--help"])("%s prints its help", async (flag) => {
    const { code, out } = await run(flag);
    expect([code, out]).toEqual([0, expect.stringContaining("--path-secret")]);
  });

  test.each(["", "a/b", "x y", "50%", "é", ".."])(
    "refuses the path secret %j at start",
    async (secret) => {
      const { code, err } = await run("--port", "0", "--path-secret", secret);
      expect([code, err]).toEqual([
        64,
        expect.stringMatching(
          /GD-C001 .*--path-secret[^]*letters, digits and - _ \. ~ are allowed/,
        ),
      ]);
    },
  );

  test("refuses an empty token, and takes an empty variable for none", async () => {
    const { code, err } = await run("--port", "0", "--token", "");
    expect([code, err]).toEqual([64, expect.stringContaining("--token is empty")]);
    const served = await serve(
      { GAMEDAY_PROXY_TOKEN: "", GAMEDAY_PROXY_PATH_SECRET: "" },
      "--port",
      "0",
    );
    expect((await fetch(`${served.url}/proxies`)).status).toBe(200);
    await served.end("SIGTERM");
  });

  test("has a flag for all that the docs offer: a Unix socket, a secret path, a token, limits", async () => {
    const path = join(home.temp, "api");
    const served = await serve(
      "--socket",
      path,
      "--path-secret",
      "abc",
      "--max-body",
      "10",
      "--max-connections",
      "5",
    );
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect([await overSocket(path, "/abc/version"), await overSocket(path, "/version")]).toEqual([
      200, 404,
    ]);
    await served.end("SIGTERM");
    const guarded = await serve("--port", "0", "--token", "t", "--max-body", "10");
    expect((await fetch(`${guarded.url}/version`)).status).toBe(401);
    const headers = { Authorization: "Bearer t" };
    expect(
      (await fetch(`${guarded.url}/proxies`, { method: "POST", headers, body: "x".repeat(11) }))
        .status,
    ).toBe(413);
    await guarded.end("SIGTERM");
  });

  test("answers the version of the original, and refuses what is no port or no flag as bad usage", async () => {
    expect(await run("-version")).toMatchObject({
      code: 0,
      out: "toxiproxy-server version 2.12.0\n",
    });
    for (const flags of [["--port", "99999"], ["-port", "x"], ["-port", "-1"], ["-nope"]])
      expect(await run(...flags)).toMatchObject({
        code: 64,
        err: expect.stringContaining("GD-C001"),
      });
  });
});
