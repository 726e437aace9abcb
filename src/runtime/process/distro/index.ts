/** The programs that can be unpacked. A new one is a value here and a line in the list. */
import type { DistroProgram } from "./program.ts";

export const redisServer: DistroProgram = {
  name: "redis",
  files: ["redis-server", "valkey-server"],
  versionArgs: ["--version"],
  version: /\bv=([\d.]+)/,
  packages: ["redis-server", "redis-tools"],
  install: "apt-get install redis-server, dnf install redis or brew install redis",
};

export const distroPrograms: readonly DistroProgram[] = [redisServer];
