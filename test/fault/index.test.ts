import { get } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { realClock } from "../../src/register/real-clock.ts";
import { surgeOn } from "../../src/engine/surge.ts";
import { Recorder } from "../../src/engine/recorder.ts";
import type { Links } from "../../src/fault/fault.ts";
import { faults } from "../../src/fault/index.ts";
import { describeUndo } from "../../src/fault/undo/index.ts";
import { memoryJournal } from "../../src/journal/memory-journal.ts";
import type { Clock } from "../../src/kernel/clock.ts";
import { builtinDriver } from "../../src/load/builtin.ts";
import type { LoadDriver, LoadFlow, LoadRun } from "../../src/load/load.ts";
import { simDriver } from "../../src/load/sim.ts";
import type { Endpoint } from "../../src/runtime/runtime.ts";
import { createSimRuntime } from "../../src/runtime/sim/sim-runtime.ts";
import { virtualClock } from "../../src/kernel/virtual-clock.ts";
import { SimWorld } from "../../src/runtime/sim/world.ts";
import { containerFaults } from "../contract/container-fault.contract.ts";
import { coveredFaults, faultContract, type FaultsUnderTest } from "../contract/fault.contract.ts";
import { echoComponent, testStack } from "../support/process-stack.ts";

const noLinks: Links = {
  proxy: () => {
    throw new Error("no link in this stack");
  },
  ask: () => Promise.resolve(undefined),
};

/** The component's own users: without any, there is nothing that a surge could be added to. */
const flowTo = (to: readonly Endpoint[], id: string, perSecond: number): LoadFlow => ({
  id,
  perSecond,
  users: 10,
  vars: {},
  to,
  steps: [
    {
      method: "GET",
      path: "/",
      headers: {},
      body: undefined,
      timeoutMs: 500,
      expectStatus: 200,
      underMs: 500,
    },
  ],
});

/** A load driver at work, fitted to faults as the engine fits it. */
async function fitted(
  driver: LoadDriver,
  clock: Clock,
  to: readonly Endpoint[],
): Promise<{ surge: ReturnType<typeof surgeOn>; run: LoadRun }> {
  const recorder = new Recorder(memoryJournal({ clock, exMs: () => clock.monoMs() }));
  let run: LoadRun | undefined;
  const surge = surgeOn(
    () => run,
    (id, { perSecond }) => flowTo(to, id, perSecond),
    recorder,
  );
  run = await driver.start({
    flows: [flowTo(to, "users", 0)],
    seed: "7f3a",
    originMonoMs: clock.monoMs(),
    onBin: (bin) => void recorder.record({ type: "load.bin", data: bin }),
    onError: (error) => {
      throw error;
    },
  });
  return { surge, run };
}

async function onProcesses(): Promise<FaultsUnderTest> {
  const { runtime, remove } = testStack();
  const instance = await runtime.start(
    { ...echoComponent("api/1"), program: "counter" },
    new AbortController().signal,
  );
  const { surge, run } = await fitted(builtinDriver(), realClock, [instance]);
  const ask = (path: string): Promise<string | undefined> =>
    new Promise((resolve) => {
      const asked = get(
        { host: instance.host, port: instance.port, path, agent: false, timeout: 300 },
        (answer) => {
          let body = "";
          answer
            .setEncoding("utf8")
            .on("data", (part: string) => (body += part))
            .on("end", () => resolve(body));
        },
      );
      asked.on("timeout", () => asked.destroy()).on("error", () => resolve(undefined));
    });
  return {
    world: { power: runtime.power, surge, links: noLinks },
    component: "api/1",
    journey: "read",
    answers: async () => (await ask("/health")) !== undefined,
    arrived: async () => Number((await ask("/count")) ?? Number.NaN),
    until: async (condition) => {
      while (!(await condition())) await wait(100);
    },
    end: async () => {
      await run.stop();
      expect(await runtime.down()).toEqual([]);
      await remove();
    },
  };
}

async function onSimulation(): Promise<FaultsUnderTest> {
  const clock = virtualClock(0);
  const world = new SimWorld();
  const runtime = createSimRuntime(world);
  await runtime.start(echoComponent("api/1"), new AbortController().signal);
  let arrived = 0;
  const serve = (id: string, offered: number) =>
    world.serve({ id, to: "api", perSecond: 1 }, offered);
  const { surge, run } = await fitted(
    simDriver(clock, ({ id }, offered) => {
      if (id !== "users") arrived += offered;
      return serve(id, offered);
    }),
    clock,
    [],
  );
  return {
    world: { power: runtime.power, surge, links: noLinks },
    component: "api/1",
    journey: "read",
    answers: () => Promise.resolve(serve("newcomer", 10).good > 0),
    arrived: () => Promise.resolve(arrived),
    until: async (condition) => {
      while (!(await condition())) await clock.run(clock.sleep(100));
    },
    end: async () => {
      await run.stop();
      expect(await runtime.down()).toEqual([]);
    },
  };
}

faultContract("process", onProcesses);
faultContract("sim", onSimulation);

/** Those of databases have a suite of their own, `db-sessions.test.ts`. */
const databaseFaults = ["db-sessions"];

describe("the list of faults", () => {
  it("holds none under another name, and none that no suite covers", () => {
    for (const [name, fault] of faults) expect(fault.name).toBe(name);
    const own = [...faults.values()]
      .filter(({ target }) => target !== "link" && target !== "links")
      .map(({ name }) => name);
    expect(own.toSorted()).toEqual(
      [...coveredFaults, ...containerFaults, ...databaseFaults].toSorted(),
    );
  });

  it("says of each undo in words what it does", () => {
    expect(describeUndo({ do: "resume", target: "db" })).toBe("resume db");
    expect(describeUndo({ do: "start", target: "api/2" })).toBe("start api/2");
    expect(describeUndo({ do: "end-flow", flow: "batch" })).toBe('end the flow "batch"');
  });

  it("refuses parameters that it does not know, at the door", () => {
    expect(() =>
      faults.get("load-surge")?.params.parse({ journey: "read", perSecond: 0 }),
    ).toThrow();
    expect(() => faults.get("pause")?.params.parse({ hard: true })).toThrow();
  });
});
