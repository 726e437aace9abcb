import { randomBytes } from "node:crypto";
import { lstatSync, unlinkSync } from "node:fs";
import { chmod, link, lstat, rm, stat } from "node:fs/promises";
import type { Server } from "node:http";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { GamedayError } from "../../kernel/error.ts";

/**
 * Listens on a Unix socket for this user only. Removes a socket file that no server listens on;
 * leaves anything else alone and throws GD-E007. Returns how to remove the file again, which does
 * nothing once the file belongs to another server.
 */
export async function listenOnSocket(server: Server, path: string): Promise<() => void> {
  await makeRoom(path);
  // Under a name of its own until it is closed to others. Node removes what it has bound to,
  // whosever it is by then; so it never binds to the real name.
  const made = join(dirname(path), `.${randomBytes(4).toString("hex")}`);
  try {
    await new Promise<void>(
      (resolve, reject) => void server.once("error", reject).listen(made, resolve),
    );
    await chmod(made, 0o600);
    await link(made, path);
  } catch (cause) {
    throw refusal(path, made, cause as NodeJS.ErrnoException);
  } finally {
    await rm(made, { force: true });
  }
  const { ino, dev } = await lstat(path);
  return () => {
    const now = lstatSync(path, { throwIfNoEntry: false });
    if (now?.ino === ino && now.dev === dev) unlinkSync(path);
  };
}

async function makeRoom(path: string): Promise<void> {
  // A missing folder comes back from Node as EACCES.
  const folder = await stat(dirname(path)).catch((error: NodeJS.ErrnoException) => error.code);
  if (folder === "ENOENT") throw cannot(path, `there is not a folder ${dirname(path)}`);
  if (folder === "ENOTDIR" || (typeof folder === "object" && !folder.isDirectory()))
    throw cannot(path, `${dirname(path)} is not a folder`);
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isSocket())
    throw cannot(
      path,
      `there is ${found.isDirectory() ? "a folder" : "a file"} of that name, which is not a socket`,
    );
  if (await answers(path)) throw cannot(path, "it is in use");
  await rm(path, { force: true });
}

/** Only a refused connection or a missing file proves that no server listens. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("error", ({ code }: NodeJS.ErrnoException) =>
      resolve(code !== "ECONNREFUSED" && code !== "ENOENT"),
    );
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}

function refusal(path: string, made: string, cause: NodeJS.ErrnoException): GamedayError {
  const why: Readonly<Record<string, string>> = {
    EEXIST: "it is in use",
    EACCES: `no permission to create a file in ${dirname(path)}`,
    EINVAL: "the path is too long for a socket",
  };
  return cannot(path, why[cause.code ?? ""] ?? cause.message.replaceAll(made, path), cause);
}

function cannot(path: string, why: string, cause?: unknown): GamedayError {
  return new GamedayError("GD-E007", `the proxy's API cannot listen on ${path}: ${why}`, {
    hint: "choose another path with --socket",
    cause,
  });
}
