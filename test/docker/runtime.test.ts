import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { httpGet } from "../../src/stage/probe-world.ts";
import { connectProxy } from "../../src/proxy/toxiproxy.ts";
import { execute } from "../../src/runtime/docker/exec.ts";
import { sweepDrill } from "../../src/runtime/docker/sweep.ts";
import type { Endpoint } from "../../src/runtime/runtime.ts";
import { runtimeContract } from "../contract/runtime.contract.ts";
import { echoComponent } from "../support/process-stack.ts";
import { dockerStack, engineForTests, type DockerStack } from "./docker-stack.ts";

const found = await engineForTests(["app", "toxiproxy"]);
const quiet = new AbortController().signal;
const stacks: DockerStack[] = [];
const nobody = { Id: "" };

afterEach(async () => {
  for (const made of stacks.splice(0)) {
    expect(await made.runtime.down()).toEqual([]);
    expect(await made.left()).toEqual([]);
    await made.remove();
  }
});

const stack = (
  ...more: Parameters<typeof dockerStack> extends [unknown, ...infer Rest] ? Rest : never
): DockerStack => {
  if (found === undefined) throw new Error("no engine");
  const made = dockerStack(found, ...more);
  stacks.push(made);
  return made;
};

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await what())) {
    if (Date.now() > deadline) throw new Error(`not within 15 s: ${what.toString()}`);
    await sleep(25);
  }
}

const get = async ({ host, port }: Endpoint, path = "/"): Promise<Record<string, unknown>> =>
  JSON.parse((await httpGet(`http://${host}:${port}${path}`, 5_000)).body) as Record<
    string,
    unknown
  >;

describe.skipIf(found === undefined)("with an engine,", () => {
  runtimeContract("docker", async () => ({
    runtime: stack().runtime,
    component: (id) => echoComponent(id),
  }));
});

describe.skipIf(found === undefined)("the docker runtime", () => {
  const { docker } = found?.engine ?? { docker: undefined as never };
  const containersOf = (made: DockerStack) =>
    docker.listContainers({ all: true, filters: { label: [`gameday.drill=${made.mark.drill}`] } });

  it("tells a program who it is, where it listens and whom it needs, and nothing secret", async () => {
    const { runtime } = stack();
    const door = { host: "db", port: 3306, admin: { password: "secret" } };
    const instance = await runtime.start(
      { ...echoComponent("api/2", { limit: 3 }), needs: { db: [door] } },
      quiet,
    );
    const said = await get(instance);
    expect(said).toMatchObject({
      id: "api/2",
      component: "api",
      replica: 2,
      at: "a/a1/r1",
      host: "0.0.0.0",
      port: 8080,
      config: { limit: 3 },
      needs: { db: [{ host: "db", port: 3306 }] },
    });
    expect(JSON.stringify(said)).not.toContain("secret");
    expect(instance).toMatchObject({ host: "127.0.0.1", inside: { host: "api-2", port: 8080 } });
  });

  it("makes containers without any privilege, with explicit limits, published on loopback alone", async () => {
    const made = stack();
    await made.runtime.start(echoComponent("api/1"), quiet);
    const [{ Id } = nobody] = await containersOf(made);
    const { HostConfig: host, Config: config, Mounts } = await docker.getContainer(Id).inspect();
    expect(host).toMatchObject({
      Privileged: false,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      Memory: 512 * 2 ** 20,
      MemorySwap: 512 * 2 ** 20,
      CpuQuota: 100_000 * (found?.engine.cpus ?? 0),
    });
    expect(host.NetworkMode).not.toBe("host");
    expect(
      Object.values(host.PortBindings as Record<string, { HostIp: string }[]>)
        .flat()
        .map(({ HostIp }) => HostIp),
    ).toEqual(["127.0.0.1"]);
    expect([config.User, Mounts]).toEqual(["1000:1000", []]);
    expect(config.Labels).toMatchObject({
      "gameday.drill": made.mark.drill,
      "gameday.component": "api/1",
      "gameday.lasts": "600",
    });
    expect((await execute(docker.getContainer(Id), ["id", "-u"])).stdout.trim()).toBe("1000");
  });

  it("lets components find each other by name, each by its own and all replicas by their component's", async () => {
    const made = stack();
    const [one] = await Promise.all(
      ["api/1", "api/2", "www"].map((id) => made.runtime.start(echoComponent(id), quiet)),
    );
    expect(one?.inside).toEqual({ host: "api-1", port: 8080 });
    const www =
      (await containersOf(made)).find(({ Names }) => Names[0]?.endsWith(".www"))?.Id ?? "";
    const ask = async (name: string): Promise<string> =>
      (
        await execute(docker.getContainer(www), [
          "node",
          "-e",
          `fetch("http://${name}:8080/").then((a) => a.json()).then((a) => console.log(a.id))`,
        ])
      ).stdout.trim();
    expect([await ask("api-1"), await ask("api-2")]).toEqual(["api/1", "api/2"]);
    expect(["api/1", "api/2"]).toContain(await ask("api"));
  });

  it("keeps its address over a kill and a start", async () => {
    const { runtime } = stack();
    const instance = await runtime.start(echoComponent("api/1"), quiet);
    await runtime.power.kill("api/1");
    await expect(get(instance)).rejects.toThrow();
    await runtime.power.start("api/1");
    expect(await get(instance)).toMatchObject({ id: "api/1" });
  });

  it("writes down what a component prints, over all its starts", async () => {
    const { runtime } = stack();
    const { logFile = "" } = await runtime.start(echoComponent("api/1"), quiet);
    await runtime.power.stop("api/1");
    await runtime.power.start("api/1");
    await until(
      async () => (await readFile(logFile, "utf8")) === "listening on 0.0.0.0:8080\n".repeat(2),
    );
  });

  it("tells of a death that nobody ordered, once, with how it ended; and counts a start that somebody else brought about", async () => {
    const made = stack();
    const deaths: string[] = [];
    made.runtime.onExit((id, { detail, signal }) =>
      deaths.push(`${id} ${detail}${signal === undefined ? "" : `, ${signal}`}`),
    );
    const instance = await made.runtime.start(echoComponent("api/1"), quiet);
    await get(instance, "/die").catch(() => {});
    await until(() => deaths.length > 0);
    expect(deaths).toEqual(["api/1 exit code 3"]);
    expect(await made.runtime.power.state("api/1")).toBe("exited");
    const [{ Id } = nobody] = await containersOf(made);
    await docker.getContainer(Id).start();
    await until(() => made.runtime.power.starts("api/1") === 2);
    await docker.getContainer(Id).kill({ signal: "SIGKILL" });
    await until(() => deaths.length > 1);
    expect(deaths[1]).toBe("api/1 SIGKILL, SIGKILL");
  });

  it("says why a component does not become healthy, with the end of its log, and leaves nothing of it", async () => {
    const made = stack();
    await expect(
      made.runtime.start(echoComponent("api/1", { dies: true }), quiet),
    ).rejects.toMatchObject({
      code: "GD-R001",
      message: expect.stringContaining("no disk, no cry"),
    });
    await expect(
      made.runtime.start(echoComponent("api/2", { sick: true }, 1_500), quiet),
    ).rejects.toMatchObject({
      code: "GD-R001",
      message: expect.stringContaining("did not become healthy within 2 s"),
    });
    expect(await containersOf(made)).toEqual([]);
  });

  it("names an image that is not there, and pulls nothing", async () => {
    const bare = dockerStack({ engine: found?.engine as never, images: new Map() });
    stacks.push(bare);
    await expect(bare.runtime.start(echoComponent("api/1"), quiet)).rejects.toMatchObject({
      code: "GD-E010",
      exit: 69,
      message: expect.stringContaining("gameday/nowhere:app"),
      hint: "gameday setup images",
    });
  });

  it("takes another port when somebody has the chosen one", async () => {
    const stranger = createServer();
    await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
    const address = stranger.address();
    const taken = typeof address === "object" && address !== null ? address.port : 0;
    const ports = [taken, taken + 1];
    try {
      const { runtime } = stack({ pickPort: async () => ports.shift() ?? 0 });
      expect((await runtime.start(echoComponent("api/1"), quiet)).port).toBe(taken + 1);
    } finally {
      stranger.close();
    }
  });

  it("gives each zone and region a network, and a zone that is cut off keeps its own people and its ports", async () => {
    const made = stack({ places: ["a/a1/r1", "a/a2/r1", "b/b1/r1"] });
    const at = (id: string, place: string) =>
      made.runtime.start({ ...echoComponent(id), at: place }, quiet);
    const [one] = await Promise.all([
      at("one", "a/a1/r1"),
      at("two", "a/a1/r1"),
      at("three", "a/a2/r1"),
      at("four", "b/b1/r1"),
    ]);
    const networks = (
      await docker.listNetworks({ filters: { label: [`gameday.drill=${made.mark.drill}`] } })
    )
      .map(({ Name }) => Name.split(".").at(-1) ?? "")
      .toSorted((a, b) => a.localeCompare(b));
    expect(networks).toEqual([
      "1-zone-a-a1",
      "1-zone-a-a2",
      "1-zone-b-b1",
      "2-region-a",
      "2-region-b",
      "3-all",
    ]);
    const containers = new Map(
      (await containersOf(made)).map(({ Names, Id }) => [Names[0]?.split(".").at(-1) ?? "", Id]),
    );
    const reaches = async (from: string, to: string): Promise<boolean> =>
      (
        await execute(docker.getContainer(containers.get(from) ?? ""), [
          "node",
          "-e",
          `fetch("http://${to}:8080/", { signal: AbortSignal.timeout(1500) }).then(() => process.exit(0), () => process.exit(1))`,
        ])
      ).exit === 0;
    expect(
      await Promise.all([reaches("one", "two"), reaches("one", "three"), reaches("one", "four")]),
    ).toEqual([true, true, true]);
    const { network } = made.runtime;
    const before = await Promise.all(
      ["one", "two"].map(async (id) => ({
        id,
        attachments: (await network?.attachments(id)) ?? [],
      })),
    );
    await network?.part(["one", "two"], "open");
    expect(
      await Promise.all([reaches("one", "two"), reaches("one", "three"), reaches("four", "one")]),
    ).toEqual([true, false, false]);
    expect(await get(one as Endpoint)).toMatchObject({ id: "one" });
    for (const { id, attachments } of before) await network?.restore(id, attachments);
    for (const { id, attachments } of before)
      expect(await network?.attachments(id)).toEqual(attachments);
    expect(await Promise.all([reaches("three", "one"), reaches("one", "four")])).toEqual([
      true,
      true,
    ]);
  });

  it("runs a fault proxy whose links are reached from inside and from here", async () => {
    const made = stack();
    const api = await made.runtime.start(echoComponent("api/1"), quiet);
    const proxy = await made.runtime.startProxy({
      image: found?.images.get("toxiproxy") ?? "",
      links: 2,
      seed: 7,
    });
    const [[inside, outside] = [0, 0]] = proxy.ports;
    const client = connectProxy({ api: proxy.api });
    await client.createLink({
      name: "to-api",
      listen: `0.0.0.0:${inside}`,
      upstream: `${api.inside?.host}:${api.inside?.port}`,
    });
    expect(await get({ host: "127.0.0.1", port: outside })).toMatchObject({ id: "api/1" });
    const [{ Id } = nobody] = (await containersOf(made)).filter(({ Names }) =>
      Names[0]?.endsWith(".api-1"),
    );
    expect(
      (
        await execute(docker.getContainer(Id), [
          "node",
          "-e",
          `fetch("http://fault_proxy:${inside}/").then((a) => a.json()).then((a) => console.log(a.id))`,
        ])
      ).stdout.trim(),
    ).toBe("api/1");
    await client.addToxic("to-api", {
      type: "reset_peer",
      attributes: { timeout: 0 },
      name: "cut",
      stream: "downstream",
    });
    await expect(get({ host: "127.0.0.1", port: outside })).rejects.toThrow();
    await proxy.stop();
  });

  it("is swept by its label alone, by somebody who knows nothing else of it, and touches nobody else's", async () => {
    const [mine, other] = [stack(), stack()];
    await Promise.all([
      mine.runtime.start(echoComponent("api/1"), quiet),
      other.runtime.start(echoComponent("api/1"), quiet),
    ]);
    expect(await sweepDrill(docker, mine.mark)).toEqual([]);
    expect(await mine.left()).toEqual([]);
    expect((await other.left()).length).toBeGreaterThan(1);
    expect(await sweepDrill(docker, { ...other.mark, owner: "a0" })).toEqual([]);
    expect(await sweepDrill(docker, { ...other.mark, secret: mine.mark.secret })).toEqual([]);
    expect(await other.runtime.power.state("api/1")).toBe("running");
  });
});
