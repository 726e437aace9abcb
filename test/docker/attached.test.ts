import type Docker from "dockerode";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { faults } from "../../src/fault/index.ts";
import { obstacleTo, type Fault, type FaultWorld } from "../../src/fault/fault.ts";
import { undo, undone } from "../../src/fault/undo/index.ts";
import { attachRuntime } from "../../src/runtime/docker/attach.ts";
import {
  findTarget,
  type FoundTarget,
  type WantedTarget,
} from "../../src/runtime/docker/attach-find.ts";
import type { Engine } from "../../src/runtime/docker/engine.ts";
import { labelsOf, nameOf } from "../../src/runtime/docker/labels.ts";
import { testMark } from "../support/test-mark.ts";
import { sweepDrill } from "../../src/runtime/docker/sweep.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { containerFaultContract } from "../contract/container-fault.contract.ts";
import { dockerForTests, ownContainers, type OwnContainers } from "./own-containers.ts";

const found = await dockerForTests();
const engine = found as Engine;

async function attach(
  own: OwnContainers,
  ids: readonly string[],
  more: Partial<WantedTarget> = {},
): Promise<Runtime> {
  const targets: FoundTarget[] = [];
  for (const id of ids)
    targets.push(
      await findTarget(
        engine.docker,
        { id, replica: 1, name: { container: own.name(id) }, port: undefined, ...more },
        [own.name(id)],
      ),
    );
  return attachRuntime({ engine, targets, mark: testMark({ drill: own.mark }) });
}

const worldOf = (runtime: Runtime): FaultWorld =>
  ({ surge: undefined, links: undefined, ...runtime }) as unknown as FaultWorld;

/** As somebody on this machine meets a published port. */
async function answersAt(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(1_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
}

describe.skipIf(found === undefined)("containers of the user's own", () => {
  containerFaultContract("a container of somebody else", async () => {
    const own = await ownContainers(engine.docker);
    await own.run("a");
    await own.run("b");
    const runtime = await attach(own, ["a", "b"]);
    return {
      world: worldOf(runtime),
      facts: async (id) => (await runtime.state?.capture(id)) ?? {},
      sh: own.sh,
      end: async () => expect(await own.end()).toEqual([]),
    };
  });

  let own: OwnContainers;
  beforeEach(async () => {
    own = await ownContainers(engine.docker);
  });
  afterEach(async () => {
    expect(await own.end()).toEqual([]);
  });

  describe("are found", () => {
    const compose = (project: string, service: string): Docker.ContainerCreateOptions => ({
      Labels: {
        "com.docker.compose.project": project,
        "com.docker.compose.service": service,
        "com.docker.compose.container-number": "1",
      },
    });
    const wanted = (name: WantedTarget["name"], replica = 1): WantedTarget => ({
      id: "web",
      replica,
      name,
      port: undefined,
    });
    const refused = (
      name: WantedTarget["name"],
      confirmed: readonly string[],
      replica?: number,
    ): Promise<unknown> =>
      findTarget(engine.docker, wanted(name, replica), confirmed).then(
        (target) => `found ${target.containerName}`,
        (error: unknown) => error,
      );

    it("by name and by compose service, once they are confirmed by it or by their project", async () => {
      await own.run("web", compose(own.mark, "web"));
      const byName = await findTarget(engine.docker, wanted({ container: own.name("web") }), [
        own.name("web"),
      ]);
      expect(byName.containerName).toBe(own.name("web"));
      for (const name of [
        { container: own.name("web") },
        { compose: { project: own.mark, service: "web" } },
      ]) {
        expect((await findTarget(engine.docker, wanted(name), [own.mark])).containerId).toBe(
          byName.containerId,
        );
      }
    });

    it("never without a confirmation of exactly that name", async () => {
      await own.run("web", compose(own.mark, "web"));
      for (const confirmed of [
        [],
        ["other"],
        [own.mark.slice(0, -1)],
        [`${own.mark}-`],
        ["*"],
        [""],
        [own.name("web").toUpperCase()],
      ]) {
        expect(await refused({ container: own.name("web") }, confirmed)).toMatchObject({
          code: "GD-C009",
        });
        expect(
          await refused({ compose: { project: own.mark, service: "web" } }, confirmed),
        ).toMatchObject({ code: "GD-C009" });
      }
      // The container's name is not its project's.
      expect(
        await refused({ compose: { project: own.mark, service: "web" } }, [own.name("web")]),
      ).toMatchObject({ code: "GD-C009", hint: `if it may be broken: --allow-target ${own.mark}` });
    });

    it("never in another project that has a service of that name", async () => {
      await own.run("web", compose(`${own.mark}-staging`, "web"));
      expect(
        await refused({ compose: { project: own.mark, service: "web" } }, [own.mark]),
      ).toMatchObject({ code: "GD-E013" });
      expect(
        await refused({ compose: { project: `${own.mark}-staging`, service: "web" } }, [own.mark]),
      ).toMatchObject({ code: "GD-C009" });
    });

    it("never by the beginning of an id, which the engine would take for a name", async () => {
      const { Id } = await own.run("web");
      for (const name of [Id, Id.slice(0, 12)])
        expect(await refused({ container: name }, [name])).toMatchObject({ code: "GD-E013" });
    });

    it("never where they are a drill's own, whoever confirms it", async () => {
      const mark = testMark({ drill: `hot-mysql-${own.mark}` });
      await own.run("web", { name: nameOf(mark, "web"), Labels: labelsOf(mark, "web") });
      expect(
        await refused({ container: nameOf(mark, "web") }, [nameOf(mark, "web")]),
      ).toMatchObject({ code: "GD-C009", message: expect.stringContaining(mark.drill) });
      // Labels alone do not make it one: whoever runs an image that was committed from a drill's
      // container has them too.
      await own.run("copy", { Labels: labelsOf(mark, "web") });
      expect(await refused({ container: own.name("copy") }, [own.name("copy")])).toBe(
        `found ${own.name("copy")}`,
      );
      expect(await sweepDrill(engine.docker, mark)).toEqual([]);
      expect((await own.container("copy").inspect()).State.Running).toBe(true);
    });

    it("or it is said what there is instead", async () => {
      await own.run("web", compose(own.mark, "web"));
      expect(await refused({ container: own.name("wob") }, [])).toMatchObject({
        code: "GD-E013",
        hint: `did you mean "${own.name("web")}"?`,
      });
      expect(
        await refused({ compose: { project: own.mark, service: "wob" } }, [own.mark]),
      ).toMatchObject({ code: "GD-E013", hint: "services there: web" });
      expect(
        await refused({ compose: { project: own.mark, service: "web" } }, [own.mark], 2),
      ).toMatchObject({
        code: "GD-E013",
        message: expect.stringContaining("there is no number 2"),
      });
    });
  });

  describe("that are killed", () => {
    const fault = faults.get("kill") as Fault<unknown>;
    const request = { id: "crash", target: "a", with: {} };

    it("are started again by their restart policy, as after a crash; and the fault counts as seen", async () => {
      await own.run("a", { HostConfig: { RestartPolicy: { Name: "unless-stopped" } } });
      const runtime = await attach(own, ["a"]);
      expect(await fault.verify(worldOf(runtime), request)).toMatchObject({ ok: false });
      const trace = (await fault.apply(worldOf(runtime), request)) ?? undefined;
      await until(async () => (await runtime.power.state("a")) === "running");
      expect(await fault.verify(worldOf(runtime), request, trace)).toEqual({
        ok: true,
        evidence: "a went down and was started again by its supervisor",
      });
      expect(runtime.power.starts("a")).toBe(2);
      expect((await own.container("a").inspect()).RestartCount).toBe(1);
    });

    it("stay dead without one, until the fault is undone", async () => {
      await own.run("a");
      const runtime = await attach(own, ["a"]);
      const before = await runtime.state?.capture("a");
      const inverse = await fault.undo(request, worldOf(runtime));
      const trace = (await fault.apply(worldOf(runtime), request)) ?? undefined;
      expect(await fault.verify(worldOf(runtime), request, trace)).toEqual({
        ok: true,
        evidence: "a is exited",
      });
      await undo(worldOf(runtime), inverse);
      expect(await undone(worldOf(runtime), inverse)).toMatchObject({ ok: true });
      expect(await runtime.state?.capture("a")).toEqual(before);
    });

    it("stay down when they are stopped instead, policy or not: that is somebody's wish", async () => {
      await own.run("a", { HostConfig: { RestartPolicy: { Name: "always" } } });
      const runtime = await attach(own, ["a"]);
      await runtime.power.stop("a");
      expect(await runtime.power.state("a")).toBe("stopped");
      expect((await own.container("a").inspect()).RestartCount).toBe(0);
    });
  });

  describe("refuse, while planning,", () => {
    const obstacle = async (
      fault: string,
      parameters: Record<string, unknown>,
      members?: readonly string[],
    ): Promise<string | undefined> => {
      const one = faults.get(fault) as Fault<unknown>;
      return obstacleTo(one, worldOf(await attach(own, ["a"])), {
        id: "harm",
        target: "a",
        ...(members === undefined ? {} : { members }),
        with: one.params.parse(parameters),
      });
    };

    it("what ends a container that is removed when it ends, with all that is in it", async () => {
      await own.run("a", { HostConfig: { AutoRemove: true } });
      const why = /was started with --rm: it is removed when it stops/;
      for (const fault of ["stop", "kill", "restart"])
        expect(await obstacle(fault, {}), fault).toMatch(why);
      expect(await obstacle("memory", { mebibytes: 32 })).toMatch(why);
      for (const fault of ["pause", "disconnect"])
        expect(await obstacle(fault, {}), fault).toBeUndefined();
    });

    it("every fault of a container that an orchestrator would replace", async () => {
      await own.run("a", { Labels: { "com.docker.swarm.task.id": "x1" } });
      for (const fault of ["pause", "stop", "disconnect"])
        expect(await obstacle(fault, {}), fault).toMatch(/is run by Docker Swarm/);
    });

    it("every fault of a container that was made again since it was looked at, and its undo, with how to give it up", async () => {
      await own.run("a");
      const runtime = await attach(own, ["a"]);
      const [pause, request] = [
        faults.get("pause") as Fault<unknown>,
        { id: "freeze", target: "a", with: {} },
      ];
      await own.container("a").remove({ force: true });
      await own.run("a");
      expect(await obstacleTo(pause, worldOf(runtime), request)).toMatch(
        /is gone; another container \([0-9a-f]{12}\) has its name now; Gameday did not touch that one$/,
      );
      await expect(undo(worldOf(runtime), { do: "resume", target: "a" })).rejects.toMatchObject({
        code: "GD-H001",
        hint: expect.stringContaining("gameday stop --forget a"),
      });
    });

    it("less memory where swap has no limit, which the engine writes down and does not set, or than is reserved", async () => {
      await own.run("a", { HostConfig: { MemorySwap: -1 } });
      expect(await obstacle("memory", { mebibytes: 32 })).toMatch(
        /^a has no limit of swap, and once set it cannot be removed/,
      );
      await own.container("a").remove({ force: true });
      await own.run("a", { HostConfig: { MemoryReservation: 48 * 2 ** 20 } });
      expect(await obstacle("memory", { mebibytes: 32 })).toMatch(/^a has 48 MiB reserved/);
      expect(await obstacle("memory", { mebibytes: 50 })).toBeUndefined();
    });

    it("a memory limit where there is none, which could not be taken back, or one that is no shortage", async () => {
      await own.run("a", { HostConfig: { Memory: 0, MemorySwap: 0 } });
      expect(await obstacle("memory", { mebibytes: 32 })).toMatch(
        /^a has no memory limit, and once set it cannot be removed/,
      );
      await own.container("a").update({ Memory: 64 * 2 ** 20, MemorySwap: 64 * 2 ** 20 });
      expect(await obstacle("memory", { mebibytes: 64 })).toBe(
        "a has only 64 MiB: 64 would have no effect",
      );
      expect(await obstacle("memory", { mebibytes: 32 })).toBeUndefined();
    });

    it("to fill a disk that is the machine's, by whatever way it is named", async () => {
      await own.run("a", {
        HostConfig: {
          Tmpfs: { "/scratch": "size=8m", "/boundless": "" },
          Binds: ["/tmp:/outside"],
        },
      });
      await own.sh("a", "ln -s / /scratch/away");
      for (const folder of ["/", "/www", "/scratch/..", "/scratch/away", "/boundless", "/outside"])
        expect(await obstacle("disk-fill", { folder }), folder).toMatch(
          /is not a volume of a fixed size/,
        );
      expect(await obstacle("disk-fill", { folder: "/scratch" })).toBeUndefined();
    });

    it("to be cut off from the machine's own network, or from none", async () => {
      await own.run("a", { NetworkingConfig: {}, HostConfig: { NetworkMode: "host" } });
      expect(await obstacle("disconnect", {}, ["a"])).toMatch(
        /is on the network "host", which it cannot leave/,
      );
    });
  });

  it("that have a limit of cores of the other kind are lowered and put back by it", async () => {
    await own.run("a", { HostConfig: { NanoCpus: 1_500_000_000 } });
    const runtime = await attach(own, ["a"]);
    const fault = faults.get("cpu") as Fault<unknown>;
    const request = { id: "hot", target: "a", with: { cores: 0.25 } };
    const inverse = await fault.undo(request, worldOf(runtime));
    await fault.apply(worldOf(runtime), request);
    expect((await own.container("a").inspect()).HostConfig.NanoCpus).toBe(250_000_000);
    await undo(worldOf(runtime), inverse);
    expect((await own.container("a").inspect()).HostConfig).toMatchObject({
      NanoCpus: 1_500_000_000,
      CpuQuota: 0,
    });
  });

  it("are not called back while somebody else has their address; once it is free, they are", async () => {
    const ranged = `${own.mark}-ranged`;
    // The engine chooses a range that nobody has; only a network that was given its range takes
    // fixed addresses.
    const probe = await engine.docker.createNetwork({ Name: ranged });
    const subnet = (await probe.inspect()).IPAM?.Config?.[0]?.["Subnet"] ?? "";
    await probe.remove();
    await engine.docker.createNetwork({
      Name: ranged,
      IPAM: { Driver: "default", Config: [{ Subnet: subnet }] },
    });
    const at = subnet.replace(/\d+\/\d+$/, "77");
    const fixed = (): Docker.ContainerCreateOptions => ({
      HostConfig: { NetworkMode: ranged },
      NetworkingConfig: { EndpointsConfig: { [ranged]: { IPAMConfig: { IPv4Address: at } } } },
    });
    await own.run("a", fixed());
    const runtime = await attach(own, ["a"]);
    const [world, fault] = [worldOf(runtime), faults.get("disconnect") as Fault<unknown>];
    const request = { id: "cut", target: "a", members: ["a"], with: fault.params.parse({}) };
    const before = await runtime.state?.capture("a");
    const inverse = await fault.undo(request, world);
    await fault.apply(world, request);
    await own.run("thief", fixed());
    for (let time = 0; time < 2; time += 1) {
      await expect(undo(world, inverse)).rejects.toThrow(
        new RegExp(
          `a cannot be reconnected to the network ${ranged} .*: when the reason is gone, docker network connect --ip ${at} ${ranged} ${own.name("a")}`,
        ),
      );
      expect(await undone(world, inverse)).toEqual({
        ok: false,
        evidence: `a is not connected to ${ranged}`,
      });
      expect(await runtime.state?.capture("a")).toMatchObject({
        networks: `${ranged} at ${at}, not connected`,
      });
    }
    const network = engine.docker.getNetwork(ranged);
    await network.disconnect({ Container: own.name("thief"), Force: true });
    await undo(world, inverse);
    expect(await undone(world, inverse)).toMatchObject({ ok: true });
    expect(await runtime.state?.capture("a")).toEqual(before);
    await network.disconnect({ Container: own.name("a"), Force: true });
    await network.remove();
  });

  describe("that are cut off together", () => {
    const reaches = async (from: string, to: string): Promise<boolean> =>
      (
        await own.sh(
          from,
          `at=$(timeout 1 nslookup ${to} | awk '/^Address: /{print $2}'); [ -n "$at" ] && printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 1 "$at" 80`,
        )
      ).stdout.includes("200 OK");

    it.each(["closed", "open"] as const)(
      "still have each other, and nobody else; published ports are %s; then all is as before",
      async (ports) => {
        const { NetworkSettings } = await own.run("a", {
          ExposedPorts: { "80/tcp": {} },
          HostConfig: { PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "0" }] } },
        });
        const port = Number(NetworkSettings.Ports["80/tcp"]?.[0]?.HostPort);
        for (const id of ["b", "c"]) await own.run(id);
        const runtime = await attach(own, ["a", "b", "c"]);
        const fault = faults.get("disconnect") as Fault<unknown>;
        const request = {
          id: "cut",
          target: "east",
          members: ["a", "b"],
          with: fault.params.parse({ ports }),
        };
        const before = await Promise.all(
          ["a", "b", "c"].map(async (id) => runtime.state?.capture(id)),
        );
        const inverse = await fault.undo(request, worldOf(runtime));
        const trace = (await fault.apply(worldOf(runtime), request)) ?? undefined;
        expect(await fault.verify(worldOf(runtime), request, trace)).toEqual({
          ok: true,
          evidence: `a has left ${own.network}; b has left ${own.network}`,
        });
        expect([
          await reaches("a", "b"),
          await reaches("b", "a"),
          await reaches("a", "c"),
          await reaches("c", "b"),
        ]).toEqual([true, true, false, false]);
        if (ports === "closed") expect(await answersAt(port)).toBe(false);
        await undo(worldOf(runtime), JSON.parse(JSON.stringify(inverse)) as typeof inverse);
        expect(await undone(worldOf(runtime), inverse)).toMatchObject({ ok: true });
        expect([await reaches("a", "c"), await reaches("c", "b")]).toEqual([true, true]);
        expect(
          await Promise.all(["a", "b", "c"].map(async (id) => runtime.state?.capture(id))),
        ).toEqual(before);
        expect(await runtime.down()).toEqual([]);
      },
    );
  });
});
