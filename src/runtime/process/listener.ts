import { readdir, readFile, readlink } from "node:fs/promises";

const listening = "0A";

/**
 * False when another process than `pid` listens there, so that a stranger's answer is not taken for
 * a component's health. True when `pid` does, or where the system does not tell (anything but
 * Linux).
 */
export async function listensItself(pid: number, host: string, port: number): Promise<boolean> {
  const table = await readFile("/proc/net/tcp", "utf8").catch(() => "");
  const wanted = new Set([hexAddress(host, port), hexAddress("0.0.0.0", port)]);
  const sockets = new Set<string>();
  for (const line of table.split("\n")) {
    const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
    if (state === listening && wanted.has(local)) sockets.add(`socket:[${inode}]`);
  }
  if (sockets.size === 0) return true;
  const folder = `/proc/${pid}/fd`;
  const open = await readdir(folder).catch(() => []);
  const targets = await Promise.all(open.map((fd) => readlink(`${folder}/${fd}`).catch(() => "")));
  return targets.some((target) => sockets.has(target));
}

/** As the kernel prints it: the address's bytes in reverse order, then the port, in hex. */
function hexAddress(host: string, port: number): string {
  const hex = (value: number, width: number): string =>
    value.toString(16).toUpperCase().padStart(width, "0");
  return `${host
    .split(".")
    .reverse()
    .map((part) => hex(Number(part), 2))
    .join("")}:${hex(port, 4)}`;
}
