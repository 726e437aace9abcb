import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { getPriority, tmpdir } from "node:os";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import { ageS, findMarked, listMarked, markVariables } from "../../../src/runtime/process/mark.ts";
import { workingIn } from "../../../src/runtime/process/kin.ts";
import { choosePort, portFree } from "../../../src/runtime/process/port.ts";
import { sweep } from "../../../src/runtime/process/sweep.ts";
import type { Endpoint } from "../../../src/runtime/runtime.ts";
import { runtimeContract } from "../../contract/runtime.contract.ts";
import { echoComponent, testStack, type TestStack } from "../../support/process-stack.ts";
import { testMark } from "../../support/test-mark.ts";
import { ownFolder } from "../../support/own-folder.ts";

const stacks: TestStack[] = [];
const stack = (...more: Parameters<typeof testStack>): TestStack => {
  const made = testStack(...more);
  stacks.push(made);
  return made;
};
const quiet = new AbortController().signal;

afterEach(async () => {
  for (const made of stacks.splice(0)) {
    await made.runtime.down();
    await made.remove();
  }
});

runtimeContract("process", async () => ({
  runtime: stack().runtime,
  component: (id) => echoComponent(id),
}));

describe("the process runtime", () => {
  it("tells a program who it is, where it listens and whom it needs, and nothing secret", async () => {
    const { runtime, mark } = stack();
    const door = { host: "127.1.1.9", port: 3306, admin: { password: "secret" } };
    const instance = await runtime.start(
      { ...echoComponent("api/2", { limit: 3 }), needs: { db: [door] } },
      quiet,
    );
    const said = await getJson(instance);
    expect(said).toMatchObject({
      id: "api/2",
      component: "api",
      replica: 2,
      at: "a/a1/r1",
      host: instance.host,
      port: instance.port,
      config: { limit: 3 },
      needs: { db: [{ host: "127.1.1.9", port: 3306 }] },
      drill: mark.drill,
      logFile: instance.logFile,
    });
    expect(JSON.stringify(said)).not.toContain("secret");
    expect(getPriority(instance.pid)).toBe(5);
    expect(await findMarked(mark)).toEqual([instance.pid]);
    expect(await readFile(instance.logFile ?? "", "utf8")).toBe(
      `listening on ${instance.host}:${instance.port}\n`,
    );
  });

  it("listens on the component's own address, or on 127.0.0.1 where there is no range", async () => {
    const one = await stack({ loopbackRange: false }).runtime.start(echoComponent("api/2"), quiet);
    expect(one.host).toBe("127.0.0.1");
  });

  it("holds a paused component's answers until it goes on", async () => {
    const { runtime } = stack();
    const [paused, other] = await Promise.all([
      runtime.start(echoComponent("api/1"), quiet),
      runtime.start(echoComponent("api/2"), quiet),
    ]);
    await runtime.power.pause("api/1");
    let answered = false;
    const answer = getJson(paused).then((said) => {
      answered = true;
      return said;
    });
    for (let n = 0; n < 20; n += 1) await getJson(other);
    expect(answered).toBe(false);
    await runtime.power.resume("api/1");
    expect(await answer).toMatchObject({ id: "api/1" });
  });

  it("sees it when somebody else stops a component's process", async () => {
    const { runtime } = stack();
    const { pid = 0 } = await runtime.start(echoComponent("api/1"), quiet);
    process.kill(pid, "SIGSTOP");
    await expect.poll(() => runtime.power.state("api/1")).toBe("paused");
    process.kill(pid, "SIGCONT");
    await expect.poll(() => runtime.power.state("api/1")).toBe("running");
  });

  it("brings a killed component back on the same address as another process", async () => {
    const { runtime } = stack();
    const before = await runtime.start(echoComponent("api/1"), quiet);
    await runtime.power.kill("api/1");
    expect(await portFree(before.host, before.port)).toBe(true);
    await runtime.power.start("api/1");
    const after = await getJson(before);
    expect(after).toMatchObject({ id: "api/1", port: before.port });
    expect(after["pid"]).not.toBe(before.pid);
  });

  it("reports a component that dies by itself", async () => {
    const { runtime } = stack();
    const death = Promise.withResolvers<readonly unknown[]>();
    runtime.onExit((...told) => death.resolve(told));
    const instance = await runtime.start(echoComponent("api/1"), quiet);
    await getJson(instance, "/die").catch(() => undefined);
    expect(await death.promise).toEqual(["api/1", { detail: "exit code 3" }]);
    expect(await runtime.power.state("api/1")).toBe("exited");
  });

  it.skipIf(process.platform !== "linux")(
    "takes another port when a stranger takes the chosen one first, even one that looks healthy",
    async () => {
      const stranger = createServer((_, response) => response.end("fine"));
      stranger.listen(0, "127.1.1.1");
      await once(stranger, "listening");
      const taken = (stranger.address() as AddressInfo).port;
      let asked = 0;
      const { runtime } = stack({
        loopbackRange: true,
        pickPort: async (host) => ((asked += 1) === 1 ? taken : choosePort(host)),
      });
      try {
        const instance = await runtime.start(echoComponent("api/1"), quiet);
        expect(instance.port).not.toBe(taken);
        expect(await getJson(instance)).toMatchObject({ id: "api/1" });
        expect(asked).toBe(2);
        expect(await runtime.down()).toEqual([]);
      } finally {
        stranger.close();
      }
    },
  );

  it("says how long it waited and what the log ends with when a component does not become healthy", async () => {
    const { runtime, mark } = stack();
    const failure = await runtime
      .start(echoComponent("api/1", { sick: true }, 1_500), quiet)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: "GD-R001",
      message: expect.stringMatching(/^api\/1 did not become healthy within 2 s\nlistening on /),
      hint: expect.stringContaining("api-1.log"),
    });
    expect(await findMarked(mark)).toEqual([]);
  });

  it("says how a component ended that never became healthy", async () => {
    const { runtime } = stack();
    const failure = await runtime
      .start(echoComponent("api/1", { dies: true }), quiet)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: "GD-R001",
      message: "api/1 exited before it was healthy (exit code 7)\nno disk, no cry",
    });
  });

  it("leaves nothing when it is aborted while a component starts", async () => {
    const { runtime, mark, leftBehind } = stack();
    const abort = new AbortController();
    const started = runtime.start(echoComponent("api/1", { sick: true }), abort.signal);
    await expect.poll(() => findMarked(mark)).toHaveLength(1);
    const reason = new Error("Ctrl-C");
    abort.abort(reason);
    await expect(started).rejects.toBe(reason);
    expect(await findMarked(mark)).toEqual([]);
    expect(await runtime.down()).toEqual([]);
    expect(await leftBehind()).toEqual([]);
  });

  it("takes down what is still starting", async () => {
    const { runtime, mark } = stack();
    const started = runtime.start(echoComponent("api/1", { sick: true }), quiet);
    const failed = expect(started).rejects.toThrow("the stack is being taken down");
    await expect.poll(() => findMarked(mark)).toHaveLength(1);
    expect(await runtime.down()).toEqual([]);
    await failed;
    expect(await findMarked(mark)).toEqual([]);
  });

  it("finds and kills by its mark what a component started outside its group", async () => {
    const { runtime, mark, leftBehind } = stack();
    const instance = await runtime.start(echoComponent("api/1", { orphan: true }), quiet);
    expect(await findMarked(mark)).toHaveLength(2);
    expect(await runtime.down()).toEqual([]);
    expect(await findMarked(mark)).toEqual([]);
    expect(await portFree(instance.host, instance.port)).toBe(true);
    expect(await leftBehind()).toEqual([]);
  });
});

describe("sweeping", () => {
  it("kills the processes of a drill whose engine is gone, and spares those it is told to", async () => {
    const mark = testMark();
    const idle = (): ReturnType<typeof spawn> =>
      spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
        env: { ...process.env, ...markVariables(mark) },
        stdio: "ignore",
      });
    const [victim, watchdog] = [idle(), idle()];
    const death = once(victim, "exit");
    try {
      await expect.poll(() => findMarked(mark)).toHaveLength(2);
      expect(await listMarked()).toEqual(
        expect.arrayContaining([
          { pid: victim.pid, mark },
          { pid: watchdog.pid, mark },
        ]),
      );
      expect(await sweep(mark, ["/nonexistent/gameday"], { spare: [watchdog.pid ?? 0] })).toEqual(
        [],
      );
      expect((await death)[1]).toBe("SIGKILL");
      expect(await findMarked(mark)).toEqual([watchdog.pid]);
    } finally {
      victim.kill("SIGKILL");
      watchdog.kill("SIGKILL");
      await once(watchdog, "exit");
    }
    expect(await sweep(mark, [])).toEqual([]);
  });

  it("kills what a marked process started without its mark, stopped and in a session of its own", async () => {
    const mark = testMark();
    const parent = hidingParent({ ...process.env, ...markVariables(mark) });
    const [pid] = (await once(parent.stdout, "data")).map(Number) as [number];
    process.kill(pid, "SIGSTOP");
    expect(new Set(await findMarked(mark))).toEqual(new Set([parent.pid, pid]));
    expect(await sweep(mark, [])).toEqual([]);
    // Whoever inherits a dead orphan takes note of it in its own time.
    await expect.poll(() => isThere(pid)).toBe(false);
  });

  it("kills an orphan without a mark that works in the drill's folder, also when that is gone, and nobody beside it", async () => {
    const home = ownFolder();
    const [work, beside] = [join(home, "work"), join(home, "work-beside")];
    await Promise.all([mkdir(work), mkdir(beside)]);
    const started = [work, work, beside].map((cwd) => hidingParent(process.env, cwd));
    const pids = await Promise.all(
      started.map(async ({ stdout }) => Number((await once(stdout, "data"))[0])),
    );
    const [early, late, bystander] = pids as [number, number, number];
    try {
      for (const parent of started) {
        const gone = once(parent, "exit");
        parent.kill("SIGKILL");
        await gone;
      }
      for (const pid of pids) process.kill(pid, "SIGSTOP");
      const working = (await workingIn([work])).map(({ pid }) => pid);
      expect(new Set(working)).toEqual(new Set([early, late]));
      await rm(work, { recursive: true });
      expect(await sweep(testMark(), [work])).toEqual([]);
      await expect.poll(() => [early, late].map(isThere)).toEqual([false, false]);
      expect(isThere(bystander)).toBe(true);
    } finally {
      for (const pid of pids.filter(isThere)) process.kill(pid, "SIGKILL");
    }
  });

  it("touches nobody who has the drill's id by accident, or the mark of a drill of the same id in another register", async () => {
    const mark = testMark();
    const strangers = [
      { GAMEDAY_DRILL: mark.drill },
      { GAMEDAY_DRILL: "anything", GAMEDAY_MARK: "anything" },
      { ...markVariables(mark), GAMEDAY_MARK: `${mark.owner}.anything` },
      markVariables({ ...mark, secret: "0".repeat(32) }),
      markVariables({ ...mark, owner: "0".repeat(24) }),
    ];
    const children = strangers.map((env) =>
      spawn(process.execPath, ["-e", "console.log('up'); setInterval(() => {}, 1000)"], {
        env: { PATH: process.env["PATH"], ...env },
        stdio: ["ignore", "pipe", "ignore"],
      }),
    );
    try {
      await Promise.all(children.map(({ stdout }) => once(stdout, "data")));
      expect(await sweep(mark, [])).toEqual([]);
      expect(children.map(({ exitCode, signalCode }) => [exitCode, signalCode])).toEqual(
        children.map(() => [null, null]),
      );
      const marked = (await listMarked()).filter(({ pid }) =>
        children.some((child) => child.pid === pid),
      );
      expect(marked.map((one) => one.mark.owner === mark.owner)).toEqual([true, false]);
      expect(await ageS(children[0]?.pid ?? 0)).toBeLessThan(600);
    } finally {
      for (const child of children) child.kill("SIGKILL");
    }
  });
});

async function getJson({ host, port }: Endpoint, path = "/"): Promise<Record<string, unknown>> {
  const request = get({ host, port, path, agent: false });
  const [response] = await once(request, "response");
  let text = "";
  for await (const piece of response.setEncoding("utf8")) text += piece;
  return JSON.parse(text);
}

/**
 * A process that starts another one as PostgreSQL's are to be seen: in a session of its own, and
 * with nothing in its environment. It prints that one's number.
 */
function hidingParent(
  env: NodeJS.ProcessEnv,
  cwd = tmpdir(),
): ChildProcessByStdio<null, Readable, null> {
  const idle = "setInterval(() => {}, 1000)";
  const script = `const { pid } = require("node:child_process").spawn(process.execPath, ["-e", "${idle}"],
    { env: {}, detached: true, stdio: "ignore" }); console.log(pid); ${idle}`;
  return spawn(process.execPath, ["-e", script], { env, cwd, stdio: ["ignore", "pipe", "ignore"] });
}

/** A dead one that nobody has waited for yet does not count. */
function isThere(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
