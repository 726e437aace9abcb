import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname, release } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findEngine, isLocal } from "../../../src/runtime/docker/engine.ts";
import {
  here,
  whyElsewhere,
  type EngineMachine,
} from "../../../src/runtime/docker/this-machine.ts";
import { placesToTry } from "../../../src/runtime/docker/places.ts";
import { ownFolder } from "../../support/own-folder.ts";

const home = ownFolder();
const servers: Server[] = [];
afterAll(async () => {
  for (const server of servers) server.close();
});

/** The three answers that an engine is met with. */
function engine(
  listen: { path: string } | { port: number; host: string },
  apiVersion = "1.47",
  parts = "Engine",
  machine: EngineMachine = {},
): Promise<Server> {
  const server = createServer((request, response) => {
    const body =
      request.url?.endsWith("/version") === true
        ? { Version: "27.1.0", ApiVersion: apiVersion, Components: [{ Name: parts }] }
        : { CgroupVersion: "2", ...machine };
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(request.url?.endsWith("/_ping") === true ? "OK" : JSON.stringify(body));
  });
  servers.push(server);
  return new Promise((resolve) => server.listen(listen, () => resolve(server)));
}

function writeContext(folder: string, name: string, host: string): void {
  const place = join(
    folder,
    ".docker",
    "contexts",
    "meta",
    createHash("sha256").update(name).digest("hex"),
  );
  mkdirSync(place, { recursive: true });
  writeFileSync(
    join(place, "meta.json"),
    JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }),
  );
  writeFileSync(join(folder, ".docker", "config.json"), JSON.stringify({ currentContext: name }));
}

const system = (folder: string) => ({ home: folder, uid: 501, platform: "linux" as const });

describe("where an engine is looked for", () => {
  it("is DOCKER_HOST and nothing else, even when a context is chosen", async () => {
    const folder = join(home, "one");
    writeContext(folder, "colima", "unix:///colima.sock");
    expect(await placesToTry({ DOCKER_HOST: "tcp://10.0.0.5:2375" }, system(folder))).toMatchObject(
      { named: true, places: [{ url: "tcp://10.0.0.5:2375", why: "DOCKER_HOST" }] },
    );
    expect(await placesToTry({ DOCKER_HOST: "/run/mine.sock" }, system(folder))).toMatchObject({
      places: [{ url: "unix:///run/mine.sock" }],
    });
  });

  it("is the current docker context, or the one that DOCKER_CONTEXT names", async () => {
    const folder = join(home, "two");
    writeContext(folder, "work", "unix:///work.sock");
    writeContext(folder, "colima", "unix:///colima.sock");
    expect(await placesToTry({}, system(folder))).toMatchObject({
      named: true,
      places: [{ url: "unix:///colima.sock" }],
    });
    expect(await placesToTry({ DOCKER_CONTEXT: "work" }, system(folder))).toMatchObject({
      named: true,
      places: [{ url: "unix:///work.sock" }],
    });
    expect(await placesToTry({ DOCKER_CONTEXT: "default" }, system(folder))).toMatchObject({
      named: false,
    });
    await expect(placesToTry({ DOCKER_CONTEXT: "gone" }, system(folder))).rejects.toThrow(
      /"gone" \(DOCKER_CONTEXT\) is not there/,
    );
  });

  it("is every place that users have one in when nobody says where", async () => {
    const { places, named } = await placesToTry(
      { XDG_RUNTIME_DIR: "/run/user/501" },
      system("/home/me"),
    );
    expect(named).toBe(false);
    expect(places.map(({ why }) => why)).toEqual(
      expect.arrayContaining([
        "rootless Docker",
        "Docker's usual socket",
        "Docker Desktop",
        "Colima",
        "OrbStack",
        "Podman",
      ]),
    );
    expect(places[0]).toMatchObject({ url: "unix:///run/user/501/docker.sock" });
  });

  it("takes certificates where they are asked for", async () => {
    const folder = join(home, "certs");
    mkdirSync(folder, { recursive: true });
    for (const name of ["ca", "cert", "key"]) writeFileSync(join(folder, `${name}.pem`), name);
    const { places } = await placesToTry(
      { DOCKER_HOST: "tcp://build:2376", DOCKER_CERT_PATH: folder },
      system(home),
    );
    expect(places[0]?.tls?.cert?.toString()).toBe("cert");
  });
});

describe("an engine", () => {
  it("is met at its socket, and says who it is", async () => {
    const path = join(home, "a.sock");
    await engine({ path });
    expect(await findEngine({ env: { DOCKER_HOST: `unix://${path}` }, home })).toMatchObject({
      name: "Docker 27.1.0",
      apiVersion: "1.47",
      local: true,
      host: "127.0.0.1",
      publishOn: "127.0.0.1",
      cgroup: "2",
      why: "DOCKER_HOST",
    });
  });

  it("may be Podman, and may be behind a loopback port", async () => {
    const server = await engine({ port: 0, host: "127.0.0.1" }, "1.41", "Podman Engine");
    const { port } = server.address() as AddressInfo;
    expect(
      await findEngine({ env: { DOCKER_HOST: `tcp://127.0.0.1:${port}` }, home }),
    ).toMatchObject({ name: "Podman 27.1.0", local: true });
  });

  it("on another machine publishes on the address that it was asked for at, or on the one that the user names, and on no other", async () => {
    // Not a name of this machine's, as far as anybody can see: 127.0.0.2.
    const server = await engine({ port: 0, host: "127.0.0.2" });
    const env = { DOCKER_HOST: `tcp://2130706434:${(server.address() as AddressInfo).port}` };
    expect(await findEngine({ env, home, allowRemote: true })).toMatchObject({
      local: false,
      host: "2130706434",
      publishOn: "127.0.0.2",
    });
    expect(
      await findEngine({
        env: { ...env, GAMEDAY_PUBLISH_ON: "10.0.0.7" },
        home,
        allowRemote: true,
      }),
    ).toMatchObject({ publishOn: "10.0.0.7" });
  });

  it("that is named and does not answer is not replaced by another", async () => {
    mkdirSync(join(home, "u", ".docker", "run"), { recursive: true });
    await engine({ path: join(home, "u", ".docker", "run", "docker.sock") });
    const lost = await findEngine({
      env: { DOCKER_HOST: "unix:///nowhere.sock" },
      home: join(home, "u"),
    }).catch((error: unknown) => error);
    expect(lost).toMatchObject({
      code: "GD-E005",
      exit: 69,
      message: expect.stringContaining("unix:///nowhere.sock (DOCKER_HOST): no such socket"),
    });
  });

  it("that nobody finds is reported with every place and its reason", async () => {
    const path = join(home, "run", "docker.sock");
    mkdirSync(join(home, "run"), { recursive: true });
    writeFileSync(path, "");
    const lost = await findEngine({ env: { DOCKER_HOST: `unix://${path}` }, home }).catch(
      (error: unknown) => error,
    );
    expect(lost).toMatchObject({
      code: "GD-E005",
      message: expect.stringContaining("the socket exists, but nothing is listening"),
    });
  });

  it("that is too old is refused with its version", async () => {
    const path = join(home, "old.sock");
    await engine({ path }, "1.39");
    await expect(
      findEngine({ env: { DOCKER_HOST: `unix://${path}` }, home }),
    ).rejects.toMatchObject({ code: "GD-E005", message: expect.stringContaining("API 1.39") });
  });

  it("behind a tunnel is on another machine, whatever its address looks like; only who says so goes there", async () => {
    const path = join(home, "tunnel.sock");
    await engine({ path }, "1.47", "Engine", { Name: "build-7", KernelVersion: release() });
    const env = { DOCKER_HOST: `unix://${path}` };
    const inContainer = here().inContainer;
    if (!inContainer)
      await expect(findEngine({ env, home })).rejects.toMatchObject({
        code: "GD-E009",
        message: expect.stringContaining("build-7"),
        hint: expect.stringContaining("--allow-remote-engine"),
      });
    if (!inContainer)
      expect(
        await findEngine({
          env: { ...env, GAMEDAY_PUBLISH_ON: "10.0.0.7" },
          home,
          allowRemote: true,
        }),
      ).toMatchObject({ local: false, host: "10.0.0.7", publishOn: "10.0.0.7" });
    const other = join(home, "kernel.sock");
    await engine({ path: other }, "1.47", "Engine", { Name: hostname(), KernelVersion: "0.0.1" });
    await expect(
      findEngine({ env: { DOCKER_HOST: `unix://${other}` }, home }),
    ).rejects.toMatchObject({ code: "GD-E009", message: expect.stringContaining("kernel 0.0.1") });
  });

  it.each([
    ["with our name and kernel", "unix:///var/run/docker.sock", {}, {}, true],
    ["with another kernel", "unix:///tmp/forwarded.sock", { KernelVersion: "6.2" }, {}, false],
    [
      "with our kernel and another name, on loopback",
      "tcp://127.0.0.1:2375",
      { Name: "build-7" },
      {},
      false,
    ],
    [
      "with another name, seen from a container",
      "unix:///var/run/docker.sock",
      { Name: "build-7" },
      { inContainer: true },
      true,
    ],
    [
      "with another name and less memory, seen from a container",
      "unix:///var/run/docker.sock",
      { Name: "build-7", MemTotal: 5 },
      { inContainer: true },
      false,
    ],
    [
      "in a virtual machine of Docker Desktop",
      "unix:///home/me/.docker/desktop/docker.sock",
      { KernelVersion: "6.2", Name: "docker-desktop" },
      {},
      true,
    ],
    [
      "on a Mac's socket, which always leads to another kernel",
      "unix:///Users/me/some.sock",
      { KernelVersion: "6.2" },
      { platform: "darwin" as const },
      true,
    ],
    [
      "on a Mac's loopback port, which may be anybody's",
      "tcp://127.0.0.1:2375",
      { KernelVersion: "6.2" },
      { platform: "darwin" as const },
      false,
    ],
  ])("%s: whether it is on this machine", (_what, url, said, at, local) => {
    const us = {
      platform: "linux" as const,
      name: "laptop",
      kernel: "6.1",
      memory: 7,
      inContainer: false,
    };
    expect(
      whyElsewhere(
        url,
        { Name: "laptop", KernelVersion: "6.1", MemTotal: 7, ...said },
        { ...us, ...at },
      ) === undefined,
    ).toBe(local);
  });

  it("on another machine is refused before a byte is sent there, unless it is allowed", async () => {
    await expect(
      findEngine({ env: { DOCKER_HOST: "tcp://192.0.2.1:2375" }, home }),
    ).rejects.toMatchObject({
      code: "GD-E009",
      hint: expect.stringContaining("--allow-remote-engine"),
    });
    for (const url of [
      "ssh://me@build",
      "tcp://build:2376",
      "tcp://localhost.example.org:2375",
      "tcp://127.0.0.1.example.org:2375",
    ])
      expect(isLocal(url), url).toBe(false);
    for (const url of [
      "unix:///x",
      "npipe:////./pipe/docker_engine",
      "tcp://localhost:2375",
      "tcp://127.0.0.1:2375",
      "tcp://[::1]:2375",
    ])
      expect(isLocal(url), url).toBe(true);
  });
});
