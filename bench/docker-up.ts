/**
 * A stack of three services, each after the one that it needs, from the command to the first answer
 * at its door: `gameday run` next to `docker compose up --wait` of the same containers. Both are
 * asked by the same prober, as somebody outside would.
 */
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type Docker from "dockerode";
import { GamedayError } from "../src/kernel/error.ts";
import { findEngine } from "../src/runtime/docker/engine.ts";
import { choosePort } from "../src/runtime/process/port.ts";
import { answersGet } from "../src/runtime/service-place.ts";
import { alternate, resultOf, type BenchResult } from "./result.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const services = ["store", "api", "www"];

const scenario = `apiVersion: gameday/v1
kind: Test
id: up
title: a stack that comes up
stack:
  store: { kind: service, program: counter.ts }
  api: { kind: service, program: counter.ts, needs: [store] }
  www: { kind: service, program: counter.ts, needs: [api] }
load: { journeys: { look: { to: www, steps: [{ get: / }] } }, flows: { users: { journey: look, rate: 20/s } } }
slis: { www: { counts: [users], objective: 90 } }
baseline: { for: 10m }
faults: { freeze: { fault: pause, target: www, for: 1s } }
`;

export async function measure(): Promise<readonly BenchResult[]> {
  try {
    execFileSync("docker", ["compose", "version"], { stdio: "ignore" });
  } catch {
    throw new GamedayError("GD-E004", "docker compose is not there", {
      hint: "CONTRIBUTING.md says how it is built",
    });
  }
  execFileSync(process.execPath, ["scripts/build.ts"], { cwd: root });
  const { docker } = await findEngine();
  const folder = mkdtempSync(join(tmpdir(), "gd-up-"));
  try {
    mkdirSync(join(folder, "state"));
    writeFileSync(join(folder, "up.yaml"), scenario);
    cpSync(join(root, "test", "fixtures", "counter.ts"), join(folder, "counter.ts"));
    const port = await choosePort("127.0.0.1");
    await ours(folder, async (drill) =>
      writeFileSync(join(folder, "compose.yaml"), await twin(docker, drill, port)),
    );
    const runs = await alternate(
      7,
      () => ours(folder),
      () => composed(folder, port),
    );
    return [
      resultOf({
        name: "docker-up",
        unit: "ms",
        peerName: "docker compose up --wait",
        goal: { of: "ratio", atMost: 1 },
        runs,
      }),
    ];
  } finally {
    for (const name of services)
      await docker
        .getImage(`gameday-bench/${name}`)
        .remove({ force: true })
        .catch(() => {});
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds until the door answers; then the drill is ended and waited for. */
async function ours(folder: string, meanwhile?: (drill: string) => Promise<void>): Promise<number> {
  const start = performance.now();
  const child = spawn(
    join(root, "bin", "gameday"),
    ["run", "up.yaml", "--trust", "--runtime", "docker", "--json"],
    {
      cwd: folder,
      env: {
        ...process.env,
        XDG_STATE_HOME: join(folder, "state"),
        GAMEDAY_IMAGE_APP: "gameday/node:24",
      },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const gone = new Promise<void>((resolve) => child.on("exit", () => resolve()));
  const up = Promise.withResolvers<{ drill: string; port: number }>();
  let drill = "";
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { type, data } = JSON.parse(line) as {
      type: string;
      data?: { drill?: string; component?: string; state?: string; port?: number };
    };
    if (type === "drill.planned") drill = data?.drill ?? "";
    if (
      type === "component.state" &&
      data?.component === "www" &&
      data.state === "running" &&
      data.port !== undefined
    )
      up.resolve({ drill, port: data.port });
  });
  void gone.then(() => up.reject(new Error("bench: the drill ended before its stack was up")));
  const { port } = await up.promise;
  await answers(port);
  const took = performance.now() - start;
  await meanwhile?.(drill);
  child.kill("SIGINT");
  await gone;
  return took;
}

/**
 * The same containers as a compose project: what the engine says of them, and their files, which
 * are put into images of their own.
 */
async function twin(docker: Docker, drill: string, port: number): Promise<string> {
  const parts = await Promise.all(
    services.map(async (name) => {
      const [found] = await docker.listContainers({
        filters: { label: [`gameday.drill=${drill}`, `gameday.component=${name}`] },
      });
      if (found === undefined) throw new Error(`bench: no container of ${name}`);
      const container = docker.getContainer(found.Id);
      const { Config, HostConfig } = await container.inspect();
      await container.commit({ repo: `gameday-bench/${name}`, pause: false });
      const before = services[services.indexOf(name) - 1];
      return [
        name,
        {
          image: `gameday-bench/${name}`,
          entrypoint: Config.Entrypoint,
          command: Config.Cmd,
          user: Config.User,
          environment: Config.Env.map((each) => each.replaceAll("$", "$$$$")),
          mem_limit: HostConfig.Memory,
          cap_drop: HostConfig.CapDrop,
          security_opt: HostConfig.SecurityOpt,
          ...(name === "www" ? { ports: [`127.0.0.1:${port}:8080`] } : {}),
          ...(before === undefined
            ? {}
            : { depends_on: { [before]: { condition: "service_healthy" } } }),
          // As often as compose users dare; ours asks from outside, every 40 ms.
          healthcheck: {
            test: [
              "CMD",
              "node",
              "-e",
              "fetch('http://127.0.0.1:8080/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))",
            ],
            interval: "500ms",
            timeout: "2s",
            retries: 20,
          },
        },
      ] as const;
    }),
  );
  return JSON.stringify({ name: "gameday-bench-up", services: Object.fromEntries(parts) });
}

async function composed(folder: string, port: number): Promise<number> {
  const compose = (...args: string[]): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = spawn("docker", ["compose", ...args], { cwd: folder, stdio: "ignore" });
      child
        .on("error", reject)
        .on("exit", (code) =>
          code === 0
            ? resolve()
            : reject(new Error(`bench: docker compose ${args.join(" ")} ended with ${code}`)),
        );
    });
  const start = performance.now();
  const up = compose("up", "--wait", "--detach");
  up.catch(() => {});
  await answers(port);
  const took = performance.now() - start;
  await up;
  await compose("down", "--timeout", "0");
  return took;
}

/** Resolves when a GET at the door is answered well. */
async function answers(port: number): Promise<void> {
  while (!(await answersGet({ host: "127.0.0.1", port }, "/health")))
    await new Promise((resolve) => setTimeout(resolve, 10));
}
