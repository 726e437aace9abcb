/**
 * Is an engine at a local address on this machine? A socket, or a port on loopback, may be the end
 * of an SSH tunnel.
 */
import { readlinkSync } from "node:fs";
import { hostname, release, totalmem } from "node:os";

/** What an engine says of its machine. */
export interface EngineMachine {
  readonly Name?: string;
  readonly KernelVersion?: string;
  readonly MemTotal?: number;
}

/** The machine of this process. */
export interface Here {
  readonly platform: NodeJS.Platform;
  readonly name: string;
  readonly kernel: string;
  readonly memory: number;
  /** In a container the name is the container's own. */
  readonly inContainer: boolean;
}

/** The first pid namespace of every Linux kernel has this number. */
const firstNamespace = "pid:[4026531836]";

/** This process's machine. */
export function here(): Here {
  return {
    platform: process.platform,
    name: hostname(),
    kernel: release(),
    memory: totalmem(),
    inContainer: process.platform === "linux" && namespace() !== firstNamespace,
  };
}

function namespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

/** Sockets of virtual machines on this very machine: another kernel is no surprise there. */
const virtualMachines =
  /\/(\.docker\/(run|desktop)|\.colima|\.orbstack|\.rd|\.lima|containers\/podman\/machine)\//;

/**
 * Why an engine is taken to be on another machine although its address is local; undefined when it
 * is on this one.
 */
export function whyElsewhere(
  url: string,
  { Name, KernelVersion, MemTotal }: EngineMachine,
  { platform, name, kernel, memory, inContainer }: Here,
): string | undefined {
  if (virtualMachines.test(url)) return undefined;
  const said = `it says that its machine is ${Name ?? "without a name"}, with kernel ${KernelVersion ?? "unknown"}`;
  // Elsewhere than on Linux every engine has a machine of its own; its usual ways are sockets.
  if (platform !== "linux") return /^(unix|npipe):/.test(url) ? undefined : said;
  if (KernelVersion !== undefined && KernelVersion !== kernel)
    return `${said}; this one has kernel ${kernel}`;
  if (inContainer)
    return MemTotal === undefined || MemTotal === memory
      ? undefined
      : `${said} and a different amount of memory`;
  return Name === undefined || Name === name ? undefined : `${said}; this one is ${name}`;
}
