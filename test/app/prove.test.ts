import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { version } from "../../src/app/paths.ts";
import { tempFolder } from "../journal/temp-folder.ts";

const entry = join(import.meta.dirname, "../../bin/dev.js");
const home = tempFolder();

describe("a proof's command", () => {
  it("that begins with gameday is this very program, also where no gameday is on PATH", () => {
    const env = { HOME: home, XDG_STATE_HOME: join(home, "state"), PATH: join(home, "nothing") };
    const { stdout, stderr } = spawnSync(process.execPath, [entry, "prove", "source", "--", "gameday", "--version"], { cwd: home, env, encoding: "utf8" });
    expect(stdout).toContain(`gameday/${version()} `);
    // It ran; what is missing here is the drill to hand it to.
    expect(stderr).toContain("GD-C002");
  });
});
