import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { call, follow } from "../../src/control/client.ts";
import { encodeRequest, lineBytesMax } from "../../src/control/protocol.ts";
import { serve, type ControlServer, type ServeOptions } from "../../src/control/server.ts";
import { verbHandler } from "../../src/control/verbs.ts";
import type { GamedayEvent } from "../../src/event/event.ts";
import { GamedayError } from "../../src/kernel/error.ts";
import { drillPort, request, you } from "../support/drill-port.ts";
import { ownFolder } from "../support/own-folder.ts";

const folder = ownFolder();
let open: ControlServer[] = [];
afterEach(async () => {
  for (const server of open) await server.close();
  open = [];
});

let count = 0;
async function serving(options: ServeOptions): Promise<string> {
  const server = await serve(join(folder, `s${(count += 1)}`, "c.sock"), options);
  open.push(server);
  return server.path;
}
const echo: ServeOptions = {
  handle: async ({ verb, args, by }) => ({ ok: true, text: verb, next: [], data: { args, by } }),
};

/**
 * Sends raw bytes and gives back all lines that come until the other side hangs up or as many as
 * asked for have come.
 */
function raw(path: string, bytes: string | Buffer, lines: number): Promise<readonly string[]> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(path, () => socket.write(bytes));
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      text += String(chunk);
      if (text.split("\n").length > lines) socket.destroy();
    });
    socket.on("close", () => resolve(text.split("\n").filter(Boolean)));
  });
}

describe("the socket", () => {
  test("is for its owner alone, and is gone after closing", async () => {
    const path = await serving(echo);
    expect((statSync(path).mode & 0o777).toString(8)).toBe("600");
    expect((statSync(join(path, "..")).mode & 0o777).toString(8)).toBe("700");
    await open.pop()?.close();
    expect(existsSync(path)).toBe(false);
  });

  test("a folder that others can enter is refused", async () => {
    const shared = join(folder, "shared");
    mkdirSync(shared);
    chmodSync(shared, 0o755);
    await expect(serve(join(shared, "c.sock"), echo)).rejects.toMatchObject({
      code: "GD-R005",
      message: expect.stringContaining("is accessible to others"),
    });
  });

  test("a folder that became a link, or open to others, is told nothing", async () => {
    const own = join(folder, "own");
    const path = join(own, "c.sock");
    open.push(await serve(path, echo));
    expect(await call(path, request("note"), 5_000)).toMatchObject({ ok: true });
    symlinkSync(own, join(folder, "link"));
    await expect(
      call(join(folder, "link", "c.sock"), request("note"), 5_000),
    ).rejects.toMatchObject({ code: "GD-R005", message: expect.stringContaining("is a link") });
    chmodSync(own, 0o777);
    await expect(call(path, request("note"), 5_000)).rejects.toMatchObject({
      code: "GD-R005",
      message: expect.stringContaining("is accessible to others"),
    });
    chmodSync(own, 0o700);
  });

  test("a path too long for a socket is refused in words", async () => {
    await expect(serve(join(folder, "x".repeat(90), "c.sock"), echo)).rejects.toMatchObject({
      code: "GD-R005",
      message: expect.stringContaining("bytes long, and a socket allows 99"),
    });
  });

  test("a living one is not taken over, a dead one is", async () => {
    const path = await serving(echo);
    await expect(serve(path, echo)).rejects.toMatchObject({ code: "GD-R005" });
    await open.pop()?.close();
    writeFileSync(path, "left over");
    const again = await serve(path, echo);
    open.push(again);
    expect(await call(path, request("hello"), 2_000)).toMatchObject({ ok: true, text: "hello" });
  });
});

describe("calling", () => {
  test("carries verb, arguments and asker, and several clients at once", async () => {
    const path = await serving(echo);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        call(path, request(`v${i}`, { n: i, text: "ü🐸\n" }), 5_000),
      ),
    );
    expect(answers.map((answer) => (answer.ok ? answer.text : ""))).toEqual(
      Array.from({ length: 20 }, (_, i) => `v${i}`),
    );
    expect(answers[3]).toMatchObject({ data: { args: { n: 3, text: "ü🐸\n" }, by: you } });
  });

  test("two terminals run one incident", async () => {
    const port = drillPort();
    const path = await serving({ handle: verbHandler(port) });
    await call(path, request("sev.declare", { level: 1, text: "a" }), 2_000);
    expect(
      await call(
        path,
        request("sev.ack", {}, { id: "ana", kind: "person", roles: ["imoc"] }),
        2_000,
      ),
    ).toMatchObject({ ok: true, text: "SEV 1 Fast Frog is acknowledged." });
    expect(port.incident().roles).toEqual({ imoc: "ana" });
  });

  test("an error of the drill arrives with code and hint; a bug is told without its innards and reported", async () => {
    const bugs: unknown[] = [];
    const path = await serving({
      handle: ({ verb }) =>
        Promise.reject(
          verb === "bug"
            ? new TypeError("x is undefined")
            : new GamedayError("GD-C005", "not now", { hint: "later" }),
        ),
      onBug: (error) => void bugs.push(error),
    });
    expect(await call(path, request("a"), 2_000)).toEqual({
      ok: false,
      error: { code: "GD-C005", message: "not now", hint: "later" },
      next: [],
    });
    expect(await call(path, request("bug"), 2_000)).toMatchObject({
      ok: false,
      error: { code: "bug", message: "unexpected: x is undefined" },
    });
    expect(bugs).toHaveLength(1);
  });

  test("nobody there, silence, babble and a hang-up are all GD-C007, each with its reason", async () => {
    const reasons: string[] = [];
    const failing = async (path: string, timeoutMs: number): Promise<void> => {
      const error: unknown = await call(path, request("status"), timeoutMs).catch(
        (caught: unknown) => caught,
      );
      reasons.push(
        error instanceof GamedayError ? `${error.code} ${error.message}` : String(error),
      );
    };
    await failing(join(folder, "none.sock"), 2_000);
    const silent = await serving({ handle: () => new Promise(() => {}) });
    await failing(silent, 50);
    const babbling = createServer(
      (socket) => void socket.resume().end("HTTP/1.1 400 Bad Request\n"),
    );
    const hangingUp = createServer((socket) => void socket.resume().end());
    for (const [name, server] of [
      ["babble", babbling],
      ["hangup", hangingUp],
    ] as const) {
      await new Promise<void>((resolve) => void server.listen(join(folder, name), resolve));
      await failing(join(folder, name), 2_000);
      await new Promise((resolve) => void server.close(resolve));
    }
    expect(reasons.map((reason) => reason.replaceAll(folder, ""))).toEqual([
      "GD-C007 the drill does not listen: it is still starting, or it has ended",
      "GD-C007 the drill did not answer within 50 ms",
      "GD-C007 what listens on /babble is no drill",
      "GD-C007 the drill hung up without an answer",
    ]);
  });
});

describe("bad input", () => {
  test("is answered, and the connection goes on", async () => {
    const path = await serving(echo);
    const lines = await raw(
      path,
      `not json\n\n[]\n{"v":9,"verb":"a"}\n{"v":1}\n{"v":1,"verb":"a","by":{"id":"x","kind":"engine"}}\n${encodeRequest(request("fine"))}`,
      6,
    );
    expect(
      lines
        .map(
          (line) =>
            (
              JSON.parse(line) as {
                answer: { ok: boolean; text?: string; error?: { message: string } };
              }
            ).answer,
        )
        .map(({ text, error }) => text ?? error?.message),
    ).toEqual([
      "a request is one JSON object on one line",
      "a request is one JSON object on one line",
      "the drill speaks version 1 of the control protocol, the request 9",
      'a request needs a "verb"',
      '"by" must say who asks: {"id", "kind": "person" or "bot", "roles": []}',
      "fine",
    ]);
  });

  test("a line without an end is cut off with an answer", async () => {
    const path = await serving(echo);
    const lines = await raw(path, Buffer.alloc(lineBytesMax + 10, "x"), 9);
    expect(lines.join("")).toContain("the request is too long");
    expect(await call(path, request("fine"), 2_000)).toMatchObject({ ok: true });
  });

  test("whatever bytes arrive, the next client is answered", async () => {
    const bugs: unknown[] = [];
    const path = await serving({ ...echo, onBug: (error) => void bugs.push(error) });
    const valid = encodeRequest(request("a", { text: "b" }));
    const damaged = fc
      .tuple(fc.nat(valid.length), fc.nat(8), fc.string({ maxLength: 5 }))
      .map(([at, cut, put]) => valid.slice(0, at) + put + valid.slice(at + cut));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(damaged, fc.json(), fc.string({ unit: "binary" })),
        async (text) => {
          const [line] = await raw(path, `${text.trim() === "" ? "{}" : text}\n`, 1);
          expect(JSON.parse(line ?? "")).toMatchObject({
            v: 1,
            answer: { ok: expect.any(Boolean) },
          });
        },
      ),
      { numRuns: 200 },
    );
    expect(bugs).toEqual([]);
  });
});

describe("a client that has closed its half", () => {
  const halfOpen = (path: string, bytes: string): Promise<string> =>
    new Promise((resolve) => {
      let text = "";
      const socket = connect({ path, allowHalfOpen: true }, () => socket.end(bytes));
      socket
        .on("error", () => {})
        .on("data", (chunk) => (text += String(chunk)))
        .on("end", () => resolve(text));
    });

  test("still gets its answer, however long that takes", async () => {
    const answered = Promise.withResolvers<void>();
    const path = await serving({
      handle: async ({ verb }) => (await answered.promise, { ok: true, text: verb, next: [] }),
    });
    const answer = halfOpen(path, encodeRequest(request("hello")));
    // Another client has come and gone meanwhile, so the first one's end has been read.
    await expect(call(path, request("status"), 50)).rejects.toMatchObject({ code: "GD-C007" });
    answered.resolve();
    expect(JSON.parse(await answer)).toMatchObject({ answer: { ok: true, text: "hello" } });
  });

  test("is let go when it wanted to follow, whatever it sent after that", async () => {
    const path = await serving({ ...echo, events: { follow: () => () => {} } });
    expect(
      await halfOpen(path, `${encodeRequest(request("subscribe"))}${"x".repeat(200_000)}`),
    ).toContain("Following.");
  });
});

describe("following", () => {
  function source(port: ReturnType<typeof drillPort>): {
    listeners: Set<(event: GamedayEvent) => void>;
    options: ServeOptions;
  } {
    const listeners = new Set<(event: GamedayEvent) => void>();
    const follows = (from: number, send: (event: GamedayEvent) => void): (() => void) => {
      for (const event of port.events.slice(from)) send(event);
      listeners.add(send);
      return () => listeners.delete(send);
    };
    return {
      listeners,
      options: {
        ...echo,
        events: {
          follow: follows,
          viewer:
            ({ by }) =>
            () => ({ roles: by.roles, truth: by.id === "autopilot" }),
        },
      },
    };
  }

  test("gives what happened and what happens, and hides the truth from players", async () => {
    const port = drillPort();
    const { listeners, options } = source(port);
    const path = await serving(options);
    await port.record([
      { type: "drill.note", data: { text: "before" } },
      { type: "fault.applied", data: { id: "surge" } },
    ]);
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const event of follow(path, { from: 0, by: you }, stop.signal)) {
      seen.push(event.type);
      if (seen.length === 1) {
        const [hidden, shown] = await port.record([
          { type: "truth.changed", data: { state: "active", detail: "" } },
          { type: "alert.fired", data: { alert: "a", text: "t", page: "tloc", copy: 0 } },
        ]);
        for (const send of listeners)
          for (const one of [hidden, shown]) if (one !== undefined) send(one);
      } else stop.abort();
    }
    expect(seen).toEqual(["drill.note", "alert.fired"]);
    await expect.poll(() => listeners.size).toBe(0);
  });

  test("ends when the drill closes its socket, and starts where it is told", async () => {
    const port = drillPort();
    const { options } = source(port);
    const path = await serving(options);
    await port.record(
      ["a", "b", "c"].map((text) => ({ type: "note.added" as const, data: { text } })),
    );
    const seen: number[] = [];
    for await (const event of follow(
      path,
      { from: 1, by: { ...you, id: "autopilot" } },
      new AbortController().signal,
    )) {
      seen.push(event.seq);
      if (event.seq === 2) void open.pop()?.close();
    }
    expect(seen).toEqual([1, 2]);
  });

  test("a drill without live events says so", async () => {
    const path = await serving(echo);
    const following = follow(path, { from: 0, by: you }, new AbortController().signal).next();
    await expect(following).rejects.toMatchObject({ code: "GD-C005" });
  });
});
