/**
 * Worlds that are bad to a drill, made of the real thing: small disks, clocks that jump, a machine
 * without shared memory.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, start, type Home, type Running } from "./gameday.ts";

const works = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: "ignore" }).status === 0;

/** Mounts need root, and a kernel that lets us; a reason when there are none. */
export const noMounts = lacksMounts();
/** Shifting a clock needs a C compiler; a reason when there is none. */
export const noShift = lacksShift();

function lacksMounts(): string | undefined {
  if (process.platform !== "linux") return "mounts are tested on Linux";
  return works("unshare", "-m", "sh", "-c", "mount -t tmpfs none /mnt")
    ? undefined
    : "this user may not mount anything";
}

function lacksShift(): string | undefined {
  if (process.platform !== "linux") return "clocks are shifted on Linux";
  return works("cc", "--version") ? undefined : "there is no C compiler";
}

/** A disk of so many MiB at a folder, until it is disposed of. */
export function smallDisk(folder: string, options: string): Disposable {
  mkdirSync(folder, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "none", folder]);
  return { [Symbol.dispose]: () => execFileSync("umount", ["-l", folder]) };
}

/** Writes until nothing more fits. */
export function fillDisk(folder: string): void {
  for (let size = 1024 * 1024, n = 0; size >= 64; n += 1) {
    try {
      writeFileSync(join(folder, `full-${n}`), Buffer.alloc(size, 1));
    } catch {
      size /= 4;
    }
  }
}

/**
 * `gameday …` after a piece of shell that changes the world that it sees; a mount there is seen by
 * it alone.
 */
export function startAfter(
  home: Home,
  script: string,
  args: readonly string[],
  { unshare }: { unshare: boolean },
): Running {
  const all = [
    "sh",
    "-c",
    `${script}; exec "$@"`,
    "sh",
    process.execPath,
    join(root, "bin", "run.js"),
    ...args,
  ];
  const [node = "", entry = "", ...rest] = unshare ? ["unshare", "-m", ...all] : all;
  return start(home, rest, { node, entry });
}

/** A /dev with what programs need and no shared memory. */
export const devWithoutShm = [
  "set -e",
  "d=$(mktemp -d)",
  "mount -t tmpfs none $d",
  "for f in null zero full random urandom tty; do [ -e /dev/$f ] && touch $d/$f && mount --bind /dev/$f $d/$f; done",
  "ln -s /proc/self/fd $d/fd",
  "mkdir $d/pts",
  "mount --move $d /dev",
  "rmdir $d",
  "test ! -e /dev/shm",
].join("; ");

/** A wall clock that the test sets, for one command and all that it starts. */
export function shiftedClock(folder: string): {
  readonly env: NodeJS.ProcessEnv;
  set(seconds: number): void;
} {
  const [library, file] = [join(folder, "clock-shift.so"), join(folder, "shift")];
  if (!existsSync(library))
    execFileSync("cc", [
      "-shared",
      "-fPIC",
      "-O2",
      "-o",
      library,
      join(root, "test", "fixtures", "clock-shift.c"),
      "-ldl",
    ]);
  // Whole at once: whoever reads half of it would see a third time of day.
  const set = (seconds: number): void => {
    writeFileSync(`${file}.new`, String(seconds));
    renameSync(`${file}.new`, file);
  };
  set(0);
  return { env: { LD_PRELOAD: library, CLOCK_SHIFT_FILE: file }, set };
}
