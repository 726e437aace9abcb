import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import {
  entry,
  expectNothingLeft,
  frozenShop,
  gameday,
  homeFor,
  resultOf,
  root,
  start,
  type Ended,
  type StartOptions,
} from "./gameday.ts";

const run = promisify(execFile);

const home = homeFor("all");

/** A Node on this machine that did not come with our packages, and its version. */
function systemNode(): { file: string; version: string } | undefined {
  const folders = (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => !folder.includes("node_modules"));
  const file = folders
    .map((folder) => join(folder, "node"))
    .find((candidate) => existsSync(candidate));
  return file === undefined
    ? undefined
    : { file, version: execFileSync(file, ["--version"], { encoding: "utf8" }).trim().slice(1) };
}

const system = systemNode();
const isOld = ({ version }: { version: string }): boolean => {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < 22 || (major === 22 && minor < 19);
};
if (system === undefined || !isOld(system))
  process.stderr.write(`skipped, no Node older than 22.19 on PATH: ${system?.version ?? "none"}\n`);

describe("the packed tarball, installed into an empty folder", () => {
  let installed: string;
  beforeAll(async () => {
    const npm = (args: readonly string[], cwd: string) =>
      run("npm", [...args, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
        cwd,
        env: { ...process.env, HOME: process.env["HOME"] },
      });
    const prefix = join(home.folder, "prefix");
    mkdirSync(prefix);
    await npm(["pack", "--pack-destination", home.folder], root);
    const tarball = readdirSync(home.folder).find((name) => name.endsWith(".tgz")) ?? "";
    await npm(
      ["install", "--prefix", prefix, "--prefer-offline", join(home.folder, tarball)],
      prefix,
    );
    installed = join(prefix, "node_modules", "gameday", "bin", "run.js");
    expect(existsSync(join(prefix, "node_modules", ".bin", "gameday"))).toBe(true);
  });
  const packed = (args: readonly string[], more: StartOptions = {}): Promise<Ended> =>
    gameday(home, args, { entry: installed, ...more });

  it("lists the scenarios and shows one, answers hidden", async () => {
    expect(await packed(["scenario", "list"])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("hot-mysql"),
      stderr: expect.stringMatching(/^next {4}.*\n$/),
    });
    const shown = await packed(["scenario", "show", "hot-mysql"]);
    expect(shown.code).toBe(0);
    expect(shown.stdout).not.toContain("noisy neighbour");
  });

  it("runs a simulated drill to its postmortem, below the folder that it is called from", async () => {
    const folder = join(home.folder, "from-here");
    mkdirSync(folder);
    const { GAMEDAY_RUNS: _runs, ...env } = home.env;
    const ended = await gameday(
      { ...home, env },
      ["run", "hot-mysql", "--runtime", "sim", "--autopilot", "--json"],
      { entry: installed, cwd: folder },
    );
    const result = resultOf(ended);
    expect(result).toMatchObject({
      verdict: "pass",
      runFolder: join(folder, "reports", "runs", result.drill),
    });
    expect(existsSync(join(result.runFolder, "postmortem.html"))).toBe(true);
  });

  it("runs real programs: those of the scenario's folder, its own load generator, and heals them", async () => {
    const drill = start(home, ["run", frozenShop, "--player", "idle", "--json"], {
      entry: installed,
    });
    await drill.event("page.sent");
    drill.process.kill("SIGINT");
    expect(await drill.ended).toMatchObject({ code: 130 });
    await expectNothingLeft(home);
  });

  it("holds each program, seed and template that a shipped scenario needs", () => {
    const at = (...path: string[]): string => join(installed, "..", "..", ...path);
    for (const program of ["api", "www", "gateway", "dbhop", "support"])
      expect(existsSync(at("dist", "fixtures", "shop", `${program}.js`)), program).toBe(true);
    for (const file of [
      ["fixtures", "shop", "shop.sql"],
      ["reports", "templates"],
      ["schemas", "scenario.schema.json"],
      ["scenarios", "hot-mysql.yaml"],
      ["oclif.manifest.json"],
      ["LICENSE"],
      ["README.md"],
    ])
      expect(existsSync(at(...file)), file.join("/")).toBe(true);
    for (const inside of ["test", "src", "reports/runs", "bench"])
      expect(existsSync(at(inside)), inside).toBe(false);
  });
});

describe("an older Node", () => {
  it.skipIf(system === undefined || !isOld(system))(
    "is told in one line which one is needed, exit 69",
    async () => {
      const told = await gameday(home, ["scenario", "list"], { node: system?.file ?? "", entry });
      expect(told).toMatchObject({ code: 69, stdout: "" });
      expect(told.stderr).toBe(
        `error GD-E008  Gameday needs Node 22.19 or newer; this is v${system?.version} (${system?.file})\n`,
      );
    },
  );
});

describe("bin/gameday in a clone", () => {
  const shell = (
    file: string,
    args: readonly string[],
    cwd: string,
  ): Promise<{ stdout: string; stderr: string }> => {
    const folders = (process.env["PATH"] ?? "")
      .split(delimiter)
      .filter((folder) => !folder.includes("node_modules"));
    return run(file, [...args], { cwd, env: { ...home.env, PATH: folders.join(delimiter) } });
  };

  it("runs on the Node that npm installed, whatever the system's is, from any folder and through a link", async () => {
    const link = join(home.folder, "gameday-link");
    symlinkSync(join(root, "bin", "gameday"), link);
    for (const file of [join(root, "bin", "gameday"), link]) {
      const { stdout } = await shell(file, ["scenario", "list"], home.elsewhere);
      expect(stdout).toContain("hot-mysql");
      expect((await shell(file, ["--version"], home.elsewhere)).stdout).toContain(
        `node-${process.version}`,
      );
    }
  });
});
