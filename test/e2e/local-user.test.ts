/**
 * Another user of the same machine, without rights, while a drill runs: what they try and what
 * comes of it.
 */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { connectMysql } from "../../src/mysql/connect.ts";
import { gameday, homeFor, registered, root, start } from "./gameday.ts";

const isRoot = process.getuid?.() === 0;
const stranger = 54_321;
const home = homeFor("each");

/** What a stranger's own program tries: name → `done`, or why not. */
const program = String.raw`
const [temp, runFolder, state, pid, entry] = process.argv.slice(1);
const fs = require("node:fs"), net = require("node:net"), path = require("node:path");
const reach = (file) => new Promise((resolve, reject) => net.connect(file).on("connect", resolve).on("error", reject));
const attempts = {
  "list the run folder": () => fs.readdirSync(runFolder),
  "read the plan": () => fs.readFileSync(path.join(runFolder, "plan.json")),
  "read the journal": () => fs.readFileSync(path.join(runFolder, "events.jsonl")),
  "put a link into the run folder": () => fs.symlinkSync("/etc/passwd", path.join(runFolder, "summary.json")),
  "list the socket folder": () => fs.readdirSync(temp),
  "exchange the socket folder": () => fs.renameSync(temp, temp + "x"),
  "speak to the control socket": () => reach(path.join(temp, "control.sock")),
  "speak to the database's socket": () => reach(path.join(temp, "s", "db", "s")),
  "read the register's key": () => fs.readFileSync(path.join(state, "identity.json")),
  "read the drill's entry": () => fs.readFileSync(entry),
  "change the drill's entry": () => fs.writeFileSync(entry, "{}"),
  "read the environment of the drill": () => fs.readFileSync("/proc/" + pid + "/environ"),
  "end the drill": () => process.kill(Number(pid), "SIGTERM"),
};
(async () => {
  const outcomes = {};
  for (const [name, attempt] of Object.entries(attempts)) outcomes[name] = await Promise.resolve().then(attempt).then(() => "done", ({ code }) => code);
  outcomes["every command line"] = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map((name) => { try { return fs.readFileSync("/proc/" + name + "/cmdline", "utf8"); } catch { return ""; } }).join("\n");
  process.stdout.write(JSON.stringify(outcomes));
})();
`;

it.skipIf(!isRoot)(
  "a local user without rights reads nothing, reaches nothing and changes nothing of a drill (needs root, to become one)",
  async () => {
    const node = join(home.folder, "node");
    copyFileSync(process.execPath, node);
    for (const folder of [home.folder, join(home.folder, "state"), node]) chmodSync(folder, 0o755);
    chmodSync(home.temp, 0o1777);
    // Theirs, offered as ours.
    const theirs = join(home.folder, "theirs");
    mkdirSync(theirs, { mode: 0o700 });
    chownSync(theirs, stranger, stranger);
    const scenario = join(home.elsewhere, "shop.yaml");
    writeFileSync(
      scenario,
      readFileSync(join(root, "test", "fixtures", "crash-shop.yaml"), "utf8").replace(
        "mustHold: { for: 4s }",
        "mustHold: { for: 90s }",
      ),
    );
    const drill = start(home, ["run", scenario, "--json", "--runtime", "process"], {
      env: { XDG_RUNTIME_DIR: theirs },
    });
    await drill.event("load.started");

    const [entry] = registered(home) as readonly (ReturnType<typeof registered>[number] & {
      temp: string;
      runFolder: string;
    })[];
    if (entry === undefined) throw new Error("the drill is not registered");
    const state = join(home.folder, "state", "gameday");
    const { stdout } = spawnSync(
      node,
      [
        "-e",
        program,
        entry.temp,
        entry.runFolder,
        state,
        String(drill.pid),
        join(state, "drills", `${entry.drill}.json`),
      ],
      { uid: stranger, gid: stranger, encoding: "utf8" },
    );
    const { "every command line": commands, ...outcomes } = JSON.parse(stdout) as Record<
      string,
      string
    >;
    expect(outcomes).toEqual({
      "list the run folder": "EACCES",
      "read the plan": "EACCES",
      "read the journal": "EACCES",
      "put a link into the run folder": "EACCES",
      "list the socket folder": "EACCES",
      "exchange the socket folder": expect.stringMatching(/^E(ACCES|PERM)$/),
      "speak to the control socket": "EACCES",
      "speak to the database's socket": "EACCES",
      "read the register's key": "EACCES",
      "read the drill's entry": "EACCES",
      "change the drill's entry": "EACCES",
      "read the environment of the drill": "EACCES",
      "end the drill": "EPERM",
    });
    expect(readdirSync(theirs)).toEqual([]);
    expect(entry.temp.startsWith(join(home.temp, "gd-"))).toBe(true);

    // The database listens for everybody on this machine: with no password that stands anywhere.
    const shown = await gameday(home, ["sql", "--login", "--as", "app", "--json"]);
    const login = JSON.parse(shown.stdout) as {
      host: string;
      port: number;
      user: string;
      password: string;
      database: string;
    };
    expect(login.password).toMatch(/^[\w-]{24}$/);
    expect(commands).toContain("mariadbd");
    expect(commands).not.toContain(login.password);
    for (const [user, password] of [
      ["app", "gameday"],
      ["app", ""],
      ["app", "app"],
      ["root", ""],
      ["gameday_admin", "gameday"],
      ["", ""],
    ] as const)
      await expect(
        connectMysql({ ...login, user, password }),
        `${user}:${password}`,
      ).rejects.toMatchObject({ errno: 1045 });
    const app = await connectMysql(login);
    await app.close();
    for (const name of ["events.jsonl", "plan.json"])
      expect(readFileSync(join(entry.runFolder, name), "utf8")).not.toContain(login.password);
    await gameday(home, ["stop", entry.drill]);
    await drill.ended;
  },
);

it.skipIf(!isRoot)("a drill does not begin with its sockets in a stranger's folder", async () => {
  chownSync(home.temp, stranger, stranger);
  const ended = await gameday(home, [
    "run",
    join(root, "test", "fixtures", "crash-shop.yaml"),
    "--runtime",
    "process",
  ]);
  expect([ended.code, ended.stderr]).toEqual([64, expect.stringContaining("GD-R005")]);
  expect(ended.stderr).toContain("belongs to another user");
  expect(existsSync(home.runs) ? readdirSync(home.runs) : []).toEqual([]);
  chownSync(home.temp, 0, 0);
});
