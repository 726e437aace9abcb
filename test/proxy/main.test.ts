/** The server as the work of a process: what ends it, and that nothing can keep it. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { runProxyProcess } from "../../src/proxy/main.ts";
import type { RunningProxyServer } from "../../src/proxy/server/server.ts";
import { ownFolder } from "../support/own-folder.ts";

const never = <T>(): Promise<T> => new Promise(() => {});
const server = {
  url: "http://127.0.0.1:1",
  port: 1,
  populate: () => never<void>(),
  close: () => never<void>(),
} satisfies RunningProxyServer;
const start = vi.hoisted(() => vi.fn<() => Promise<RunningProxyServer>>());
vi.mock("../../src/proxy/server/server.ts", () => ({ startProxyServer: start }));

/**
 * Sends a signal to this process's own listeners alone, once the server has put its one among them.
 */
function signal(name: "SIGINT" | "SIGTERM"): void {
  const own = process.listeners(name).at(-1);
  (own as () => void)();
}

const options = { host: "127.0.0.1", port: 0, seed: "1" };

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s ends it although closing never does",
  async (name) => {
    start.mockResolvedValue(server);
    const listeners = process.listenerCount(name);
    expect(await runProxyProcess({ ...options, onReady: () => signal(name) })).toBe(name);
    expect(process.listenerCount(name)).toBe(listeners);
  },
);

test("SIGTERM ends it while the config waits for a name, and while its own address does", async () => {
  start.mockResolvedValue(server);
  const populating = vi.spyOn(server, "populate");
  onTestFinished(() => populating.mockRestore());
  const folder = ownFolder();
  await writeFile(
    join(folder, "config.json"),
    '[{"name":"a","listen":"some.name:1","upstream":"u:1"}]',
  );
  const held = runProxyProcess({ ...options, config: join(folder, "config.json") });
  await expect.poll(() => populating.mock.calls.length).toBe(1);
  signal("SIGTERM");
  expect(await held).toBe("SIGTERM");
  start.mockReturnValue(never());
  const starting = runProxyProcess(options);
  signal("SIGTERM");
  expect(await starting).toBe("SIGTERM");
});

test("who ends it by an abort signal and lives on gets it back closed", async () => {
  let closed = (): void => {};
  start.mockResolvedValue({ ...server, close: () => new Promise((resolve) => (closed = resolve)) });
  const stop = new AbortController();
  const order: string[] = [];
  const running = runProxyProcess({
    ...options,
    signal: stop.signal,
    onReady: () => stop.abort(),
  }).then((how) => order.push(how));
  await new Promise((resolve) => setImmediate(resolve));
  order.push("closed");
  closed();
  await running;
  expect(order).toEqual(["closed", "aborted"]);
});
