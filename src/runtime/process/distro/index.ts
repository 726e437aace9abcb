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

export const haproxyProgram: DistroProgram = {
  name: "haproxy",
  files: ["haproxy"],
  versionArgs: ["-v"],
  version: /\bversion ([\d.]+)/,
  packages: ["haproxy"],
  install: "apt-get install haproxy, dnf install haproxy or brew install haproxy",
};

export const postgresServer: DistroProgram = {
  name: "postgres",
  files: ["postgres"],
  versions: "usr/lib/postgresql",
  versionArgs: ["--version"],
  version: /\(PostgreSQL\) ([\d.]+)/,
  // Its dependency is the version that the distribution has.
  packages: ["postgresql"],
  install: "apt-get install postgresql, dnf install postgresql-server or brew install postgresql",
};

export const distroPrograms: readonly DistroProgram[] = [
  redisServer,
  haproxyProgram,
  postgresServer,
];
