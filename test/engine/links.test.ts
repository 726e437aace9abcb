import { describe, expect, it } from "vitest";
import { catalog } from "../../src/app/scenario/catalog.ts";
import { loadScenario } from "../../src/app/scenario/load.ts";
import { findPaths } from "../../src/register/paths.ts";
import { simStage } from "../../src/stage/sim.ts";
import { Drill } from "../../src/engine/drill.ts";
import { DrillLinks } from "../../src/engine/links.ts";
import { perform, type Performance } from "../../src/engine/perform.ts";
import type { LinkHost, Ports } from "../../src/engine/ports.ts";
import { Recorder } from "../../src/engine/recorder.ts";
import type { GamedayEvent } from "../../src/event/event.ts";
import { memoryJournal } from "../../src/journal/memory-journal.ts";
import { exerciseClock } from "../../src/kernel/clock.ts";
import { GamedayError } from "../../src/kernel/error.ts";
import { summarise } from "../../src/metrics/summary.ts";
import { makePlan } from "../../src/plan/make-plan.ts";
import type { Plan, Scenario } from "../../src/plan/plan.ts";
import { simProxy } from "../../src/proxy/sim.ts";
import type { ComponentSpec } from "../../src/runtime/runtime.ts";
import { virtualClock } from "../../src/kernel/virtual-clock.ts";
import { judge } from "../../src/verdict/judge.ts";
import { only, played } from "../support/simulated.ts";
import { gremlin } from "../support/organisation.ts";

const slow = loadScenario(findPaths(process.env, process.cwd()), "slow-database", process.cwd());
const runtime = { name: "sim", capabilities: new Set(["pause", "kill", "stop", "load", "mysql"]) };

function plan(changes: Partial<Scenario> = {}, rerun?: string): Plan {
  return makePlan({
    scenario: { ...slow.scenario, ...changes },
    digest: slow.digest,
    seed: "7f3a",
    catalog,
    organisation: gremlin,
    runtime,
    rerun,
  });
}

interface Watched {
  readonly events: readonly GamedayEvent[];
  readonly performance: Performance;
  readonly specs: readonly ComponentSpec[];
  /** What became of the proxy, in order. */
  readonly proxy: readonly string[];
}

/** A drill on the simulated stack whose parts tell what is asked of them. */
async function watched(
  of: Plan,
  { choices = [], breakProxyAt }: { choices?: readonly string[]; breakProxyAt?: number } = {},
): Promise<Watched> {
  const clock = virtualClock(0);
  const exercise = exerciseClock(clock);
  const journal = memoryJournal({ clock, exMs: () => exercise.exMs() });
  const stage = simStage(of, clock, exercise, journal);
  const specs: ComponentSpec[] = [];
  const proxy: string[] = [];
  const links: LinkHost = {
    ...stage.ports.links,
    start: async () => {
      proxy.push("start");
      const running = await stage.ports.links.start();
      const ended =
        breakProxyAt === undefined
          ? running.ended
          : clock.sleep(breakProxyAt).then(() => "it exited with SIGSEGV");
      return {
        ...running,
        ended,
        close: async () =>
          void proxy.push(`close after ${journal.events.at(-1)?.type ?? "nothing"}`),
      };
    },
  };
  const ports: Ports = {
    ...stage.ports,
    choices,
    links,
    runtime: {
      ...stage.ports.runtime,
      start: (spec, signal) => (specs.push(spec), stage.ports.runtime.start(spec, signal)),
    },
  };
  const drill = new Drill(of, ports);
  const { scenario, digest, seed, timeScale, profile } = of;
  const performance = await clock.run(
    perform(drill, {
      planned: {
        drill: "test",
        runtimeWhy: "a test",
        player: "idle",
        scenario: scenario.id,
        title: scenario.title,
        kind: scenario.kind,
        scenarioVersion: 1,
        digest,
        seed,
        runtime: "sim",
        timeScale,
        profile,
        gameday: "test",
        host: { cpus: 0, memoryMiB: 0, platform: "none", node: "none" },
      },
      signal: new AbortController().signal,
      cutIdleMs: 30_000,
    }),
  );
  return { events: journal.events, performance, specs, proxy };
}

describe("a declared link", () => {
  it("is given to the component that it comes from, in place of what it leads to; everybody else goes straight", async () => {
    const { specs } = await watched(plan());
    const needs = (id: string): readonly string[] =>
      Object.values(specs.find((spec) => spec.id === id)?.needs ?? {}).flatMap((all) =>
        all.map(({ host, port }) => `${host}:${port}`),
      );
    expect(needs("api/1")).toEqual([expect.stringMatching(/^127\.0\.0\.1:300\d\d$/)]);
    expect(needs("api/2")).toEqual(needs("api/1"));
    expect(needs("dbhop")).toEqual([expect.stringMatching(/^127\.1\.1\.1:2/)]);
    expect(needs("www")).toEqual([
      expect.stringMatching(/^127\.1\.1\.3:2/),
      expect.stringMatching(/^127\.1\.1\.4:2/),
    ]);
  });

  it("has a listener for each replica at its other end", async () => {
    const { specs, events } = await watched(
      plan({ links: { ...slow.scenario.links, "www-to-api": { from: "www", to: "api" } } }),
    );
    const listeners = specs.find(({ id }) => id === "www")?.needs["api"] ?? [];
    expect(new Set(listeners.map(({ host, port }) => `${host}:${port}`)).size).toBe(2);
    expect(listeners.every(({ host }) => host === "127.0.0.1")).toBe(true);
    expect(only(events, "drill.note").map(({ data }) => data.text)).toContainEqual(
      expect.stringMatching(
        /^link www-to-api: www → 127\.0\.0\.1:\d+ → 127\.1\.1\.3:\d+, 127\.0\.0\.1:\d+ → 127\.1\.1\.4:\d+$/,
      ),
    );
  });

  it("needs one proxy server for all, which ends after its faults are undone", async () => {
    const { proxy, events } = await watched(
      plan({
        links: {
          ...slow.scenario.links,
          "www-to-api": { from: "www", to: "api" },
          "gateway-to-www": { from: "gateway", to: "www" },
        },
      }),
    );
    expect(proxy).toEqual(["start", "close after load.stopped"]);
    const types = events.map(({ type }) => type);
    expect(types.indexOf("fault.undone")).toBeLessThan(types.indexOf("load.stopped"));
  });

  it("is the only reason to start one", async () => {
    const { proxy } = await watched(
      plan({ links: {}, faults: { frozen: { fault: "pause", target: "dbhop", at: 0, with: {} } } }),
    );
    expect(proxy).toEqual([]);
  });

  it("tells players nothing before they find out: only the engine knows where it is", async () => {
    const { events } = await watched(plan());
    const telling = events.filter(
      (event) =>
        /api-to-dbhop|sim:\/\//.test(JSON.stringify(event.data)) && event.type !== "drill.planned",
    );
    expect(telling.length).toBeGreaterThan(3);
    expect(telling.filter(({ sees, type }) => sees !== "truth" && type !== "heal.step")).toEqual(
      [],
    );
  });

  it("is data in the journal: what to take off, from where, by whoever heals", async () => {
    const { events } = await watched(plan());
    expect(only(events, "fault.armed").map(({ data }) => data.undo)).toEqual([
      { do: "remove-toxic", api: "sim://proxy", link: "api-to-dbhop", toxics: ["detour"] },
    ]);
    expect(only(events, "fault.verified").map(({ data }) => data)).toEqual([
      {
        id: "detour",
        ok: true,
        evidence:
          "the proxy holds latency 230 ms on api-to-dbhop, downstream; it has affected 1 connection so far",
      },
    ]);
    expect(only(events, "fault.undone").map(({ data }) => data.ok)).toEqual([true]);
  });

  it("that loses its proxy ends the drill, which says nothing then and is healed", async () => {
    const of = plan();
    const { events, performance, proxy } = await watched(of, { breakProxyAt: 20_000 });
    expect(performance).toMatchObject({
      ending: { why: "error", detail: "the fault proxy is gone: it exited with SIGSEGV" },
      residue: [],
    });
    expect(proxy).toHaveLength(2);
    expect(judge(of, summarise(of, events)).verdict).toBe("unknown");
  });
});

describe("what was chosen for a drill", () => {
  it("is written down before anything is started", async () => {
    const { events } = await watched(plan(), {
      choices: ["load by k6 2.2.0", "links through toxiproxy 2.12.0"],
    });
    const notes = only(events, "drill.note");
    expect(notes.slice(0, 2).map(({ data, sees }) => [data.text, sees])).toEqual([
      ["load by k6 2.2.0", "all"],
      ["links through toxiproxy 2.12.0", "all"],
    ]);
    expect(notes[1]?.seq).toBeLessThan(only(events, "component.state")[0]?.seq ?? 0);
  });
});

describe("slow-database on the simulated stack", () => {
  it("is brought back by larger pools", async () => {
    const { judgement, performance } = await played(plan(), { player: "perfect" });
    expect(performance).toMatchObject({ ending: { why: "resolved" }, residue: [] });
    expect(judgement.verdict).toBe("pass");
  });

  it.each(["wrong", "idle"] as const)("is not by the %s player", async (player) => {
    const { judgement, summary } = await played(plan(), { player, cutIdleMs: 30_000 });
    expect(judgement.verdict).toBe("fail");
    expect(summary.truth.contained).toBeNull();
  });

  it("is not by a detour that ends by itself", async () => {
    const { judgement, summary } = await played(
      plan({
        faults: {
          detour: {
            ...slow.scenario.faults["detour"],
            fault: "latency",
            target: "api-to-dbhop",
            at: 0,
            with: { latency: "${delayMs}ms" },
            for: 40_000,
          },
        },
      }),
      { player: "idle", cutIdleMs: 200_000 },
    );
    expect(summary.truth.contained?.by).toBe("fault-ended");
    expect(judgement.verdict).toBe("fail");
  });

  it("hurts everybody while the link is cut, and half of them when the way to one of two replicas is", async () => {
    const links = { "www-to-api": { from: "www", to: "api" } };
    const share = async (target: string): Promise<number> => {
      const { events } = await played(
        plan({ links, faults: { cut: { fault: "link-down", target, at: 0, with: {} } } }),
        { player: "idle", cutIdleMs: 20_000 },
      );
      const [applied] = only(events, "fault.applied");
      const bins = only(events, "load.bin").filter(
        ({ data, at }) =>
          data.flow === "web" &&
          at > (applied?.ex ?? 0) + 2_000 &&
          at < (applied?.ex ?? 0) + 12_000,
      );
      return (
        bins.reduce((sum, { data }) => sum + data.good, 0) /
        bins.reduce((sum, { data }) => sum + data.offered, 0)
      );
    };
    expect(await share("www-to-api")).toBe(0);
    expect(await share("www-to-api/2")).toBeCloseTo(0.5, 2);
  });
});

describe("a listener's address", () => {
  const component = { scenario: slow.scenario };
  const host = (refuse: number): LinkHost & { asked: number } => {
    const proxy = simProxy();
    const made = {
      asked: 0,
      start: async () => ({
        proxy: { ...proxy, createLink: taken },
        detail: "",
        pid: undefined,
        ended: new Promise<string>(() => {}),
        close: async () => {},
      }),
      address: async () => {
        const listen = { host: "127.0.0.1", port: 20_000 + (made.asked += 1) };
        return { listen, inside: { host: "proxy", port: listen.port }, outside: listen };
      },
      connect: () => proxy,
      ask: async () => ({ met: "silence" as const, afterMs: 0 }),
    };
    const taken: typeof proxy.createLink = (link) =>
      made.asked <= refuse
        ? Promise.reject(
            new GamedayError("GD-E007", "listen tcp 127.0.0.1: bind: address already in use"),
          )
        : proxy.createLink(link);
    return made;
  };
  const open = (made: LinkHost): Promise<readonly unknown[]> => {
    const clock = virtualClock(0);
    const links = new DrillLinks(
      { ...plan(), ...component },
      made,
      new Recorder(memoryJournal({ clock, exMs: () => 0 })),
      () => {},
    );
    return links.endpoints("api", "dbhop", [
      { id: "dbhop", host: "127.1.1.2", port: 4_000, detail: "" },
    ]);
  };

  it("that somebody else was faster to take is tried no more, another is", async () => {
    const made = host(2);
    expect(await open(made)).toEqual([{ host: "proxy", port: 20_003 }]);
    expect(made.asked).toBe(3);
  });

  it("is not tried for ever", async () => {
    await expect(open(host(100))).rejects.toMatchObject({ code: "GD-E007" });
  });
});
