import { connect } from "node:net";
import { join } from "node:path";
import { expect, it } from "vitest";
import { distroPrograms, redisServer } from "../../src/runtime/process/distro/index.ts";
import { findProgram } from "../../src/runtime/process/distro/program.ts";
import type { ComponentSpec, Instance } from "../../src/runtime/runtime.ts";
import { programForTests, userCache } from "../support/distro-programs.ts";
import { testStack } from "../support/process-stack.ts";

const cacheDir = join(userCache, "gameday");
const found = await programForTests(redisServer);

const own = "store-secret";
const spec: ComponentSpec = {
  id: "store",
  component: "store",
  kind: "redis",
  at: "a/a1/r1",
  address: "127.0.0.1",
  config: {},
  needs: {},
  health: { path: "/", withinMs: 15_000 },
  redis: { settings: { maxmemory: "16mb" }, password: own },
};

/** What it answers to one line, to somebody who logged in or to a stranger. */
const ask = ({ host, port }: Instance, line: string, password?: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const login = password === undefined ? "" : `AUTH ${password}\r\n`;
    const socket = connect({ host, port }, () => socket.write(`${login}${line}\r\n`));
    let answer = "";
    socket.on("data", (data) => {
      answer += data.toString();
      const rest = password === undefined ? answer : answer.replace(/^\+OK\r\n/, "");
      if (rest === "") return;
      resolve(rest);
      socket.destroy();
    });
    socket.once("error", reject);
  });

it.skipIf(found === undefined)(
  "a real Redis with the scenario's settings comes up, is switched off and on, and leaves nothing behind",
  async () => {
    const { runtime, leftBehind, remove } = testStack({ cacheDir, loopbackRange: false });
    try {
      const store = await runtime.start(spec, new AbortController().signal);
      expect(store.detail).toContain(`Redis ${found?.version}`);
      expect(await ask(store, "CONFIG GET maxmemory", own)).toContain(String(16 * 2 ** 20));
      expect(await ask(store, "CONFIG GET dir")).toMatch(/^-NOAUTH/);
      expect(await ask(store, "SET seen 1", own)).toBe("+OK\r\n");
      await runtime.power.stop("store");
      await expect(ask(store, "PING")).rejects.toThrow();
      await runtime.power.start("store");
      expect(await ask(store, "GET seen", own)).toBe("$-1\r\n");
    } finally {
      expect(await runtime.down()).toEqual([]);
      expect(await leftBehind()).toEqual([]);
      await remove();
    }
  },
);

it("what is nowhere is told with what was looked for", async () => {
  const nothing = { ...redisServer, name: "nothing", files: ["no-such-server-anywhere"] };
  expect(await findProgram(nothing, cacheDir)).toEqual({
    tried: ["no no-such-server-anywhere on PATH or in the cache"],
  });
});

it("a program that does not report its version is passed over, with its reason", async () => {
  const dumb = {
    ...redisServer,
    name: "dumb",
    files: ["sh"],
    versionArgs: ["-c", "echo nothing to say"],
  };
  const { found: none, tried: reasons } = await findProgram(dumb, cacheDir);
  expect(none).toBeUndefined();
  expect(reasons.join("\n")).toMatch(/sh does not report its version: nothing to say/);
});

it("each has a folder of its own in the cache", () => {
  expect(new Set(distroPrograms.map(({ name }) => name)).size).toBe(distroPrograms.length);
});
