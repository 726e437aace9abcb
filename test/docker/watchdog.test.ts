/**
 * Containers that are not ours, when the command that broke them is gone, or when somebody else
 * meddled.
 */
import type { Facts } from "../../src/event/facts.ts";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { GamedayEvent } from "../../src/event/event.ts";
import { factsOf } from "../../src/runtime/docker/attach-facts.ts";
import type { Engine } from "../../src/runtime/docker/engine.ts";
import { processStart } from "../../src/journal/lock.ts";
import { thisOrigin } from "../../src/journal/origin.ts";
import { choosePort } from "../../src/runtime/process/port.ts";
import {
  gameday,
  healedUnasked,
  homeFor,
  journalOf,
  registered,
  resultOf,
  runFolderOf,
  start,
} from "../e2e/gameday.ts";
import { dockerForTests, ownContainers, type OwnContainers } from "./own-containers.ts";

const found = await dockerForTests();
const engine = found as Engine;

describe.skipIf(found === undefined)("a container that is not ours", () => {
  const home = homeFor("each");
  let own: OwnContainers;
  const facts = async (): Promise<Facts> => factsOf(await own.container("web").inspect());
  const journal = (): Promise<readonly GamedayEvent[]> => journalOf(runFolderOf(home));
  const run = (faults: string): ReturnType<typeof start> => {
    const file = join(home.elsewhere, "own.yaml");
    writeFileSync(
      file,
      `apiVersion: gameday/v1
kind: Test
id: own
title: A container of mine
limit: 2m
stack: { web: { kind: container, container: ${own.name("web")}, port: 80 } }
load: { journeys: { look: { to: web, steps: [{ get: /, timeout: 500ms }] } }, flows: { users: { journey: look, rate: 40/s } } }
slis: { web: { counts: [users], objective: 1 } }
hold: 8s
baseline: { for: 2s }
mustHold: { for: 4s, expect: { sli: web, atLeast: 0 } }
faults: { ${faults} }
`,
    );
    return start(home, ["run", file, "--json", "--ci", "--allow-target", own.name("web")]);
  };

  /**
   * A drill of which neither command nor watchdog is left, but its fault is: the facts before it,
   * and what the register says of it.
   */
  const killedUnderItsFault = async (): Promise<{
    readonly before: Facts;
    readonly was: ReturnType<typeof registered>[number] | undefined;
  }> => {
    const before = await facts();
    const drill = run("frozen: { fault: pause, target: web }");
    await drill.event("fault.verified");
    const [was] = registered(home);
    for (const pid of [was?.watchdog?.pid ?? 0, drill.pid]) process.kill(pid, "SIGKILL");
    await drill.ended;
    expect((await facts())["paused"]).toBe(true);
    return { before, was };
  };

  beforeEach(async () => {
    own = await ownContainers(engine.docker);
    const port = await choosePort("127.0.0.1");
    await own.run("web", {
      ExposedPorts: { "80/tcp": {} },
      HostConfig: { PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: String(port) }] } },
    });
  });
  afterEach(async () => expect(await own.end()).toEqual([]));

  it("is as it was, in every fact, after the command that broke it twice was killed: nobody has to ask", async () => {
    const before = await facts();
    const drill = run(
      "limited: { fault: memory, target: web, with: { mebibytes: 32 } }, frozen: { fault: pause, target: web, at: 1s }",
    );
    await drill.event("fault.verified", ({ data }) => data.id === "frozen");
    expect(await facts()).toMatchObject({ paused: true, "memory limit": 32 * 2 ** 20 });
    drill.process.kill("SIGKILL");
    await drill.ended;
    await healedUnasked(home);
    expect(await facts()).toEqual(before);
    const events = await journal();
    expect(
      events.flatMap(({ type, data }) => (type === "fault.undone" ? [[data.id, data.ok]] : [])),
    ).toEqual([
      ["frozen", true],
      ["limited", true],
    ]);
    expect(
      events.flatMap(({ type, data }) =>
        type === "restoration.checked" ? [[data.target, data.differences]] : [],
      ),
    ).toEqual([["web", []]]);
  });

  it("comes back after a reboot, which nobody of the drill has lived through", async () => {
    const { before, was } = await killedUnderItsFault();
    // What the register says then: a boot that is over, and process ids that others have by now.
    const file = join(home.folder, "state", "gameday", "drills", `${was?.drill}.json`);
    const { bootedAt, ...origin } = thisOrigin();
    writeFileSync(
      file,
      JSON.stringify({
        ...(JSON.parse(readFileSync(file, "utf8")) as object),
        pid: process.pid,
        pidStart: processStart(process.pid),
        origin: { ...origin, boot: "the one before", bootedAt: 0 },
        started: new Date((bootedAt - 600) * 1_000).toISOString(),
      }),
    );
    expect(await gameday(home, ["stop"])).toMatchObject({ code: 0 });
    expect(await facts()).toEqual(before);
  });

  it("is not said to be healed while the journal that tells of it is missing: exit 75, until that is back", async () => {
    const { before } = await killedUnderItsFault();
    const file = join(runFolderOf(home), "events.jsonl");
    renameSync(file, `${file}.aside`);
    expect(await gameday(home, ["stop"])).toMatchObject({
      code: 75,
      stdout: expect.stringMatching(/web may still be broken: the journal .* is missing/),
    });
    expect([registered(home)[0]?.ended, (await facts())["paused"]]).toEqual([undefined, true]);
    renameSync(`${file}.aside`, file);
    expect(await gameday(home, ["stop"])).toMatchObject({ code: 0 });
    expect(await facts()).toEqual(before);
  });

  it("that somebody changed meanwhile is left behind, by name, with exit 75, until it is as it was", async () => {
    const drill = run("frozen: { fault: pause, target: web }");
    await drill.event("fault.verified");
    await own.container("web").update({ Memory: 96 * 2 ** 20, MemorySwap: 96 * 2 ** 20 });
    const ended = await drill.ended;
    expect(ended.code).toBe(75);
    expect(resultOf(ended).residue.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^web: memory and swap limit was 67108864, is 100663296$/),
      expect.stringMatching(/^web: memory limit was 67108864, is 100663296$/),
    ]);
    expect(registered(home)[0]?.ended).toBeUndefined();
    expect(await gameday(home, ["stop"])).toMatchObject({
      code: 75,
      stdout: expect.stringContaining("web: memory limit was 67108864, is 100663296"),
    });
    await own.container("web").update({ Memory: 64 * 2 ** 20, MemorySwap: 64 * 2 ** 20 });
    expect(await gameday(home, ["stop"])).toMatchObject({ code: 0 });
    expect(registered(home)[0]?.ended).toBeDefined();
  });
});
