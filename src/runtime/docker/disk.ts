import { posix } from "node:path";
import type Docker from "dockerode";
import { GamedayError } from "../../kernel/error.ts";
import type { Disk, Room } from "../runtime.ts";
import { execute, type Executed } from "./exec.ts";
import type { FindContainer } from "./limits.ts";

/**
 * Disks of containers, through the tools that are in them (`sh`, `df`, `dd`, `rm`, `test`), as
 * their root.
 */
export function dockerDisk(docker: Docker, find: FindContainer): Disk {
  const inside = async (id: string, command: readonly string[]): Promise<Executed> => {
    const done = await execute(find(id), command, { user: "0" });
    if (done.exit === 126 || done.exit === 127)
      throw new GamedayError(
        "GD-R003",
        `${id} has no ${command[0]} inside: ${(done.stdout + done.stderr).trim()}`,
      );
    return done;
  };
  const room = async (id: string, folder: string): Promise<Room> => {
    const done = await inside(id, ["df", "-Pk", folder]);
    const [, total, , free, mount] =
      /\s(\d+)\s+(\d+)\s+(\d+)\s+\d+%\s+(\S.*)$/m.exec(done.stdout) ?? [];
    if (done.exit !== 0 || total === undefined || free === undefined || mount === undefined)
      throw new GamedayError(
        "GD-R003",
        `cannot read free space of ${folder} in ${id}: ${(done.stderr || done.stdout).trim()}`,
      );
    return {
      totalBytes: Number(total) * 1024,
      freeBytes: Number(free) * 1024,
      bounded: await isBounded(docker, await find(id).inspect(), mount),
    };
  };
  return {
    room,
    fill: async (id, file, leaveBytes) => {
      const { bounded, freeBytes } = await room(id, posix.dirname(file));
      if (!bounded)
        throw new GamedayError(
          "GD-R003",
          `${posix.dirname(file)} in ${id} is not a volume of a fixed size: filling it would fill this machine's disk`,
        );
      const kib = Math.max(0, Math.floor((freeBytes - leaveBytes) / 1024));
      // Full is what dd meets at the end, and no failure here; how full it got is for the
      // verification to tell.
      await inside(id, [
        "sh",
        "-c",
        'dd if=/dev/zero bs=1048576 count="$2" >"$1"; dd if=/dev/zero bs=1024 count="$3" >>"$1"',
        "sh",
        file,
        String(Math.floor(kib / 1024)),
        String((kib % 1024) + (leaveBytes === 0 ? 1024 : 0)),
      ]);
    },
    remove: async (id, file) => {
      const done = await inside(id, ["rm", "-f", file]);
      if (done.exit !== 0)
        throw new GamedayError(
          "GD-R003",
          `${file} in ${id} cannot be removed: ${done.stderr.trim()}`,
        );
    },
    exists: async (id, file) => (await inside(id, ["test", "-e", file])).exit === 0,
  };
}

/**
 * A file system of its own with an end: a tmpfs with a size, or a volume that is one. `mount` is
 * where the container's own `df` says that it begins, whatever links lead there.
 */
async function isBounded(
  docker: Docker,
  { HostConfig: host, Mounts }: Docker.ContainerInspectInfo,
  mount: string,
): Promise<boolean> {
  const tmpfs = ((host.Tmpfs ?? {}) as Record<string, string>)[mount];
  if (tmpfs !== undefined) return /(^|,)size=/.test(tmpfs);
  const found = Mounts.find(({ Destination }) => Destination === mount);
  if (found?.Type === "tmpfs")
    return (
      (host.Mounts ?? []) as { Target: string; TmpfsOptions?: { SizeBytes?: number } }[]
    ).some(({ Target, TmpfsOptions }) => Target === mount && (TmpfsOptions?.SizeBytes ?? 0) > 0);
  if (found?.Type !== "volume" || found.Name === undefined) return false;
  return isSized(
    ((await docker.getVolume(found.Name).inspect()) as { Options?: Record<string, string> | null })
      .Options ?? {},
  );
}

/** A volume on a tmpfs of a given size, or on a device of its own. */
function isSized({ type = "", o = "", device = "" }: Record<string, string>): boolean {
  return (
    (type === "tmpfs" && /(^|,)size=/.test(o)) ||
    (/^(ext[234]|xfs|btrfs)$/.test(type) && device.startsWith("/dev/"))
  );
}
