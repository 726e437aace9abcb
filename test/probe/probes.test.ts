import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { connect, createServer as createTcpServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { probeWorld } from "../../src/app/probe-world.ts";
import { realClock } from "../../src/app/real-clock.ts";
import type { StackView } from "../../src/engine/ports.ts";
import { probes } from "../../src/probe/index.ts";
import type { OpenProbe } from "../../src/probe/probe.ts";
import type { Instance, Runtime } from "../../src/runtime/runtime.ts";
import { createSimRuntime } from "../../src/runtime/sim/sim-runtime.ts";
import { SimWorld } from "../../src/runtime/sim/world.ts";
import { databaseComponent, runningDatabase, serverForTests, type RunningDatabase } from "../mysql/real-server.ts";

/** Probes on parts as real as can be: a web server and log files of our own, components of the simulated runtime. */
const folder = mkdtempSync(join(tmpdir(), "gameday-probe-"));
const simulated = createSimRuntime(new SimWorld());
const stack = (instances: readonly Instance[], runtime: Runtime = simulated): StackView => {
  const of = (component: string): readonly Instance[] => instances.filter(({ id }) => id === component || id.startsWith(`${component}/`));
  return { instances: of, endpoints: of, runtime };
};

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function opened(view: StackView, name: string, target: string, params: unknown = {}): OpenProbe {
  const probe = probes.get(name);
  if (probe === undefined) throw new Error(`no probe ${name}`);
  return probe.open(probeWorld(view, realClock), target, params);
}

describe("http", () => {
  let server: Server;
  let view: StackView;
  beforeAll(async () => {
    server = createServer(({ url }, response) => {
      if (url === "/pool") response.end(JSON.stringify({ pool: { size: 7, full: true, names: ["a"] } }));
      else response.writeHead(url === "/health" ? 200 : 503).end("busy");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    view = stack([{ id: "api", host: "127.0.0.1", port: (server.address() as AddressInfo).port, detail: "" }]);
  });
  afterAll(() => server.close());

  it.each([
    [{ path: "/pool", field: "pool.size" }, 7],
    [{ path: "/pool", field: "pool.full" }, "true"],
    [{ path: "/pool", field: "pool.names" }, '["a"]'],
    [{ path: "/pool", field: "pool.none" }, null],
    [{ path: "/pool", field: "pool.size.deeper" }, null],
    [{ path: "/health", status: 200 }, 1],
    [{ path: "/orders", status: 200 }, 0],
    [{ path: "/orders" }, 503],
  ])("reads %o as %s", async (params, value) => {
    expect(await opened(view, "http", "api", params).read()).toBe(value);
  });

  it("fails, for a sample with an error, when the answer has no fields", async () => {
    await expect(Promise.resolve(opened(view, "http", "api", { path: "/health", field: "x" }).read())).rejects.toThrow("JSON");
  });

  it("fails when the component has no address", async () => {
    await expect(Promise.resolve(opened(view, "http", "www").read())).rejects.toThrow("www has no address");
  });
});

describe("tcp", () => {
  it("takes the time that a connection takes, and fails where nobody listens", async () => {
    const server = createTcpServer((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const probe = opened(stack([{ id: "db", host: "127.0.0.1", port, detail: "" }]), "tcp", "db");
    const took = await probe.read();
    expect(took).toEqual(expect.any(Number));
    expect(took).toBeGreaterThanOrEqual(0);
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await expect(Promise.resolve(probe.read())).rejects.toThrow("ECONNREFUSED");
    // The server is gone for everybody, not only for the probe.
    await expect(new Promise((resolve, reject) => connect(port, "127.0.0.1").on("connect", resolve).on("error", reject))).rejects.toThrow();
  });
});

describe("log-count", () => {
  it("counts the lines that came since the last reading, over all replicas", async () => {
    const [one, two] = ["api-1.log", "api-2.log"].map((name) => join(folder, name)) as [string, string];
    writeFileSync(one, "old: gone away\n");
    writeFileSync(two, "");
    const instance = (id: string, logFile: string): Instance => ({ id, host: "127.0.0.1", port: 1, detail: "", logFile });
    const probe = opened(stack([instance("api/1", one), instance("api/2", two)]), "log-count", "api", { matches: "gone away" });
    expect(await probe.read()).toBe(0);
    appendFileSync(one, "MySQL server has Gone Away\nall is well\n");
    appendFileSync(two, "gone away\ngone away\n");
    expect(await probe.read()).toBe(3);
    expect(await probe.read()).toBe(0);
    writeFileSync(one, "");
    appendFileSync(one, "gone away\n");
    expect(await probe.read()).toBe(0);
    appendFileSync(one, "gone away\n");
    expect(await probe.read()).toBe(1);
  });
});

describe("component", () => {
  it("tells the state, and how often it was started", async () => {
    const runtime = createSimRuntime(new SimWorld());
    await runtime.start(databaseComponent("db"), new AbortController().signal);
    const view = stack([], runtime);
    const [state, starts] = [opened(view, "component", "db"), opened(view, "component", "db", { field: "starts" })];
    expect([await state.read(), await starts.read()]).toEqual(["running", 1]);
    await runtime.power.kill("db");
    expect(await state.read()).toBe("exited");
    await runtime.power.start("db");
    expect([await state.read(), await starts.read()]).toEqual(["running", 2]);
  });
});

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });
const server = await serverForTests();

describe.skipIf(server === undefined)("on a real database", () => {
  let db: RunningDatabase;
  beforeAll(async () => {
    if (server !== undefined) db = await runningDatabase(server);
  });
  afterAll(async () => db?.[Symbol.asyncDispose]());

  it("mysql-query reads the first column of the first row", async () => {
    const view = stack([db.instance], db.runtime);
    expect(await opened(view, "mysql-query", "db", { sql: "SELECT COUNT(*), 'more' FROM shop.things" }).read()).toBe(3);
    expect(await opened(view, "mysql-query", "db", { sql: "SELECT word FROM shop.things WHERE id = 99" }).read()).toBe(null);
  });

  it("mysql-status reads a counter, and with rate its growth per second from the second reading on", async () => {
    const view = stack([db.instance], db.runtime);
    expect(await opened(view, "mysql-status", "db", { variable: "Uptime" }).read()).toEqual(expect.any(Number));
    const rate = opened(view, "mysql-status", "db", { variable: "Questions", rate: true });
    expect(await rate.read()).toBe(null);
    // The reading itself is a question.
    expect(await rate.read()).toBeGreaterThan(0);
  });

  it("fails on a component that is no database", async () => {
    await expect(Promise.resolve(opened(stack([]), "mysql-status", "www", { variable: "Threads_running" }).read())).rejects.toThrow("www is no database");
  });
});
