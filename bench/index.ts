/**
 * The benchmarks by name. A new one is one file here that exports `measure`, and one line below.
 */
import type { BenchResult } from "./result.ts";

export interface Benchmark {
  /** What is measured, in a few words. */
  readonly about: string;
  readonly load: () => Promise<{ readonly measure: () => Promise<readonly BenchResult[]> }>;
}

export const benchmarks: Readonly<Record<string, Benchmark>> = {
  "cli-start": {
    about: "gameday scenario list and a verb, as built, next to an oclif command that does nothing",
    load: () => import("./cli-start.ts"),
  },
  crowd: {
    about: "fifty people in one drill, each a verb a second, next to a socket and a disk alone",
    load: () => import("./crowd.ts"),
  },
  docker: {
    about:
      "pause, kill and disconnect a container: command to effect, next to the engine's API, the docker CLI and Chaos Toolkit",
    load: () => import("./docker.ts"),
  },
  "docker-up": {
    about:
      "a stack of containers up to its first answer, next to docker compose up --wait of the same",
    load: () => import("./docker-up.ts"),
  },
  load: {
    about: "the built-in load driver next to k6, against one nginx",
    load: () => import("./load.ts"),
  },
  proxy: {
    about: "the embedded proxy next to Toxiproxy, between native ends",
    load: () => import("./proxy.ts"),
  },
  report: {
    about: "a journal of a million events to its report",
    load: () => import("./report.ts"),
  },
  "sim-hour": {
    about: "a simulated drill of one hour, in one process",
    load: () => import("./sim-hour.ts"),
  },
};
