/** The stop switch: everything heals at once, and nothing begins until somebody says so. */
import { expect, it } from "vitest";
import {
  command,
  drillsOf,
  expectNothingLeft,
  frozenShop,
  gameday,
  homeFor,
  journalOf,
  start,
} from "./gameday.ts";
import { join } from "node:path";

const home = homeFor("each");

it("heals every drill at once, refuses new ones with the reason and who gave it, and lets them begin when it is released", async () => {
  const run = ["run", frozenShop, "--player", "idle", "--json"];
  const drills = [start(home, run), start(home, run)];
  await Promise.all(drills.map((drill) => drill.event("fault.verified")));
  const stopped = await gameday(
    home,
    ["stop", "--all", "--hold", "--reason", "the shop is down for real"],
    { cwd: home.folder },
  );
  expect(stopped).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(
      `blocked  no new drill starts until: ${command} stop --release`,
    ),
  });
  for (const drill of drills) await drill.ended;
  for (const drill of drillsOf(home)) {
    const ended = (await journalOf(join(home.runs, drill))).find(
      ({ type }) => type === "drill.ended",
    );
    expect(ended?.data).toEqual({ why: "stopped", detail: "the shop is down for real" });
  }
  await expectNothingLeft(home);
  const count = drillsOf(home).length;

  for (const refused of [
    await gameday(home, ["run", frozenShop, "--player", "idle"]),
    await gameday(home, [
      "fault",
      "link-down",
      "--listen",
      "127.0.0.1:0",
      "--upstream",
      "127.0.0.1:1",
    ]),
  ]) {
    expect(refused.code).toBe(69);
    expect(refused.stderr).toMatch(
      /GD-E012 {2}new drills are blocked: the shop is down for real \(\S+, since \d{4}-\d\d-\d\d \d\d:\d\d UTC\)/,
    );
  }
  expect(drillsOf(home)).toHaveLength(count);
  expect((await gameday(home, ["status"])).stdout).toContain(
    "blocked  no new drill starts: the shop is down for real",
  );
  const { checks } = JSON.parse((await gameday(home, ["doctor", "--json"])).stdout) as {
    checks: readonly { name: string; state: string; fix?: string }[];
  };
  expect(checks.find(({ name }) => name === "stop switch")).toMatchObject({
    state: "warn",
    fix: "gameday stop --release",
  });
  // Looking and reading go on.
  expect(await gameday(home, ["run", frozenShop, "--dry-run"])).toMatchObject({ code: 0 });

  expect((await gameday(home, ["stop", "--release"])).stdout).toContain(
    "drills may start again; they were blocked: the shop is down for real",
  );
  expect((await gameday(home, ["stop", "--release"])).stdout).toContain("drills were not blocked");
  const again = start(home, run);
  await again.event("component.state");
  again.process.kill("SIGINT");
  expect(await again.ended).toMatchObject({ code: 130 });
});

it("wants a reason, and everything or nothing", async () => {
  expect(await gameday(home, ["stop", "--all", "--hold"])).toMatchObject({
    code: 64,
    stderr: expect.stringContaining("--hold needs a reason"),
  });
  expect(await gameday(home, ["stop", "--all", "--release"])).toMatchObject({ code: 64 });
  expect(await gameday(home, ["stop", "one-drill", "--hold", "--reason", "why"])).toMatchObject({
    code: 64,
    stderr: expect.stringContaining("--hold ends every drill"),
  });
  expect(await gameday(home, ["status"])).toMatchObject({
    stdout: expect.not.stringContaining("held"),
  });
});
