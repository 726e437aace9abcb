/**
 * Containers that are not ours, for tests: the smallest there are, of a busybox that is found on
 * this machine. Nothing is pulled.
 */
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type Docker from "dockerode";
import { GamedayError } from "../../src/kernel/error.ts";
import { findEngine, type Engine } from "../../src/runtime/docker/engine.ts";
import { execute } from "../../src/runtime/docker/exec.ts";
import { unless } from "../../src/runtime/docker/refusal.ts";
import { provided } from "../support/required.ts";

export const testImage = "gameday-test/busybox:1";

/**
 * An engine with that image. Throws GD-E005 where there is none, or nothing to make the image of.
 */
export async function engineWithImage(): Promise<Engine> {
  const engine = await findEngine();
  await ensureImage(engine.docker);
  return engine;
}

/**
 * The same, or undefined with the reason printed; rejects instead where GAMEDAY_REQUIRE names
 * docker.
 */
export function dockerForTests(): Promise<Engine | undefined> {
  return provided("docker", engineWithImage);
}

async function ensureImage(docker: Docker): Promise<void> {
  const images = await docker.listImages({ filters: { reference: [testImage] } });
  if (images.length > 0) return;
  const busybox = (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "busybox"))
    .find((file) => existsSync(file));
  if (busybox === undefined)
    throw new GamedayError(
      "GD-E005",
      "no busybox on PATH to make an image of (Debian: busybox-static)",
    );
  const root = mkdtempSync(join(tmpdir(), "gdt-img-"));
  try {
    for (const folder of ["bin", "tmp", "www"]) mkdirSync(join(root, folder));
    writeFileSync(join(root, "www", "index.html"), "here\n");
    copyFileSync(busybox, join(root, "bin", "busybox"));
    for (const applet of execFileSync(busybox, ["--list"], { encoding: "utf8" })
      .split("\n")
      .filter((name) => name !== "" && name !== "busybox"))
      symlinkSync("busybox", join(root, "bin", applet));
    const archive = spawn("tar", ["-C", root, "-c", "."], { stdio: ["ignore", "pipe", "inherit"] });
    const [repo = "", tag = ""] = testImage.split(":");
    const answer = await (
      docker as unknown as {
        importImage(file: NodeJS.ReadableStream, options: object): Promise<NodeJS.ReadableStream>;
      }
    ).importImage(archive.stdout, { repo, tag, changes: "ENV PATH=/bin" });
    await new Promise<void>((resolve, reject) =>
      docker.modem.followProgress(answer, (error) => (error === null ? resolve() : reject(error))),
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

export interface OwnContainers {
  /** A word that all their names have in common. */
  readonly mark: string;
  readonly network: string;
  name(id: string): string;
  container(id: string): Docker.Container;
  run(id: string, more?: Docker.ContainerCreateOptions): Promise<Docker.ContainerInspectInfo>;
  sh(id: string, line: string): Promise<{ exit: number; stdout: string; stderr: string }>;
  /**
   * Removes what was made, and says what somebody else left: networks and containers that bear the
   * mark.
   */
  end(): Promise<readonly string[]>;
}

/** A few containers on a network of their own; each answers HTTP at its port 80. */
export async function ownContainers(docker: Docker): Promise<OwnContainers> {
  const mark = `gdt-${randomBytes(4).toString("hex")}`;
  await docker.createNetwork({ Name: mark });
  const made = new Map<string, Docker.Container>();
  const container = (id: string): Docker.Container => {
    const found = made.get(id);
    if (found === undefined) throw new Error(`no container ${id}`);
    return found;
  };
  return {
    mark,
    network: mark,
    name: (id) => `${mark}-${id}`,
    container,
    run: async (id, more = {}) => {
      const { HostConfig, ...rest } = more;
      const created = await docker.createContainer({
        name: `${mark}-${id}`,
        Image: testImage,
        Cmd: ["httpd", "-f", "-p", "80", "-h", "/www"],
        StopSignal: "SIGKILL",
        HostConfig: {
          NetworkMode: mark,
          Memory: 64 * 2 ** 20,
          MemorySwap: 64 * 2 ** 20,
          Tmpfs: { "/scratch": "size=8m" },
          ...HostConfig,
        },
        NetworkingConfig: { EndpointsConfig: { [mark]: { Aliases: [id] } } },
        ...rest,
      });
      made.set(id, created);
      await created.start();
      return created.inspect();
    },
    sh: (id, line) => execute(container(id), ["sh", "-c", line], { user: "0" }),
    end: async () => {
      await Promise.all(
        [...made.values()].map((one) => unless([404], one.remove({ force: true, v: true }))),
      );
      await docker.getNetwork(mark).remove();
      const networks = (await docker.listNetworks())
        .filter(({ Name }) => Name.includes(mark))
        .map(({ Name }) => `network ${Name}`);
      const containers = (await docker.listContainers({ all: true }))
        .filter(({ Names }) => Names.some((name) => name.includes(mark)))
        .map(({ Names }) => `container ${Names[0]}`);
      return [...networks, ...containers];
    },
  };
}
