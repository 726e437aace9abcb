/**
 * Links, single faults and k6, as a person meets them: the built command, real servers, real
 * signals.
 */
import { readFileSync, readdirSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { askAddress } from "../../src/stage/ask-address.ts";
import { findK6 } from "../../src/load/k6-find.ts";
import { toxiproxyForTests } from "../support/toxiproxy.ts";
import { provided } from "../support/required.ts";
import {
  entry,
  expectNothingLeft,
  gameday,
  healedUnasked,
  homeFor,
  journalOf,
  markedProcesses,
  resultOf,
  root,
  runFolderOf,
  start,
} from "./gameday.ts";

const shop = (name: string): string => join(root, "test", "fixtures", `${name}.yaml`);
const original = await toxiproxyForTests();
const k6 = await provided("k6", () => findK6({ env: process.env }));

const home = homeFor("each");
const runFolder = (): string => runFolderOf(home);

describe("a Test over a link", () => {
  const servers = [
    ["embedded", "embedded", "the embedded proxy"],
    ["toxiproxy", original.kind === "toxiproxy" ? original.path : undefined, "toxiproxy 2"],
  ] as const;
  it.for(servers)(
    "holds through %s, which is verified at each replica, undone and gone afterwards",
    async ([_name, proxy, words], { skip }) => {
      if (proxy === undefined) return skip("no toxiproxy-server on PATH or in GAMEDAY_TOXIPROXY");
      const ended = await gameday(home, [
        "run",
        shop("linked-shop"),
        "--json",
        "--ci",
        "--proxy",
        proxy,
      ]);
      expect(resultOf(ended)).toMatchObject({ verdict: "pass", residue: [], exitCode: 0 });
      const events = await journalOf(runFolder());
      expect(
        events.flatMap(({ type, data }) => (type === "drill.note" ? [data.text] : [])),
      ).toContainEqual(expect.stringContaining(`links through ${words}`));
      const verified = events.flatMap(({ type, data }) =>
        type === "fault.verified" ? [data] : [],
      );
      expect(new Set(verified.map(({ id }) => id))).toEqual(new Set(["detour-1", "detour-2"]));
      for (const { ok, evidence } of verified)
        expect({ ok, evidence }).toEqual({
          ok: true,
          evidence: expect.stringMatching(
            /^the proxy holds latency 80 ms ± 10 ms on gateway-to-shop\/[12], downstream; (it has affected \d+ connections? so far|a new connection meets a response after \d+ ms)$/,
          ),
        });
      expect(
        events.flatMap(({ type, data }) =>
          type === "fault.undone" ? [[data.ok, data.evidence]] : [],
        ),
      ).toEqual([
        [true, "the proxy holds nothing of it on gateway-to-shop.1 any more"],
        [true, "the proxy holds nothing of it on gateway-to-shop.2 any more"],
      ]);
      await expectNothingLeft(home);
    },
  );

  it("whose command is killed is healed by its watchdog, links and all", async () => {
    const drill = start(home, [
      "run",
      shop("linked-shop"),
      "--json",
      "--ci",
      "--proxy",
      "embedded",
    ]);
    const note = await drill.event("drill.note", ({ data }) =>
      data.text.startsWith("link gateway-to-shop"),
    );
    await drill.event("fault.verified");
    drill.process.kill("SIGKILL");
    await drill.ended;
    const port = Number(/127\.0\.0\.1:(\d+) →/.exec(note.data.text)?.[1]);
    await healedUnasked(home);
    expect(await askAddress({ host: "127.0.0.1", port }, "/health", 5_000)).toMatchObject({
      met: "refused",
    });
    const events = await journalOf(runFolder());
    expect(events.filter(({ type }) => type === "fault.undone").length).toBe(
      events.filter(({ type }) => type === "fault.armed").length,
    );
    expect(await markedProcesses(home)).toEqual([]);
  });

  it("is healed through its proxy after the Ctrl-C of a terminal, which goes to the whole process group", async () => {
    const drill = start(
      home,
      [entry, "run", shop("linked-shop"), "--json", "--ci", "--proxy", "embedded"],
      { node: "setsid", entry: process.execPath },
    );
    await drill.event("fault.verified", ({ data }) => data.id === "detour-2");
    process.kill(-drill.pid, "SIGINT");
    expect(await drill.ended).toMatchObject({ code: 130 });
    const undone = (await journalOf(runFolder())).flatMap(({ type, data }) =>
      type === "fault.undone" ? [data.evidence] : [],
    );
    expect(undone.length).toBeGreaterThan(0);
    for (const evidence of undone) expect(evidence).toMatch(/^the proxy holds nothing of it/);
    await expectNothingLeft(home);
  });
});

describe("gameday fault", () => {
  let upstream: Server;
  let port: number;
  beforeEach(async () => {
    upstream = createServer((socket) => void socket.on("error", () => {}).end("hello\n"));
    await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
    const at = upstream.address();
    port = at !== null && typeof at === "object" ? at.port : 0;
  });
  afterEach(() => new Promise((resolve) => upstream.close(resolve)));

  const fault = (...more: string[]): ReturnType<typeof start> =>
    start(home, [
      "fault",
      "latency",
      "--listen",
      "127.0.0.1:0",
      "--upstream",
      String(port),
      "--latency",
      "50ms",
      "--proxy",
      "embedded",
      ...more,
    ]);

  it("ends well by Ctrl-C once its time is over, and prints JSON to its last line", async () => {
    const running = fault("--for", "200ms", "--json");
    await running.event("fault.undone");
    running.process.kill("SIGINT");
    const ended = await running.ended;
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({
      type: "fault",
      v: 1,
      fault: "latency",
      verified: true,
      whole: true,
      residue: [],
      exitCode: 0,
    });
    await expectNothingLeft(home);
  });

  it("is an interruption before its time is over, and healed", async () => {
    const running = fault("--for", "10m");
    await running.line(/verified/);
    expect((await gameday(home, ["status"])).stdout).toMatch(/latency for \d+ s more/);
    running.process.kill("SIGINT");
    expect(await running.ended).toMatchObject({ code: 130 });
    await expectNothingLeft(home);
  });

  it("whose command is killed is ended by its watchdog", async () => {
    const running = fault("--for", "1s");
    const address = Number(
      /point your client at 127\.0\.0\.1:(\d+)/.exec(
        await running.line(/point your client at/),
      )?.[1],
    );
    await running.line(/verified/);
    running.process.kill("SIGKILL");
    await running.ended;
    await healedUnasked(home);
    expect(await askAddress({ host: "127.0.0.1", port: address }, undefined, 5_000)).toMatchObject({
      met: "refused",
    });
    expect(await gameday(home, ["stop"])).toMatchObject({ code: 0 });
  });

  it("says what it takes when it is asked wrongly", async () => {
    expect(
      await gameday(home, ["fault", "latency", "--listen", "3307", "--upstream", "3306"]),
    ).toMatchObject({ code: 64, stderr: expect.stringContaining("latency needs --latency") });
    expect(
      await gameday(home, ["fault", "link-down", "--listen", "3307", "--upstream", "1"]),
    ).toMatchObject({ code: 69, stderr: expect.stringContaining("no listener at 127.0.0.1:1") });
  });
});

describe.skipIf(k6 === undefined)("load by k6", () => {
  it("holds the same Test, and keeps its scripts in the run folder", async () => {
    const ended = await gameday(
      home,
      ["run", shop("linked-shop"), "--json", "--ci", "--proxy", "embedded", "--load", "k6"],
      { env: { GAMEDAY_K6: k6?.path ?? "" } },
    );
    expect(resultOf(ended)).toMatchObject({ verdict: "pass", residue: [] });
    expect(readdirSync(join(runFolder(), "load"))).toEqual(["users.k6.js"]);
    expect(readFileSync(join(runFolder(), "load", "users.k6.js"), "utf8")).toContain(
      "It also runs alone",
    );
    expect(
      (await journalOf(runFolder())).find(({ type }) => type === "load.started")?.data,
    ).toMatchObject({ driver: expect.stringMatching(/^k6 \d/) });
    await expectNothingLeft(home);
  });

  it("takes a user's own script as a journey, and its thresholds are findings", async () => {
    const ended = await gameday(home, ["run", shop("scripted-shop"), "--json", "--ci"], {
      env: { GAMEDAY_K6: k6?.path ?? "" },
    });
    const events = await journalOf(runFolder());
    expect(events.flatMap(({ type, data }) => (type === "load.threshold" ? [data] : []))).toEqual([
      { flow: "users", metric: "http_req_failed", threshold: "rate<0.05", ok: true },
      { flow: "users", metric: "http_reqs", threshold: "rate>1000", ok: false },
    ]);
    expect(resultOf(ended)).toMatchObject({
      verdict: "fail",
      reason: "1 of 2 thresholds of k6 scripts crossed: users: http_reqs rate>1000",
      exitCode: 1,
    });
  });

  it("cannot be had without k6, and it is said what to do", async () => {
    const ended = await gameday(home, ["run", shop("scripted-shop"), "--json"], {
      env: { GAMEDAY_K6: "/nowhere/k6" },
    });
    expect(ended.code).toBe(69);
    expect(ended.stdout).toContain("GD-L001");
    expect(ended.stdout).toContain("gameday setup tools");
  });
});
