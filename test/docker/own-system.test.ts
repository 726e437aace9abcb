/**
 * A system that is not ours, from `gameday init` to green and red, with the built command; and what
 * must not happen to it.
 */
import type { Facts } from "../../src/event/facts.ts";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { factsOf } from "../../src/runtime/docker/attach-facts.ts";
import type { Engine } from "../../src/runtime/docker/engine.ts";
import { choosePort } from "../../src/runtime/process/port.ts";
import { gameday, homeFor, start, type Ended } from "../e2e/gameday.ts";
import { dockerForTests, ownContainers, testImage, type OwnContainers } from "./own-containers.ts";

const found = await dockerForTests();
const engine = found as Engine;

/** Long enough to see it, short enough for a test: the file as init writes it asks for longer. */
const shortened = (text: string): string =>
  text
    .replace("baseline: { for: 5s }", "baseline: { for: 2s }")
    .replace("mustHold: { for: 45s }", "mustHold: { for: 8s }")
    .replace("objective: 95", "objective: 60");

describe.skipIf(found === undefined)("a compose project that is not ours", () => {
  const home = homeFor("each");
  let own: OwnContainers;
  let port: number;
  const first = (): string => join(home.elsewhere, "gameday", "first.yaml");
  const facts = async (): Promise<Facts> => factsOf(await own.container("web").inspect());
  const startedAt = async (): Promise<string> =>
    (await own.container("web").inspect()).State.StartedAt;
  const command = (...args: string[]): Promise<Ended> => gameday(home, args);

  beforeEach(async () => {
    own = await ownContainers(engine.docker);
    port = await choosePort("127.0.0.1");
    const file = join(home.elsewhere, "compose.yaml");
    writeFileSync(
      file,
      `name: ${own.mark}\nservices:\n  web:\n    image: ${testImage}\n    ports: ["127.0.0.1:${port}:80"]\n    restart: unless-stopped\n`,
    );
    await own.run("web", {
      Labels: {
        "com.docker.compose.project": own.mark,
        "com.docker.compose.service": "web",
        "com.docker.compose.container-number": "1",
        "com.docker.compose.project.config_files": file,
      },
      ExposedPorts: { "80/tcp": {} },
      HostConfig: {
        PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: String(port) }] },
        RestartPolicy: { Name: "unless-stopped" },
      },
    });
  });
  afterEach(async () => expect(await own.end()).toEqual([]));

  it("gets a first Test of at most 25 lines, which breaks nothing until it is confirmed and says beforehand what it is enough", async () => {
    const made = await command("init");
    expect(made).toMatchObject({ code: 0 });
    expect(made.stderr).toContain(`gameday run ./gameday/first.yaml --allow-target ${own.mark}`);
    const text = readFileSync(first(), "utf8");
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(25);
    expect(text).toContain("{ fault: kill, target: web }");
    expect(await command("init")).toMatchObject({ code: 64 });
    expect(await command("scenario", "validate", "gameday/first.yaml")).toMatchObject({ code: 0 });
    const before = await startedAt();
    const refused = await command("run", "gameday/first.yaml", "--ci");
    expect(refused).toMatchObject({ code: 64 });
    expect(refused.stderr).toContain("GD-C009");
    const dry = await command("run", "gameday/first.yaml", "--dry-run", "--allow-target", own.mark);
    expect(dry).toMatchObject({ code: 0 });
    expect(dry.stdout).toMatch(/first +at 0 ms: kill on web, .*; undo: start web/);
    expect(dry.stdout).toContain(
      `${own.name("web")} (${testImage}), running; port 80 at 127.0.0.1:${port}`,
    );
    expect(await startedAt()).toBe(before);
    expect(existsSync(home.runs)).toBe(false);
  });

  it("is green while something starts it again, red once nothing does, and as it was before each time", async () => {
    await command("init");
    writeFileSync(first(), shortened(readFileSync(first(), "utf8")));
    const before = await facts();
    const page = join(home.folder, "summary.md");
    const onGithub = {
      GITHUB_STEP_SUMMARY: page,
      GITHUB_ACTIONS: "true",
      GITHUB_WORKSPACE: home.elsewhere,
    };
    const green = await gameday(
      home,
      ["run", "gameday/first.yaml", "--ci", "--allow-target", own.mark],
      { env: onGithub },
    );
    expect(green.stdout).toContain("web went down and was started again by its supervisor");
    expect(green).toMatchObject({ code: 0 });
    expect(green.stdout).not.toContain("::error");
    expect(readFileSync(page, "utf8")).toContain("## ✅ pass: web is killed");
    expect(await facts()).toEqual(before);

    await own.container("web").update({ RestartPolicy: { Name: "no" } });
    const red = await gameday(
      home,
      ["run", "gameday/first.yaml", "--ci", "--allow-target", own.mark],
      { env: onGithub },
    );
    expect(red).toMatchObject({ code: 1 });
    const asked =
      readFileSync(first(), "utf8")
        .split("\n")
        .findIndex((line) => line.startsWith("mustHold:")) + 1;
    expect(red.stdout).toMatch(
      new RegExp(`^::error file=gameday/first.yaml,line=${asked},title=Gameday%2C not met`, "m"),
    );
    const [, junit = ""] = /^junit +(\S+)$/m.exec(red.stdout) ?? [];
    expect(readFileSync(join(home.elsewhere, junit), "utf8")).toMatch(
      /<testsuites name="gameday" tests="\d+" failures="1" errors="0"/,
    );
    expect(readFileSync(page, "utf8")).toContain("## ❌ fail: web is killed");
    expect(await facts()).toEqual(before);
  });

  it("is in one drill at a time; the second is told which, and a drill that is killed leaves it whole", async () => {
    await command("init");
    writeFileSync(
      first(),
      shortened(readFileSync(first(), "utf8")).replace(
        "fault: kill, target: web",
        "fault: pause, target: web",
      ),
    );
    const before = await facts();
    const running = start(home, [
      "run",
      "gameday/first.yaml",
      "--json",
      "--allow-target",
      own.mark,
    ]);
    const { data } = await running.event("drill.planned");
    await running.event("fault.verified");
    expect((await facts())["paused"]).toBe(true);
    const second = await command("run", "gameday/first.yaml", "--ci", "--allow-target", own.mark);
    expect(second).toMatchObject({ code: 64 });
    expect(second.stderr).toMatch(
      new RegExp(`GD-C010  the drill ${data.drill} has the container ${own.name("web")}`),
    );
    process.kill(running.pid, "SIGKILL");
    await running.ended;
    expect(await command("stop", data.drill)).toMatchObject({ code: 0 });
    expect(await facts()).toEqual(before);
    // Healed, it can be drilled again.
    expect(
      await command("run", "gameday/first.yaml", "--dry-run", "--allow-target", own.mark),
    ).toMatchObject({ code: 0 });
  });

  it("that leads users nowhere is told so, not broken", async () => {
    await own.container("web").stop();
    const { code, stderr } = await command("init", "--container", own.name("web"));
    expect([code, stderr]).toEqual([69, expect.stringContaining("GD-E013")]);
  });
});
