/**
 * Where a process runs: its id means something on one host, in one boot and in one pid namespace
 * alone.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** The host, the boot and the pid namespace of a process. */
export interface Origin {
  /** Stays over reboots: the machine's own id and its name. */
  readonly host: string;
  readonly boot: string;
  /** Empty where the system has none. */
  readonly pids: string;
  /**
   * When that boot began, seconds since 1970 by the host's clock; distinguishes an earlier boot
   * from another machine with the same name.
   */
  readonly bootedAt: number;
}

/**
 * An origin as seen from another: the same; an earlier boot of the same host, so that all its
 * processes are gone; or elsewhere, so that it is unknown here.
 */
export type Seen = "here" | "earlier-boot" | "elsewhere";

let mine: Origin | undefined;

/** Where this process runs. */
export function thisOrigin(): Origin {
  return (mine ??= process.platform === "linux" ? linuxOrigin() : otherOrigin());
}

/** How an origin of that time (seconds since 1970) is seen from `from`. */
export function seenFrom(from: Origin, origin: Origin, sinceS: number): Seen {
  if (origin.host !== from.host) return "elsewhere";
  if (origin.boot === from.boot) return origin.pids === from.pids ? "here" : "elsewhere";
  // A copy of this machine has its name; what began there after this boot did, cannot be of an
  // earlier one.
  return sinceS < from.bootedAt ? "earlier-boot" : "elsewhere";
}

/** Where another process runs, for people: `host build-7, pid namespace 4026532201`. */
export function originText({ host, pids }: Origin): string {
  const name = `host ${host.split("/")[0] ?? host}`;
  return pids === "" ? name : `${name}, pid namespace ${pids}`;
}

function linuxOrigin(): Origin {
  const pids = /\d+/.exec(attempt(() => readlinkSync("/proc/self/ns/pid")))?.[0] ?? "";
  const machine = attempt(() => readFileSync("/etc/machine-id", "utf8")).trim();
  const bootedAt = Number(
    /^btime (\d+)$/m.exec(attempt(() => readFileSync("/proc/stat", "utf8")))?.[1] ?? 0,
  );
  return {
    host: `${hostname()}/${machine}`,
    boot: attempt(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8")).trim(),
    pids,
    bootedAt,
  };
}

function otherOrigin(): Origin {
  const asked = (name: string): string =>
    attempt(() =>
      execFileSync("sysctl", ["-n", name], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }),
    ).trim();
  return {
    host: `${hostname()}/`,
    boot: asked("kern.bootsessionuuid"),
    pids: "",
    bootedAt: Number(/sec = (\d+)/.exec(asked("kern.boottime"))?.[1] ?? 0),
  };
}

function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}
