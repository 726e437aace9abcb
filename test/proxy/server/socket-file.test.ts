/** The API on a Unix socket: whose file it is, and what becomes of it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { lstat, readdir, rename, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startProxyServer } from "../../../src/proxy/server/server.ts";
import { ownFolder } from "../../support/own-folder.ts";

async function folder(): Promise<string> {
  const made = ownFolder();
  return made;
}

async function start(socketPath: string): Promise<() => Promise<void>> {
  const { close } = await startProxyServer({ seed: "s", socketPath });
  onTestFinished(close);
  return close;
}

const status = (socketPath: string): Promise<number | undefined> =>
  new Promise((resolve, reject) =>
    request({ socketPath, path: "/version" }, (response) => resolve(response.resume().statusCode))
      .once("error", reject)
      .end(),
  );

test("a live socket is not taken over", async () => {
  const path = join(await folder(), "api");
  await start(path);
  await expect(startProxyServer({ seed: "s", socketPath: path })).rejects.toMatchObject({
    code: "GD-E007",
    message: expect.stringContaining(`${path}: it is in use`),
    hint: expect.stringContaining("--socket"),
  });
  expect(await status(path)).toBe(200);
});

test("a socket whose server was killed is replaced", async () => {
  const path = join(await folder(), "api");
  const child = spawn(process.execPath, [
    "-e",
    `require("node:net").createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, "SIGKILL"))`,
  ]);
  await once(child, "exit");
  expect((await lstat(path)).isSocket()).toBe(true);
  const close = await start(path);
  expect([await status(path), (await lstat(path)).mode & 0o777]).toEqual([200, 0o600]);
  await close();
});

test.each([
  ["a file", async (path: string) => writeFile(path, "mine"), /there is a file of that name/],
  ["a missing folder", async () => {}, /there is not a folder /],
] as const)(
  "%s in its place is refused in words about --socket, and left alone",
  async (what, prepare, words) => {
    const home = await folder();
    const path = what === "a file" ? join(home, "api") : join(home, "none", "api");
    await prepare(path);
    const before = await readdir(home);
    await expect(startProxyServer({ seed: "s", socketPath: path })).rejects.toMatchObject({
      code: "GD-E007",
      message: expect.stringMatching(words),
      hint: "choose another path with --socket",
    });
    expect(await readdir(home)).toEqual(before);
  },
);

test("it takes its file with it, but not one that is another's by then", async () => {
  const home = await folder();
  const path = join(home, "api");
  const first = await start(path);
  await rename(path, join(home, "moved"));
  const second = await start(path);
  await first();
  expect(await status(path)).toBe(200);
  await second();
  expect(await readdir(home)).toEqual(["moved"]);
});
