import { posix } from "node:path";
import type { Env } from "../../src/survey/compose/interpolate.ts";
import { readProject, type ComposeModel } from "../../src/survey/compose/project.ts";

/**
 * Reads a project whose files stand here, by path below its folder; `compose.yaml` first, then
 * those named.
 */
export function read(
  files: Readonly<Record<string, string>>,
  env: Env = {},
  names: readonly string[] = ["compose.yaml"],
): ComposeModel {
  return readProject(
    names.map((name) => `/${name}`),
    env,
    {
      text: (file) => (Object.hasOwn(files, file.slice(1)) ? files[file.slice(1)] : undefined),
      beside: (folder, path) => posix.resolve(folder, path),
      folderOf: posix.dirname,
      shown: (file) => file.slice(1),
    },
  );
}
