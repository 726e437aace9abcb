import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { probeWorld } from "../../src/stage/probe-world.ts";
import { realClock } from "../../src/register/real-clock.ts";
import { haproxy as probe } from "../../src/probe/haproxy.ts";
import { haproxyConfig } from "../../src/runtime/haproxy-config.ts";
import { haproxyProgram } from "../../src/runtime/process/distro/index.ts";
import { programEnvironment } from "../../src/runtime/process/distro/program.ts";
import { choosePort } from "../../src/runtime/process/port.ts";
import type { ComponentSpec, HaproxySpec } from "../../src/runtime/runtime.ts";
import { ask, serve } from "../fixtures-shop/program.ts";
import { programForTests, userCache } from "../support/distro-programs.ts";
import { testStack } from "../support/process-stack.ts";
import { ownFolder } from "../support/own-folder.ts";

vi.setConfig({ testTimeout: 60_000 });
const cacheDir = join(userCache, "gameday");
const found = await programForTests(haproxyProgram);

const settings: HaproxySpec = {
  routes: [
    { prefix: "/", to: "web" },
    { prefix: "/v1", to: "api" },
  ],
  check: { path: "/health", every: 50, within: 500, fall: 2, rise: 1 },
  timeouts: { connect: 500, server: 2_000, queue: 1_000 },
  retries: 1,
  retryLate: false,
};
const specOf = (
  needs: ComponentSpec["needs"],
  changes: Partial<HaproxySpec> = {},
): ComponentSpec => ({
  id: "lb",
  component: "lb",
  kind: "haproxy",
  at: "a/a1/r1",
  address: "127.0.0.1",
  config: {},
  needs,
  health: { path: "/health", withinMs: 15_000 },
  haproxy: { ...settings, ...changes },
});

describe("a balancer's configuration", () => {
  const text = haproxyConfig(
    specOf({
      web: [{ host: "127.1.1.1", port: 80 }],
      api: [
        { host: "127.1.1.2", port: 81 },
        { host: "127.1.2.2", port: 82 },
      ],
    }),
    { ...settings, maxPerServer: 5, retryLate: true },
    { bind: "127.0.0.1:9" },
  );

  it("has a server for each replica, under a name that tells which", () => {
    expect(text).toContain("  server api-1 127.1.1.2:81\n  server api-2 127.1.2.2:82\n");
    expect(text).toContain("default-server check inter 50ms fall 2 rise 1 maxconn 5");
  });

  it("asks for the longest prefix first, and tries again late only where that was asked for", () => {
    expect(text.indexOf("use_backend api if { path_beg /v1 }")).toBeLessThan(
      text.indexOf("use_backend web if { path_beg / }"),
    );
    expect(text).toContain("retry-on conn-failure empty-response response-timeout");
    expect(haproxyConfig(specOf({}), settings, { bind: "x" })).not.toContain("retry-on");
  });
});

it.skipIf(found === undefined)(
  "a real HAProxy begins while the name of a server is unknown, and does without it",
  async () => {
    if (found === undefined) return;
    await using one = await serve((_, response) => response.end("one"));
    const folder = ownFolder();
    const [port, away] = [await choosePort("127.0.0.1"), await choosePort("127.0.0.1")];
    const file = join(folder, "haproxy.cfg");
    const spec = specOf({
      web: [
        { host: "web-1.invalid", port: 80 },
        { host: "localhost", port: one.port },
      ],
    });
    await writeFile(
      file,
      haproxyConfig(
        spec,
        { ...settings, routes: [{ prefix: "/", to: "web" }] },
        { bind: `127.0.0.1:${port}`, nameServer: `127.0.0.1:${away}` },
      ),
    );
    const program = spawn(found.program, ["-db", "-f", file], {
      env: programEnvironment(found, process.env),
      stdio: "ignore",
    });
    const ended = new Promise((resolve) => program.on("exit", resolve));
    try {
      const front = { host: "127.0.0.1", port };
      await expect
        .poll(
          () =>
            ask(front, "GET", "/health").then(
              ({ status }) => status,
              () => 0,
            ),
          { timeout: 10_000 },
        )
        .toBe(200);
      expect(
        (await Promise.all([1, 2, 3, 4].map(() => ask(front, "GET", "/page")))).map(
          ({ text }) => text,
        ),
      ).toEqual(["one", "one", "one", "one"]);
    } finally {
      program.kill("SIGKILL");
      await ended;
    }
  },
);

it.skipIf(found === undefined)(
  "a real HAProxy leaves out a server that is sick, drains one when its page is told to, and leaves nothing behind",
  async () => {
    let healthy = true;
    await using one = await serve((request, response) =>
      response.writeHead(request.url === "/health" && !healthy ? 503 : 200).end("one"),
    );
    await using two = await serve((_, response) => response.end("two"));
    const { runtime, leftBehind, remove } = testStack({ cacheDir, loopbackRange: false });
    try {
      const up = await runtime.start(
        specOf({ web: [one, two] }, { routes: [{ prefix: "/", to: "web" }] }),
        new AbortController().signal,
      );
      expect(up.detail).toContain(`HAProxy ${found?.version}`);
      const world = probeWorld(
        { instances: () => [up], endpoints: () => [up], runtime },
        realClock,
      );
      const upCount = probe.open(world, "lb", { backend: "web", field: "status" });
      const status = probe.open(world, "lb", { backend: "web", server: "web-2", field: "status" });
      expect(await upCount.read()).toBe(2);
      healthy = false;
      await expect.poll(() => upCount.read(), { timeout: 10_000 }).toBe(1);
      expect(
        (await Promise.all([1, 2, 3, 4].map(() => ask(up, "GET", "/page")))).map(
          ({ text }) => text,
        ),
      ).toEqual(["two", "two", "two", "two"]);
      healthy = true;
      await expect.poll(() => upCount.read(), { timeout: 10_000 }).toBe(2);
      await ask(up, "POST", "/haproxy", {
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: "b=web&s=web-2&action=drain",
      });
      await expect.poll(() => status.read(), { timeout: 10_000 }).toBe("DRAIN");
      expect(
        (await Promise.all([1, 2, 3, 4].map(() => ask(up, "GET", "/page")))).map(
          ({ text }) => text,
        ),
      ).toEqual(["one", "one", "one", "one"]);
      await world.close();
    } finally {
      expect(await runtime.down()).toEqual([]);
      expect(await leftBehind()).toEqual([]);
      await remove();
    }
  },
);
