import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ComponentSpec, Runtime } from "../../src/runtime/runtime.ts";

export interface RuntimeUnderTest {
  readonly runtime: Runtime;
  /** A component that becomes healthy on this runtime. */
  component(id: string): ComponentSpec;
}

/** What every runtime promises to faults, probes and the engine. */
export function runtimeContract(name: string, make: () => Promise<RuntimeUnderTest>): void {
  describe(`the ${name} runtime`, () => {
    let made: RuntimeUnderTest;
    const start = (id = "api/1"): ReturnType<Runtime["start"]> =>
      made.runtime.start(made.component(id), new AbortController().signal);

    beforeEach(async () => {
      made = await make();
    });
    afterEach(async () => {
      expect(await made.runtime.down()).toEqual([]);
    });

    it("starts a component and says where it listens", async () => {
      const instance = await start();
      expect(instance).toMatchObject({
        id: "api/1",
        host: expect.stringMatching(/^127\./),
        port: expect.any(Number),
      });
      expect(await made.runtime.power.state("api/1")).toBe("running");
      expect(made.runtime.power.starts("api/1")).toBe(1);
    });

    it("tells two components apart", async () => {
      const [one, two] = await Promise.all([start("api/1"), start("api/2")]);
      expect(`${one.host}:${one.port}`).not.toBe(`${two.host}:${two.port}`);
      await made.runtime.power.pause("api/1");
      expect(await made.runtime.power.state("api/2")).toBe("running");
    });

    it("pauses and resumes, twice safely, and counts neither as a start", async () => {
      await start();
      const { power } = made.runtime;
      for (const [act, state] of [
        ["pause", "paused"],
        ["pause", "paused"],
        ["resume", "running"],
        ["resume", "running"],
      ] as const) {
        await power[act]("api/1");
        expect(await power.state("api/1")).toBe(state);
      }
      expect(power.starts("api/1")).toBe(1);
    });

    it.each([
      ["kill", "exited"],
      ["stop", "stopped"],
    ] as const)(
      "after %s a component is %s, twice safely, until it is started again",
      async (act, state) => {
        await start();
        const { power } = made.runtime;
        await power[act]("api/1");
        await power[act]("api/1");
        expect(await power.state("api/1")).toBe(state);
        await power.start("api/1");
        await power.start("api/1");
        expect(await power.state("api/1")).toBe("running");
        expect(power.starts("api/1")).toBe(2);
      },
    );

    it.each(["kill", "stop"] as const)("%ss a paused component", async (act) => {
      await start();
      await made.runtime.power.pause("api/1");
      await made.runtime.power[act]("api/1");
      expect(await made.runtime.power.state("api/1")).toBe(act === "kill" ? "exited" : "stopped");
    });

    it("wakes a paused component when it is told to start it", async () => {
      await start();
      await made.runtime.power.pause("api/1");
      await made.runtime.power.start("api/1");
      expect(await made.runtime.power.state("api/1")).toBe("running");
      expect(made.runtime.power.starts("api/1")).toBe(1);
    });

    it("leaves a dead component dead when it is told to pause or resume it", async () => {
      await start();
      await made.runtime.power.kill("api/1");
      await made.runtime.power.pause("api/1");
      await made.runtime.power.resume("api/1");
      expect(await made.runtime.power.state("api/1")).toBe("exited");
    });

    it("does not report a death that it was told to bring about", async () => {
      const deaths: string[] = [];
      made.runtime.onExit((id) => deaths.push(id));
      await start();
      await made.runtime.power.kill("api/1");
      await made.runtime.power.start("api/1");
      await made.runtime.power.stop("api/1");
      expect(deaths).toEqual([]);
    });

    it("says so when a component does not exist", async () => {
      await expect(made.runtime.power.pause("nobody")).rejects.toMatchObject({ code: "GD-R001" });
      await expect(made.runtime.power.state("nobody")).rejects.toMatchObject({ code: "GD-R001" });
      expect(made.runtime.power.starts("nobody")).toBe(0);
    });

    it("starts nothing when it is aborted before", async () => {
      const reason = new Error("the drill is over");
      await expect(
        made.runtime.start(made.component("api/1"), AbortSignal.abort(reason)),
      ).rejects.toBe(reason);
      await expect(made.runtime.power.state("api/1")).rejects.toMatchObject({ code: "GD-R001" });
    });

    it("takes everything down in any state, twice safely", async () => {
      for (const id of ["api/1", "api/2", "api/3", "api/4"]) await start(id);
      await made.runtime.power.pause("api/2");
      await made.runtime.power.kill("api/3");
      await made.runtime.power.stop("api/4");
      expect(await made.runtime.down()).toEqual([]);
      expect(await made.runtime.down()).toEqual([]);
      await expect(made.runtime.power.state("api/1")).rejects.toMatchObject({ code: "GD-R001" });
    });
  });
}
