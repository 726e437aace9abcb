/**
 * Drills on containers from the command line, as a user types it: verdicts, what is left, and
 * engines that are not there.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { findIdentity } from "../../src/register/identity.ts";
import { listLabelledDrills } from "../../src/runtime/docker/sweep.ts";
import {
  frozenShop,
  gameday,
  homeFor,
  journalOf,
  markedProcesses,
  resultOf,
  root,
  start,
  type Ended,
} from "../e2e/gameday.ts";
import { engineForTests } from "./docker-stack.ts";

const found = await engineForTests(["app", "mysql", "toxiproxy", "k6", "haproxy"]);

const home = homeFor("all");
beforeAll(async () => {
  // The built command has compiled programs: another image than the sources'.
  if (found !== undefined)
    expect(await gameday(home, ["setup", "images", "app"])).toMatchObject({ code: 0 });
});

const owner = (): string | undefined =>
  findIdentity(join(home.env["XDG_STATE_HOME"] ?? "", "gameday"))?.owner;
const left = async (): Promise<readonly unknown[]> => [
  ...(found === undefined
    ? []
    : (await listLabelledDrills(found.engine.docker)).filter(({ mark }) => mark.owner === owner())),
  ...(await markedProcesses(home)),
];
const told = (ended: Ended): string => {
  const result = resultOf(ended);
  process.stderr.write(`${result.drill}: ${result.verdict} (${result.reason})\n`);
  return result.verdict;
};

describe.skipIf(found === undefined)("a drill on containers", () => {
  it("says which runtime it took and why, waits for people, and takes k6 as a container where it is told to", async () => {
    const drill = start(
      home,
      [
        "run",
        frozenShop,
        "--runtime",
        "docker",
        "--load",
        "k6",
        "--player",
        "idle",
        "--json",
        "--seed",
        "d0c1",
      ],
      { env: { GAMEDAY_K6: "container" } },
    );
    const planned = await drill.event("drill.planned");
    expect(planned.data).toMatchObject({
      runtime: "docker",
      runtimeWhy: expect.stringMatching(
        /^asked for; Docker [\d.]+ answers at unix:.*, with gameday\/app:/,
      ),
    });
    const ended = await drill.ended;
    expect([told(ended), ended.code]).toEqual(["fail", 1]);
    const events = await journalOf(resultOf(ended).runFolder);
    expect(
      events.flatMap(({ type, data }) => (type === "drill.note" ? [data.text] : [])),
    ).toContainEqual(
      expect.stringMatching(/^load by k6 [\d.]+ \(gameday\/k6:[\d.]+, in a container\)/),
    );
    expect(events.find(({ type }) => type === "gate.checked")?.data).toMatchObject({
      gate: "baseline",
      met: true,
    });
    expect(await left()).toEqual([]);
  });

  it("passes hot-mysql on a real MySQL in the hands of the perfect player, with logs of every component, and leaves nothing", async () => {
    const ended = await gameday(home, [
      "run",
      "hot-mysql",
      "--runtime",
      "docker",
      "--autopilot",
      "--json",
      "--seed",
      "7f3a",
    ]);
    expect([told(ended), ended.code]).toEqual(["pass", 0]);
    const { runFolder } = resultOf(ended);
    const events = await journalOf(runFolder);
    expect(
      events.find(
        ({ type, data }) =>
          type === "component.state" && data.component === "db" && data.state === "running",
      )?.data,
    ).toMatchObject({ detail: expect.stringMatching(/^MySQL \d/) });
    for (const name of ["api-1", "api-2", "gateway", "db", "db-slow"])
      expect(
        readFileSync(join(runFolder, "logs", `${name}.log`), "utf8").length,
        name,
      ).toBeGreaterThan(0);
    expect(await left()).toEqual([]);
  });

  it.each(["rate-limit-bypass", "region-failure"])(
    "passes %s in the hands of the perfect player, and leaves nothing",
    async (scenario) => {
      const ended = await gameday(home, [
        "run",
        scenario,
        "--runtime",
        "docker",
        "--autopilot",
        "--json",
        "--seed",
        "7f3a",
      ]);
      expect([told(ended), ended.code]).toEqual(["pass", 0]);
      expect(await left()).toEqual([]);
    },
  );

  it("is healed by gameday stop from another shell when its command was killed", async () => {
    const drill = start(home, [
      "run",
      frozenShop,
      "--runtime",
      "docker",
      "--player",
      "idle",
      "--json",
      "--seed",
      "d0c2",
    ]);
    await drill.event("fault.verified");
    expect((await left()).length).toBeGreaterThan(0);
    drill.process.kill("SIGKILL");
    await drill.ended;
    // Its watchdog may be faster; the end is the same.
    expect(
      await gameday(home, ["stop", "--all"], { env: { DOCKER_HOST: "unix:///nowhere.sock" } }),
    ).toMatchObject({ code: 0 });
    expect(await left()).toEqual([]);
  });

  it("does not begin without its images, and pulls none", async () => {
    const { code, stderr } = await gameday(home, ["run", frozenShop, "--runtime", "docker"], {
      env: { GAMEDAY_IMAGE_APP: "gameday/nowhere:1" },
    });
    expect([code, stderr]).toEqual([
      69,
      expect.stringMatching(
        /GD-E010[^]*app: gameday\/nowhere:1 \(GAMEDAY_IMAGE_APP\)[^]*gameday setup images/,
      ),
    ]);
  });
});

describe("a drill that asks for containers", () => {
  it("ends at once with everything that was tried where no engine is, and takes no other runtime", async () => {
    const { code, stderr } = await gameday(home, ["run", frozenShop, "--runtime", "docker"], {
      env: { DOCKER_HOST: "unix:///nowhere.sock" },
    });
    expect([code, stderr]).toEqual([
      69,
      expect.stringContaining("unix:///nowhere.sock (DOCKER_HOST): no such socket"),
    ]);
  });

  it("reaches for no engine on another machine", async () => {
    const { code, stderr } = await gameday(home, ["run", frozenShop, "--runtime", "docker"], {
      env: { DOCKER_HOST: "tcp://192.0.2.1:2375" },
    });
    expect([code, stderr]).toEqual([69, expect.stringContaining("--allow-remote-engine")]);
  });

  it("runs from the package's own folder and from any other alike", async () => {
    mkdirSync(join(home.folder, "far"), { recursive: true });
    const here = await gameday(home, ["run", frozenShop, "--runtime", "docker", "--dry-run"], {
      cwd: root,
    });
    const far = await gameday(home, ["run", frozenShop, "--runtime", "docker", "--dry-run"], {
      cwd: join(home.folder, "far"),
    });
    expect(far.code).toBe(here.code);
  });
});
