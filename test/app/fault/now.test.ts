/** One fault on one real link, as another terminal sees it. */
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { askAddress } from "../../../src/stage/ask-address.ts";
import { faultNow, type FaultDone } from "../../../src/app/fault/now.ts";
import { readFaultWish, type FaultWish } from "../../../src/app/fault/wish.ts";
import { findRun } from "../../../src/register/find-run.ts";
import { findPaths, type Paths } from "../../../src/register/paths.ts";
import { Registry } from "../../../src/register/registry.ts";
import { call } from "../../../src/control/client.ts";
import type { Answer } from "../../../src/control/protocol.ts";
import type { GamedayEvent } from "../../../src/event/event.ts";
import { readJournal } from "../../../src/journal/read-journal.ts";
import { listMarked } from "../../../src/runtime/process/mark.ts";
import { ownFolder } from "../../support/own-folder.ts";
import { greeter, type Greeter } from "../../support/greeter.ts";

let folder: string;
let paths: Paths;
let upstream: Greeter;

beforeEach(async () => {
  folder = ownFolder();
  paths = findPaths(
    {
      XDG_STATE_HOME: join(folder, "state"),
      XDG_CACHE_HOME: join(folder, "cache"),
      GAMEDAY_RUNS: join(folder, "runs"),
    },
    folder,
  );
  upstream = await greeter();
});
afterEach(async () => {
  await upstream.close();
});

interface Running {
  readonly done: Promise<FaultDone>;
  readonly events: GamedayEvent[];
  /** Resolves at the first event of the type. */
  seen(type: GamedayEvent["type"]): Promise<void>;
  readonly opened: Promise<number>;
  ask(verb: string): Promise<Answer>;
}

function start(changes: Partial<FaultWish> = {}): Running {
  const events: GamedayEvent[] = [];
  const waiting = new Map<string, () => void>();
  const opened = Promise.withResolvers<number>();
  const done = faultNow({
    paths,
    seed: "7f3a",
    choice: { kind: "embedded", version: "2.12.0", reason: "a test", passedOver: [] },
    wish: readFaultWish({
      fault: "latency",
      listen: "127.0.0.1:0",
      upstream: `127.0.0.1:${upstream.port}`,
      for: undefined,
      flags: { latency: "100ms" },
      ...changes,
    }),
    watch: {
      planned: () => {},
      opened: ({ address }) => opened.resolve(Number(address.split(":")[1])),
      event: (event) => {
        events.push(event);
        waiting.get(event.type)?.();
      },
      say: () => {},
    },
  });
  done.catch(opened.reject);
  opened.promise.catch(() => {});
  return {
    done,
    events,
    opened: opened.promise,
    seen: (type) =>
      events.some((event) => event.type === type)
        ? Promise.resolve()
        : new Promise((resolve) => waiting.set(type, resolve)),
    ask: (verb) => {
      const [entry] = new Registry(paths.state).list();
      if (entry === undefined) throw new Error("nothing is registered");
      return call(
        entry.socket,
        { verb, args: { reason: "a test" }, by: { id: "somebody", kind: "person", roles: [] } },
        5_000,
      );
    },
  };
}

const typesOf = (events: readonly GamedayEvent[]): readonly string[] =>
  events.map(({ type }) => type);

describe("a single fault", () => {
  it("works for its time, then forwards on until it is stopped, and leaves nothing", async () => {
    const running = start({ for: "1s" });
    const port = await running.opened;
    await running.seen("fault.verified");
    expect(
      (await askAddress({ host: "127.0.0.1", port }, undefined, 5_000)).afterMs,
    ).toBeGreaterThanOrEqual(100);
    await running.seen("fault.undone");
    expect(await askAddress({ host: "127.0.0.1", port }, undefined, 5_000)).toMatchObject({
      met: "answer",
    });
    expect(await running.ask("stop")).toMatchObject({ ok: true });
    const done = await running.done;
    expect(done).toMatchObject({ verified: true, whole: true, residue: [], exit: 0 });
    expect((await listMarked()).filter(({ mark }) => mark.drill === done.drill)).toEqual([]);
    expect(await askAddress({ host: "127.0.0.1", port }, undefined, 1_000)).toMatchObject({
      met: "refused",
    });
  });

  it("is journalled as a drill is: intent first, and the end proven", async () => {
    const running = start({ for: "300ms" });
    await running.seen("fault.undone");
    await running.ask("stop");
    const { runFolder } = await running.done;
    const journal: GamedayEvent[] = [];
    for await (const event of readJournal(join(runFolder, "events.jsonl"))) journal.push(event);
    expect(journal).toEqual(running.events);
    const order = typesOf(journal).filter(
      (type) =>
        type.startsWith("fault.") ||
        type.startsWith("heal.") ||
        type === "drill.planned" ||
        type === "drill.ended",
    );
    expect(order).toEqual([
      "drill.planned",
      "fault.armed",
      "fault.applied",
      "fault.verified",
      "fault.undone",
      "heal.started",
      "heal.done",
      "drill.ended",
    ]);
    // As it was typed, and the defaults of what was not.
    expect(journal.find((event) => event.type === "fault.armed")?.data).toMatchObject({
      with: { jitter: 0, direction: "downstream", toxicity: 1 },
    });
    expect(journal.find((event) => event.type === "fault.undone")?.data).toMatchObject({
      ok: true,
      why: "ended",
    });
  });

  it("is found by status, which says how long it still works, and is no drill that verbs or reports mean", async () => {
    const running = start({ for: "60s" });
    await running.seen("fault.verified");
    const registry = new Registry(paths.state);
    expect(registry.list().map((entry) => [entry.kind, registry.life(entry)])).toEqual([
      ["fault", "running"],
    ]);
    expect(await running.ask("status")).toMatchObject({
      ok: true,
      text: expect.stringMatching(
        /^latency for \d+ s more {2}127\.0\.0\.1:\d+ → 127\.0\.0\.1:\d+$/,
      ),
    });
    expect(await running.ask("declare")).toMatchObject({ ok: false, error: { code: "GD-C005" } });
    await running.ask("stop");
    expect(await running.done).toMatchObject({ whole: false, exit: 0 });
    expect(running.events.find((event) => event.type === "fault.undone")?.data).toMatchObject({
      why: "heal",
    });
    expect(() => findRun(paths, undefined, folder)).toThrow("no drill has run yet");
  });

  it("ends by itself in the proxy even if nobody takes it off", async () => {
    const running = start({ for: "60s" });
    await running.seen("fault.verified");
    const api = running.events.flatMap((event) =>
      event.type === "fault.armed" && "api" in event.data.undo ? [event.data.undo.api] : [],
    )[0];
    const [link] = Object.values(
      (await (await fetch(`${api}/proxies`)).json()) as Record<
        string,
        { toxics: { ttl?: number; remaining?: number }[] }
      >,
    );
    expect(link?.toxics[0]?.remaining).toBeGreaterThan(50_000);
    await running.ask("stop");
    await running.done;
  });

  it("says so when nobody is at the other end, and when its address is taken", async () => {
    const { port } = upstream;
    await expect(start({ listen: `127.0.0.1:${port}` }).done).rejects.toMatchObject({
      code: "GD-E007",
      message: `127.0.0.1:${port} is taken`,
    });
    await upstream.close();
    await expect(start({ listen: "127.0.0.1:0" }).done).rejects.toMatchObject({
      code: "GD-P003",
      message: `no listener at 127.0.0.1:${port}`,
    });
    upstream = await greeter();
    expect(new Registry(paths.state).list().every(({ ended }) => ended !== undefined)).toBe(true);
  });

  it("cuts a link, and lets it pass again", async () => {
    const running = start({ fault: "link-down", flags: {}, for: "500ms" });
    const port = await running.opened;
    await running.seen("fault.verified");
    expect(running.events.find((event) => event.type === "fault.verified")?.data).toMatchObject({
      ok: true,
      evidence: expect.stringContaining("a refused connection"),
    });
    await running.seen("fault.undone");
    expect(await askAddress({ host: "127.0.0.1", port }, undefined, 1_000)).toMatchObject({
      met: "answer",
    });
    await running.ask("stop");
    expect(await running.done).toMatchObject({ exit: 0 });
  });
});
