import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { version, type Paths } from "../../../src/register/paths.ts";
import { registerRun } from "../../../src/register/register-run.ts";
import { Registry, type Entry } from "../../../src/register/registry.ts";
import { serve, type ControlServer } from "../../../src/control/server.ts";
import { verbHandler } from "../../../src/control/verbs.ts";
import { drillPort, type DrillPort } from "../../support/drill-port.ts";
import { ownFolder } from "../../support/own-folder.ts";

const entry = join(import.meta.dirname, "../../../bin/dev.js");
const home = ownFolder();
const paths: Paths = {
  root: home,
  state: join(home, "state", "gameday"),
  cache: join(home, "cache"),
  runs: join(home, "runs"),
  sockets: join(home, "s", "gd"),
};
const touched = join(home, "it-ran");

/** A drill of this very process, as another terminal finds it. */
let drill: Entry;
let server: ControlServer;
let port: DrillPort;

beforeAll(async () => {
  drill = registerRun(paths, new Registry(paths.state), {
    wallMs: Date.UTC(2026, 10, 21),
    scenario: "hot-mysql",
    seed: "7f3a",
    runtime: "sim",
    limitMs: 600_000,
    files: {},
  });
  server = await serve(drill.socket, { handle: (request) => verbHandler(port)(request) });
});
beforeEach(() => void (port = drillPort()));
afterAll(() => server.close());

/** The command as somebody types it, with no gameday on PATH. */
function prove(...words: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const env = { HOME: home, XDG_STATE_HOME: dirname(paths.state), PATH: join(home, "nothing") };
  return new Promise(
    (resolve) =>
      void execFile(
        process.execPath,
        [entry, "prove", ...words],
        { cwd: home, env },
        (_error, stdout, stderr) => resolve({ stdout, stderr }),
      ),
  );
}

describe("a proof's command", () => {
  it("that begins with gameday is this very program, also where no gameday is on PATH", async () => {
    const { stdout, stderr } = await prove("its-the-api", "--", "gameday", "--version");
    expect(stdout).toContain(`gameday/${version()} `);
    // It ran; a version number shows nothing of the drill.
    expect(stderr).toContain("GD-C008");
  });

  it("is kept with the quotes that it needs to be typed again", async () => {
    await prove("its-the-api", "--", process.execPath, "-e", "console.log('application\\napi')");
    expect(port.events.find(({ type }) => type.startsWith("evidence."))?.data).toMatchObject({
      artefact: { command: `${process.execPath} -e 'console.log('\\''application\\napi'\\'')'` },
    });
  });

  it.each([
    ["for evidence that nobody asks for", ["its-the-apy"], 'did you mean "its-the-api"?'],
    ["without a drill of that name", ["its-the-api", "--drill", "nosuch"], "GD-C006"],
  ])("does not run %s", async (_when, words, said) => {
    const { stderr } = await prove(
      ...words,
      "--",
      process.execPath,
      "-e",
      `require("fs").writeFileSync(${JSON.stringify(touched)}, "")`,
    );
    expect(stderr).toContain(said);
    expect(existsSync(touched)).toBe(false);
  });

  it("is not run a second time for what is proved", async () => {
    await verbHandler(port)({
      verb: "prove",
      args: {
        evidence: "its-the-api",
        artefact: { command: "x", output: "application\napi\n", exit: 0 },
      },
      by: { id: "you", kind: "person", roles: [] },
    });
    const { stdout } = await prove(
      "its-the-api",
      "--",
      process.execPath,
      "-e",
      `require("fs").writeFileSync(${JSON.stringify(touched)}, "")`,
    );
    expect(stdout).toContain("in your backpack already: It is the API");
    expect(existsSync(touched)).toBe(false);
  });

  it("is asked for with the question that it has to answer", async () => {
    expect((await prove("its-the-api")).stderr).toContain(
      "a proof needs a command: Which service sends the load?",
    );
  });
});
