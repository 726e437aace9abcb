/** A process runtime on folders of its own, for tests. */
import { mkdtempSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DrillMark } from "../../src/runtime/drill-mark.ts";
import {
  createProcessRuntime,
  type ProcessRuntimeOptions,
} from "../../src/runtime/process/process-runtime.ts";
import type { ComponentSpec, Runtime } from "../../src/runtime/runtime.ts";
import { testMark } from "./test-mark.ts";

export interface TestStack {
  readonly runtime: Runtime;
  readonly mark: DrillMark;
  readonly logDir: string;
  /** What is left of folders other than logs. */
  readonly leftBehind: () => Promise<readonly string[]>;
  /** Removes the folders. */
  readonly remove: () => Promise<void>;
}

/** Makes one; nothing is started. */
export function testStack(more: Partial<ProcessRuntimeOptions> = {}): TestStack {
  const home = mkdtempSync(join(tmpdir(), "gdt-"));
  const mark = testMark();
  const logDir = join(home, "logs");
  const runtime = createProcessRuntime({
    mark,
    workDir: join(home, "work"),
    logDir,
    cacheDir: join(home, "cache"),
    tempDir: join(home, "t"),
    programFile: (name) => fileURLToPath(new URL(`../fixtures/${name}.ts`, import.meta.url)),
    loopbackRange: process.platform === "linux",
    ...more,
  });
  const list = async (name: string): Promise<readonly string[]> =>
    (await readdir(join(home, name), { recursive: true }).catch(() => [])).map((path) =>
      join(name, path),
    );
  return {
    runtime,
    mark,
    logDir,
    leftBehind: async () => [...(await list("work")), ...(await list("t"))],
    remove: () => rm(home, { recursive: true, force: true }),
  };
}

/** A component of the smallest program, `api/1` on 127.1.1.1 and so on. */
export function echoComponent(
  id: string,
  config: Record<string, unknown> = {},
  withinMs = 15_000,
): ComponentSpec {
  const [component = id, replica = "1"] = id.split("/");
  return {
    id,
    component,
    kind: "service",
    at: "a/a1/r1",
    address: `127.1.1.${replica}`,
    program: "echo",
    config,
    needs: {},
    health: { path: "/health", withinMs },
  };
}
