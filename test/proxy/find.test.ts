import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { findProxyServer } from "../../src/proxy/find.ts";
import { launchProxy } from "../../src/proxy/launch.ts";
import { runProxyProcess } from "../../src/proxy/main.ts";
import { implementations } from "./servers.ts";
import { dial } from "./wires.ts";
import { ownFolder } from "../support/own-folder.ts";

let dir = "";
beforeEach(async () => {
  dir = ownFolder();
});

/** A program of that name in a folder of its own, which answers as told. */
async function program(folder: string, script: string, mode = 0o755): Promise<string> {
  const path = join(dir, folder, "toxiproxy-server");
  await mkdir(join(dir, folder), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, mode);
  return path;
}

describe("finding a proxy server", () => {
  test("takes PATH before the cache, and the explicit path before both", async () => {
    const onPath = await program("path", "echo toxiproxy-server version 2.12.0");
    const cached = await program("cache", "echo toxiproxy-server version 2.13.0");
    const mine = await program("mine", "echo toxiproxy-server version git");
    const places = { path: join(dir, "path"), cacheDir: join(dir, "cache") };
    expect(await findProxyServer(places)).toMatchObject({
      kind: "toxiproxy",
      path: onPath,
      version: "2.12.0",
      reason: "it is on PATH",
    });
    expect(await findProxyServer({ cacheDir: places.cacheDir })).toMatchObject({
      path: cached,
      version: "2.13.0",
      reason: "gameday setup tools built it",
    });
    expect(await findProxyServer({ ...places, explicit: mine })).toMatchObject({
      path: mine,
      version: "git",
      reason: "its path was given",
    });
  });

  test("passes over what does not work and says why", async () => {
    const broken = await program("a", "exit 3");
    const plain = await program("b", "echo hello", 0o644);
    const other = await program("c", "echo hello");
    const choice = await findProxyServer({
      path: ["a", "b", "c"].map((name) => join(dir, name)).join(":"),
    });
    expect(choice).toMatchObject({
      kind: "embedded",
      version: "2.12.0",
      reason: "no toxiproxy-server that works",
    });
    expect(choice.passedOver).toEqual([
      expect.stringContaining(`${broken}: it does not run`),
      `${plain}: it is not executable`,
      `${other}: instead of a version it printed "hello"`,
    ]);
  });

  test("falls back to the embedded server, or takes it when asked", async () => {
    expect(await findProxyServer({ path: join(dir, "none") })).toEqual({
      kind: "embedded",
      version: "2.12.0",
      reason: "no toxiproxy-server on PATH or in the cache",
      passedOver: [],
    });
    expect(await findProxyServer({ explicit: "embedded" })).toMatchObject({
      kind: "embedded",
      reason: "it was asked for",
    });
  });

  test("does not look further when an explicit path does not work", async () => {
    await expect(findProxyServer({ explicit: join(dir, "nothing") })).rejects.toMatchObject({
      code: "GD-E004",
      message: `${join(dir, "nothing")} cannot be used as proxy server: there is no such file`,
    });
  });
});

describe("launching a proxy server", () => {
  test("starts the embedded one behind a secret path", async () => {
    await using launched = await launchProxy(await findProxyServer({ explicit: "embedded" }), {
      seed: "1",
    });
    expect(launched.proxy.api).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}$/);
    expect(await launched.proxy.snapshot()).toEqual([]);
  });

  const original = implementations[1];
  test.skipIf(original?.missing !== undefined)("starts the original and ends it", async () => {
    const given = process.env["GAMEDAY_TOXIPROXY"];
    const choice = await findProxyServer({
      path: process.env["PATH"] ?? "",
      ...(given === undefined ? {} : { explicit: given }),
    });
    const launched = await launchProxy(choice, { seed: "7f3a", env: { GAMEDAY_DRILL: "test" } });
    expect(launched.pid).toBeGreaterThan(0);
    expect(await launched.proxy.version()).toBe(choice.version);
    await launched.close();
    await expect(launched.proxy.version()).rejects.toMatchObject({ code: "GD-P001" });
  });

  test("says what went wrong when the program ends at once", async () => {
    const path = await program("dead", "exit 7");
    const choice = {
      kind: "toxiproxy",
      path,
      version: "x",
      reason: "test",
      passedOver: [],
    } as const;
    await expect(launchProxy(choice, { seed: "1" })).rejects.toMatchObject({
      code: "GD-P001",
      message: expect.stringContaining("it exited with 7"),
    });
  });
});

describe("the server as a process", () => {
  test("makes the proxies of its config file, runs until it is told to end, and leaves nothing open", async () => {
    const config = join(dir, "proxies.json");
    await writeFile(config, '[{"name":"db","listen":"127.0.0.1:0","upstream":"127.0.0.1:9"}]');
    const stop = new AbortController();
    let listen = "";
    const why = await runProxyProcess({
      host: "127.0.0.1",
      port: 0,
      seed: "1",
      config,
      signal: stop.signal,
      onReady: ({ url }) => {
        void (async () => {
          listen = ((await (await fetch(`${url}/proxies/db`)).json()) as { listen: string }).listen;
          stop.abort();
        })();
      },
    });
    expect(why).toBe("aborted");
    await expect(dial(listen)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  test.each([
    ["is not there", undefined, "cannot read the proxy config PATH: ENOENT"],
    ["is no JSON", "[", "the proxy config PATH cannot be used: bad request body: unexpected EOF"],
    [
      "is nested three thousand deep",
      "[".repeat(3_000) + "]".repeat(3_000),
      "the proxy config PATH cannot be used: bad request body: json: cannot unmarshal array",
    ],
    [
      "lacks a field",
      '[{"name":"db"}]',
      "the proxy config PATH cannot be used: missing required field: upstream at proxy 1",
    ],
    [
      "names an address that cannot be had",
      '[{"name":"first","listen":"127.0.0.1:0","upstream":"u:1"},{"name":"db","listen":"192.0.2.1:1","upstream":"u:1"},{"name":"last","listen":"127.0.0.1:0","upstream":"u:1"}]',
      "the proxy config PATH: a proxy cannot be made, nor those behind it: listen tcp 192.0.2.1:1: bind: cannot assign requested address",
    ],
  ])(
    "logs what is wrong with a config file that %s, and serves what could be made, as the original",
    async (_, text, line) => {
      const config = join(dir, "config.json");
      await (text === undefined ? rm(config, { force: true }) : writeFile(config, text));
      const stop = new AbortController();
      const log: string[] = [];
      let made: string[] = [];
      await runProxyProcess({
        host: "127.0.0.1",
        port: 0,
        seed: "1",
        config,
        signal: stop.signal,
        log: (each) => log.push(each),
        onReady: ({ url }) => {
          void (async () => {
            made = Object.keys((await (await fetch(`${url}/proxies`)).json()) as object);
            stop.abort();
          })();
        },
      });
      expect(log).toEqual([expect.stringContaining(line.replace("PATH", config))]);
      expect(made).toEqual(text?.includes("first") === true ? ["first"] : []);
    },
  );
});
