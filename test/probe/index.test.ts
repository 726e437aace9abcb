import { appendFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { probeWorld } from "../../src/stage/probe-world.ts";
import { realClock } from "../../src/register/real-clock.ts";
import { probes } from "../../src/probe/index.ts";
import type { OpenProbe, ProbeWorld } from "../../src/probe/probe.ts";
import type { Endpoint, Instance } from "../../src/runtime/runtime.ts";
import { createSimRuntime } from "../../src/runtime/sim/sim-runtime.ts";
import { SimWorld } from "../../src/runtime/sim/world.ts";
import { ownFolder } from "../support/own-folder.ts";
import { runningDatabase, serverForTests } from "../support/real-server.ts";
import { echoComponent } from "../support/process-stack.ts";

const server = await serverForTests();

const folder = ownFolder();
const logs = [join(folder, "api-1.log"), join(folder, "api-2.log")];

/** The world with these instances in it, as the engine makes it for a drill. */
function worldOf(
  instances: readonly Instance[],
  sim = new SimWorld(),
): ProbeWorld & { close(): Promise<void> } {
  const of = (component: string): readonly Instance[] =>
    instances.filter(({ id }) => id === component || id.startsWith(`${component}/`));
  return probeWorld(
    {
      instances: of,
      endpoints: (component) => of(component).map(({ host, port }) => ({ host, port })),
      runtime: createSimRuntime(sim),
    },
    realClock,
  );
}

const opened = (
  world: ProbeWorld,
  name: string,
  target: string,
  parameters: Record<string, unknown> = {},
): OpenProbe => {
  const probe = probes.get(name);
  if (probe === undefined) throw new Error(`no probe ${name}`);
  return probe.open(world, target, probe.params.parse(parameters));
};

describe("a probe of a service", () => {
  const decisions: Record<string, number>[] = [];
  let at: Endpoint;
  const service = createServer((request, response) => {
    if (request.url === "/broken") return void response.writeHead(503).end("not JSON");
    if (request.url === "/silent") return;
    if (request.url === "/decisions")
      return void response.end(JSON.stringify({ allowed: decisions.shift() ?? {} }));
    response.end(
      JSON.stringify({ pool: { size: 12, busy: false, owner: null, tags: ["a"] }, state: "hot" }),
    );
  });
  let world: ProbeWorld & { close(): Promise<void> };
  beforeAll(async () => {
    await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
    at = { host: "127.0.0.1", port: (service.address() as AddressInfo).port };
    for (const file of logs) writeFileSync(file, "old line: account-locked\n");
    world = worldOf([
      { id: "api/1", ...at, detail: "", logFile: logs[0] ?? "" },
      { id: "api/2", ...at, detail: "", logFile: logs[1] ?? "" },
      { id: "gone", host: "127.0.0.1", port: 1, detail: "" },
    ]);
  });
  afterAll(async () => {
    await world.close();
    service.closeAllConnections();
    await new Promise((resolve) => service.close(resolve));
  });
  const http = (parameters: Record<string, unknown>, target = "api/1"): Promise<unknown> =>
    Promise.resolve(opened(world, "http", target, parameters).read());

  it.each([
    ["pool.size", 12],
    ["state", "hot"],
    ["pool.busy", "false"],
    ["pool.owner", null],
    ["pool.none.deeper", null],
    ["pool.tags", '["a"]'],
  ] as const)("http digs out the field %s", async (field, value) => {
    expect(await http({ path: "/pool", field })).toBe(value);
  });

  it("http reads a number for each key, whatever keys there are", async () => {
    decisions.push({ acme: 31, bob: 2 });
    expect(await http({ path: "/decisions", field: "allowed", keyed: true })).toEqual({
      keys: { acme: 31, bob: 2 },
    });
    expect(await http({ path: "/decisions", field: "allowed", keyed: true })).toEqual({ keys: {} });
    await expect(http({ path: "/pool", field: "pool", keyed: true })).rejects.toThrow(
      '"busy" is not a number',
    );
    await expect(http({ path: "/pool", field: "state", keyed: true })).rejects.toThrow(
      "expected an object of numbers by key",
    );
  });

  it("http says how fast each key's counter grows: a new key from nought, one that went back from its program's new start", async () => {
    decisions.push({ acme: 100, bob: 50 }, { acme: 160, bob: 10, eve: 30 });
    let atMs = 5_000;
    const probe = opened({ ...world, monoMs: () => atMs }, "http", "api/1", {
      path: "/decisions",
      field: "allowed",
      keyed: true,
      rate: true,
    });
    expect(await probe.read()).toBeNull();
    atMs += 2_000;
    expect(await probe.read()).toEqual({ keys: { acme: 30, bob: 5, eve: 15 } });
  });

  it("http says the status, or whether it is the wanted one", async () => {
    expect(await http({ path: "/broken" })).toBe(503);
    expect(await http({ path: "/broken", status: 200 })).toBe(0);
    expect(await http({ path: "/broken", status: 503 })).toBe(1);
  });

  it("http fails, and does not answer for it, when what comes is no JSON, or nothing comes, or nobody listens", async () => {
    await expect(http({ path: "/broken", field: "x" })).rejects.toThrow();
    await expect(http({ path: "/silent" })).rejects.toThrow();
    await expect(http({}, "gone")).rejects.toThrow(/ECONNREFUSED/);
    await expect(http({}, "nobody")).rejects.toThrow("nobody has no address");
  });

  it("tcp tells how long a connection takes, and fails where nobody listens", async () => {
    const tookMs = await opened(world, "tcp", "api/1").read();
    expect(tookMs).toBeGreaterThanOrEqual(0);
    expect(tookMs).toBeLessThan(2_000);
    await expect(Promise.resolve(opened(world, "tcp", "gone").read())).rejects.toThrow(
      /ECONNREFUSED/,
    );
  });

  it("log-count counts what is new in every replica's log since the last look, and only what matches", async () => {
    const probe = opened(world, "log-count", "api", { matches: '"class":"account-locked"' });
    expect(await probe.read()).toBe(0);
    appendFileSync(logs[0] ?? "", '{"class":"account-locked"}\n{"class":"timeout"}\n');
    appendFileSync(logs[1] ?? "", '{"class":"ACCOUNT-LOCKED"}\n');
    expect(await probe.read()).toBe(2);
    expect(await probe.read()).toBe(0);
  });

  it("log-count counts a line once that was written in two pieces", async () => {
    const probe = opened(world, "log-count", "api/1", { matches: "account-locked" });
    expect(await probe.read()).toBe(0);
    appendFileSync(logs[0] ?? "", '{"class":"account-');
    expect(await probe.read()).toBe(0);
    appendFileSync(logs[0] ?? "", 'locked"}\n');
    expect(await probe.read()).toBe(1);
  });
});

describe("a probe of a component", () => {
  it("tells its state and how often it was started", async () => {
    const sim = new SimWorld();
    const world = worldOf([], sim);
    const runtime = createSimRuntime(sim);
    await runtime.start(echoComponent("db"), new AbortController().signal);
    const [state, starts] = [
      opened({ ...world, power: runtime.power }, "component", "db"),
      opened({ ...world, power: runtime.power }, "component", "db", { field: "starts" }),
    ];
    expect([await state.read(), await starts.read()]).toEqual(["running", 1]);
    await runtime.power.kill("db");
    await runtime.power.start("db");
    await runtime.power.pause("db");
    expect([await state.read(), await starts.read()]).toEqual(["paused", 2]);
  });
});

describe.skipIf(server === undefined)("a probe of a database", () => {
  it("reads status counters and queries, and comes back after the server was away", async () => {
    if (server === undefined) return;
    await using database = await runningDatabase(server);
    const world = worldOf([database.instance]);
    const [running, questions, count] = [
      opened(world, "mysql-status", "db", { variable: "Threads_running" }),
      opened(world, "mysql-status", "db", { variable: "Questions", rate: true }),
      opened(world, "mysql-query", "db", { sql: "SELECT COUNT(*), 7 FROM shop.things" }),
    ];
    try {
      expect(await running.read()).toBeGreaterThanOrEqual(1);
      expect(await questions.read()).toBeNull(); // A rate needs two looks.
      expect(await count.read()).toSatisfy((value) => Number(value) === 3);
      expect(await questions.read()).toBeGreaterThan(0);
      for (let n = 0; n < 300; n += 1) await count.read();
      await questions.read();
      await database.runtime.power.kill("db");
      await expect(Promise.resolve(running.read())).rejects.toThrow();
      await database.runtime.power.start("db");
      expect(await questions.read()).toBeNull(); // A new server counts from nought.
      expect(await running.read()).toBeGreaterThanOrEqual(1);
    } finally {
      await world.close();
    }
  });
});

describe("the probe of this machine", () => {
  it("reads a share of the processors since the last time, memory in use, and free room on the run folder's disk", async () => {
    const world = worldOf([]);
    const cpu = opened(world, "host", "", { measure: "cpu" });
    expect(await cpu.read()).toBeNull();
    // The kernel counts in hundredths of a second: until it has counted one, there is nothing to
    // say.
    const share = await vi.waitFor(async () => {
      const read = await cpu.read();
      expect(read).not.toBeNull();
      return Number(read);
    });
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThanOrEqual(100);
    const memory = Number(await opened(world, "host", "", { measure: "memory" }).read());
    expect(memory).toBeGreaterThan(0);
    expect(memory).toBeLessThan(100);
    expect(Number(await opened(world, "host", "", { measure: "disk" }).read())).toBeGreaterThan(0);
    await world.close();
  });
});
