/**
 * The whole way on a real compose project that is not ours: nginx in front of an app in front of
 * MariaDB, images built here.
 */
import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { factsOf } from "../../src/runtime/docker/attach-facts.ts";
import type { Engine } from "../../src/runtime/docker/engine.ts";
import { choosePort } from "../../src/runtime/process/port.ts";
import { dockerForTests } from "../docker/own-containers.ts";
import { gameday, homeFor, root } from "../e2e/gameday.ts";

const engine = await dockerForTests();
const hasCompose = ((): boolean => {
  try {
    execFileSync("docker", ["compose", "version"], { stdio: "ignore" });
    return true;
  } catch {
    console.warn("skipped: no docker compose (CONTRIBUTING.md says how it is built)");
    return false;
  }
})();

describe.skipIf(engine === undefined || !hasCompose)("nginx, an app and MariaDB", () => {
  const home = homeFor("all");
  let env: NodeJS.ProcessEnv;
  const compose = (...args: string[]): string =>
    execFileSync("docker", ["compose", ...args], {
      cwd: home.elsewhere,
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  const project = "other-shop-under-test";
  const facts = async (): Promise<unknown> =>
    Promise.all(
      ["nginx", "app", "db"].map(async (service) => {
        const info = await (engine as Engine).docker
          .getContainer(`${project}-${service}-1`)
          .inspect();
        return { ...factsOf(info), policy: info.HostConfig.RestartPolicy };
      }),
    );

  beforeAll(async () => {
    cpSync(join(root, "test", "fixtures", "other-shop"), home.elsewhere, { recursive: true });
    // The classic builder, and the plugin where this user has it.
    env = {
      ...process.env,
      COMPOSE_PROJECT_NAME: project,
      SHOP_PORT: String(await choosePort("127.0.0.1")),
      DOCKER_BUILDKIT: "0",
    };
    for (const part of ["nginx", "app"])
      execFileSync("docker", ["build", "-q", "-t", `other-shop/${part}`, part], {
        cwd: home.elsewhere,
        env,
        stdio: "ignore",
      });
    compose("up", "--wait", "--detach");
  }, 600_000);
  afterAll(() => void compose("down", "--volumes"), 120_000);

  it(
    "hold against a crash of the app as long as Docker starts it again, and not a moment longer",
    { timeout: 300_000 },
    async () => {
      const before = await facts();
      expect(
        await gameday(home, ["init"], {
          env: { COMPOSE_PROJECT_NAME: project, SHOP_PORT: env["SHOP_PORT"] ?? "" },
        }),
      ).toMatchObject({ code: 0 });
      const run = ["run", "gameday/first.yaml", "--allow-target", project, "--ci"];
      const green = await gameday(home, run);
      expect(green.stdout).toContain("app went down and was started again by its supervisor");
      expect(green.code).toBe(0);
      execFileSync("docker", ["update", "--restart=no", `${project}-app-1`], { stdio: "ignore" });
      expect(await gameday(home, run)).toMatchObject({ code: 1 });
      execFileSync("docker", ["update", "--restart=unless-stopped", `${project}-app-1`], {
        stdio: "ignore",
      });
      expect(await facts()).toEqual(before);
    },
  );
});
