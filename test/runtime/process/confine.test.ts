/**
 * A program that the kernel holds to its own folders, tried with a shell and with a real database
 * server whose root may do everything.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { connectMysql } from "../../../src/mysql/connect.ts";
import type { Mysql } from "../../../src/mysql/mysql.ts";
import { copyDataDir, emptyDataDir } from "../../../src/mysql/server/data-dir.ts";
import { serverArguments } from "../../../src/mysql/server/launch.ts";
import { serverEnvironment } from "../../../src/mysql/server/server.ts";
import { findConfinement } from "../../../src/runtime/process/confine.ts";
import { serverForTests, testCache } from "../../support/real-server.ts";
import { ownFolder } from "../../support/own-folder.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const server = await serverForTests();
const folder = ownFolder();
const [inside, outside] = ["in", "out"].map((name) => join(folder, name)) as [string, string];
for (const each of [inside, outside]) mkdirSync(each);
const found = await findConfinement({ program: "true", args: [], env: process.env }, inside);

describe.skipIf("why" in found)("a confined program", () => {
  const confinement = "why" in found ? undefined : found;

  it("writes in its own folder and nowhere else, and cannot undo that", () => {
    const text = `echo mine > '${inside}/a file'; for one in '${outside}' '${folder}' /dev/shm /tmp / "$HOME"; do echo theirs > "$one/gameday-confine"; done; mount -o remount,rw none / || umount '${inside}' || echo held`;
    const { program, args, env } = confinement?.confine(
      { program: "sh", args: ["-c", text], env: process.env },
      [inside],
    ) ?? { program: "", args: [], env: {} };
    const { stdout } = spawnSync(program, [...args], { env, encoding: "utf8" });
    expect(stdout).toBe("held\n");
    expect(readFileSync(join(inside, "a file"), "utf8")).toBe("mine\n");
    for (const one of [outside, folder, "/dev/shm", "/tmp", "/", process.env["HOME"] ?? "/"])
      expect(existsSync(join(one, "gameday-confine")), one).toBe(false);
  });

  it("is not started where its folder is not there", () => {
    const { program, args, env } = confinement?.confine(
      { program: "echo", args: ["started"], env: process.env },
      [join(folder, "nowhere")],
    ) ?? { program: "", args: [], env: {} };
    const { status, stdout, stderr } = spawnSync(program, [...args], { env, encoding: "utf8" });
    expect([status, stdout, stderr]).toEqual([71, "", expect.stringContaining("cannot bind")]);
  });

  it.skipIf(process.getuid?.() !== 0)(
    "is held for a user without rights as well, where the kernel lets users have namespaces",
    async (context) => {
      const uid = 54_321;
      const own = ownFolder();
      chownSync(own, uid, uid);
      const { program, args } = confinement?.confine(
        {
          program: "sh",
          args: ["-c", `echo mine > ${own}/f; echo theirs > /dev/shm/gameday-confine`],
          env: {},
        },
        [own],
      ) ?? { program: "", args: [] };
      const asUser = spawnSync(program, ["--user", "--map-root-user", ...args], {
        cwd: own,
        uid,
        gid: uid,
        encoding: "utf8",
      });
      if (/unshare failed/.test(asUser.stderr))
        context.skip("this kernel lets no user have namespaces");
      expect(readFileSync(join(own, "f"), "utf8")).toBe("mine\n");
      expect(existsSync("/dev/shm/gameday-confine")).toBe(false);
    },
  );

  it.skipIf(server === undefined)(
    "is a database server whose root cannot make it write files of the host",
    async () => {
      if (server === undefined || confinement === undefined) return;
      const dataDir = join(inside, "data");
      await copyDataDir(await emptyDataDir(server, testCache, {}, { tempDir: inside }), dataDir);
      const socket = join(inside, "s");
      const bare = {
        program: server.daemon,
        args: serverArguments(server, {
          dataDir,
          tmpDir: inside,
          socket,
          asRoot: confinement.asRoot,
          variables: {},
        }),
        env: serverEnvironment(server, process.env),
      };
      const { program, args, env } = confinement.confine(bare, [inside]);
      const child = spawn(program, [...args], { env, stdio: "ignore" });
      let root: Mysql | undefined;
      try {
        await expect
          .poll(
            async () =>
              (root = await connectMysql(
                { host: "", port: 0, user: "root", password: "" },
                { socketPath: socket },
              ).catch(() => undefined)) !== undefined,
            { timeout: 60_000 },
          )
          .toBe(true);
        const victim = join(outside, "victim.log");
        await root?.query("SET GLOBAL general_log = 1");
        await root?.query(`SET GLOBAL general_log_file = '${join(inside, "own.log")}'`);
        await root?.query(`SET GLOBAL general_log_file = '${victim}'`).catch(() => {});
        await root?.query(`SET GLOBAL slow_query_log_file = '${victim}'`).catch(() => {});
        await root?.query(`SELECT 'theirs' INTO OUTFILE '${victim}'`).catch(() => {});
        await root?.query("CREATE DATABASE d");
        await root?.query(`CREATE TABLE d.t (a INT) DATA DIRECTORY = '${outside}'`).catch(() => {});
        await root?.query("SELECT 'somebody was here'");
        expect(spawnSync("ls", ["-A", outside], { encoding: "utf8" }).stdout).toBe("");
        expect(existsSync(join(inside, "own.log"))).toBe(true);
      } finally {
        await root?.close();
        child.kill("SIGKILL");
        if (child.exitCode === null && child.signalCode === null) await once(child, "close");
      }
    },
  );
});

it("tells why a machine cannot", async () => {
  const refused = await findConfinement({ program: "false", args: [], env: process.env }, inside);
  expect(refused).toEqual({ why: expect.any(String) });
  expect(
    await findConfinement(
      { program: "true", args: [], env: { ...process.env, PATH: "/nowhere" } },
      inside,
    ),
  ).toEqual({ why: expect.stringContaining("ENOENT") });
});
