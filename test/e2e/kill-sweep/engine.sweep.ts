/**
 * An engine that is killed in the middle of a drill: a second one, in a network namespace of its
 * own, beside the engine of this machine.
 */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { findEngine } from "../../../src/runtime/docker/engine.ts";
import { engineForTests } from "../../docker/docker-stack.ts";
import {
  frozenShop,
  gameday,
  journalOf,
  makeHome,
  resultOf,
  start,
  type Home,
} from "../gameday.ts";
import { keepResults } from "./result.ts";
import { tableLine } from "./table.ts";

const found = await engineForTests(["app"]);
const able =
  found !== undefined &&
  process.getuid?.() === 0 &&
  ["unshare", "nsenter", "ip", "dockerd", "docker"].every((program) => {
    try {
      execFileSync("which", [program]);
      return true;
    } catch {
      process.stderr.write(`skipped, no ${program}\n`);
      return false;
    }
  });

const script = fileURLToPath(new URL("../../../scripts/engine.sh", import.meta.url));

describe.skipIf(!able)("an engine that is killed in the middle of a drill", () => {
  let home: Home;
  let folder: string;
  let space: ChildProcess;
  let node: string;
  let env: NodeJS.ProcessEnv;
  const engine = (verb: "start" | "stop"): string =>
    execFileSync("nsenter", ["-t", String(space.pid), "-n", "sh", script, verb], {
      env: { ...process.env, ...env },
      encoding: "utf8",
    });

  beforeAll(async () => {
    home = makeHome();
    folder = mkdtempSync(join(tmpdir(), "gd-2nd-"));
    space = spawn("unshare", ["--net", "sleep", "1000"], { stdio: "ignore" });
    // Its own once `unshare` has made it.
    const netOf = (process: string | number | undefined): string =>
      readlinkSync(`/proc/${process}/ns/net`);
    await vi.waitFor(() => expect(netOf(space.pid)).not.toBe(netOf("self")), {
      timeout: 10_000,
      interval: 20,
    });
    const inside = ["-t", String(space.pid), "-n"];
    execFileSync("nsenter", [...inside, "ip", "link", "set", "lo", "up"]);
    node = join(folder, "node");
    writeFileSync(node, `#!/bin/sh\nexec nsenter ${inside.join(" ")} ${process.execPath} "$@"\n`);
    chmodSync(node, 0o755);
    const socket = join(folder, "docker.sock");
    env = {
      DOCKER_HOST: `unix://${socket}`,
      GAMEDAY_ENGINE_SOCKET: socket,
      GAMEDAY_ENGINE_PID: join(folder, "engine.pid"),
      GAMEDAY_ENGINE_ARGS: `--data-root ${folder}/data --exec-root ${folder}/exec --pidfile ${folder}/d.pid`,
    };
    engine("start");
    expect(await gameday(home, ["setup", "images", "app"])).toMatchObject({ code: 0 });
    const dryRun = await gameday(home, ["run", frozenShop, "--runtime", "docker", "--dry-run"]);
    const app = /gameday\/app:\w+/.exec(dryRun.stdout)?.[0] ?? "";
    const archive = join(folder, "app.tar");
    execFileSync("docker", ["save", "-o", archive, app], {
      env: { ...process.env, DOCKER_HOST: found?.engine.url },
    });
    execFileSync("docker", ["load", "-i", archive], { env: { ...process.env, ...env } });
    rmSync(archive);
  });
  afterAll(async () => {
    engine("stop");
    space.kill("SIGKILL");
    await home[Symbol.asyncDispose]();
    // An engine makes its data folder a mount, and leaves it when it is killed.
    for (const [, mount = ""] of readFileSync("/proc/mounts", "utf8").matchAll(/^\S+ (\S+)/gm))
      if (mount.startsWith(`${folder}/`)) execFileSync("umount", [mount]);
    rmSync(folder, { recursive: true, force: true });
  });

  it("ends it unknown with its journal whole; stop says what it cannot do, and finishes when the engine is back", async () => {
    const drill = start(
      home,
      ["run", frozenShop, "--runtime", "docker", "--player", "idle", "--json", "--seed", "e001"],
      { node, env },
    );
    await drill.event("fault.verified");
    process.kill(Number(readFileSync(join(folder, "engine.pid"), "utf8")), "SIGKILL");
    const ended = await drill.ended;
    const result = resultOf(ended);
    expect([result.verdict, ended.code, result.residue.length > 0]).toEqual(["unknown", 75, true]);
    // Its chain of hashes is held while it is read.
    const events = await journalOf(result.runFolder);
    expect(events.at(-1)).toMatchObject({ type: "drill.phase", data: { phase: "over" } });
    const away = await gameday(home, ["stop", "--all"], { node, env });
    expect([away.code, away.stdout]).toEqual([
      75,
      expect.stringMatching(/things remain: container .*(cannot be looked for|cannot be seen)/),
    ]);
    engine("start");
    const asked = performance.now();
    const back = await gameday(home, ["stop", "--all"], { node, env });
    expect([back.code, back.stdout]).toEqual([0, expect.stringContaining("nothing is left of it")]);
    const seconds = (performance.now() - asked) / 1_000;
    const { docker } = await findEngine({ env });
    expect(
      await docker.listContainers({ all: true, filters: { label: ["gameday.drill"] } }),
    ).toEqual([]);
    expect(await docker.listNetworks({ filters: { label: ["gameday.drill"] } })).toEqual([]);
    // A new drill starts clean: nobody acts in it, so it fails, and leaves nothing.
    const next = await gameday(
      home,
      ["run", frozenShop, "--runtime", "docker", "--player", "idle", "--json", "--seed", "e002"],
      { node, env },
    );
    expect([
      next.code,
      resultOf(next).residue,
      next.stderr.includes("crashed and was not healed"),
    ]).toEqual([1, [], false]);
    const row = {
      point: { moment: { type: "fault.verified", nth: 1 }, blow: "the engine is killed" },
      last: events.at(-1)?.type ?? "",
      healed: "stop",
      seconds,
      wrong: [],
    } as const;
    keepResults([
      tableLine({
        what: "on containers: SIGKILL of the engine, healed once it is back",
        swept: { rows: [row], whole: 1, unclean: [] },
      }),
    ]);
  });
});
