import { execFile } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { GamedayError } from "../../kernel/error.ts";
import { plainText } from "../../kernel/plain-text.ts";
import { projectOfFolder, servicesOf } from "../../survey/compose-file.ts";
import { readDotEnv } from "../../survey/compose/dot-env.ts";
import type { Env } from "../../survey/compose/interpolate.ts";
import { readProject, type ComposeModel } from "../../survey/compose/project.ts";
import type { Sighting } from "../../survey/sighting.ts";

/** A compose project on disk, before anything of it runs. */
export interface FoundProject {
  readonly name: string;
  readonly services: readonly Sighting[];
  /** Absolute; the first is the compose file itself. */
  readonly files: readonly string[];
  /** Who read it: `docker compose config`, or our own reader where compose is not installed. */
  readonly by: "compose" | "gameday";
}

const names = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];
const overrides = [
  "compose.override.yml",
  "compose.override.yaml",
  "docker-compose.override.yml",
  "docker-compose.override.yaml",
];

/**
 * The files that compose would take in a folder: what COMPOSE_FILE names there, else a compose file
 * and the override file beside it. None when there is none.
 */
export function composeFilesIn(folder: string, env: Env): readonly string[] {
  const values = withDotEnv(folder, env);
  const listed = values["COMPOSE_FILE"] ?? "";
  if (listed !== "")
    return listed
      .split(values["COMPOSE_PATH_SEPARATOR"] ?? delimiter)
      .filter((path) => path !== "")
      .map((path) => resolve(folder, path));
  const first = names.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (first === undefined) return [];
  const over = overrides.map((name) => join(folder, name)).find((path) => existsSync(path));
  return over === undefined ? [first] : [first, over];
}

/**
 * Reads a project as `docker compose up` would start it: by compose itself where the plug-in is
 * installed, by our own reader where not. GD-S002 with what is wrong.
 */
export async function readComposeProject(
  files: readonly string[],
  env: Env,
  shown: (file: string) => string,
): Promise<FoundProject> {
  const [first] = files;
  if (first === undefined) throw new Error("compose: a project without a file");
  for (const file of files)
    if (!isFile(file))
      throw new GamedayError("GD-C001", `no file ${shown(file)}`, {
        hint: "gameday init --compose FILE",
      });
  const folder = dirname(first);
  const values = withDotEnv(folder, env);
  const byCompose = await composeConfig(files, folder, env, shown(first));
  const model = byCompose ?? readProject(files, values, disk(shown));
  const name =
    byCompose?.name ??
    values["COMPOSE_PROJECT_NAME"] ??
    model.name ??
    projectOfFolder(basename(folder));
  if (!/^[a-z0-9][a-z0-9_-]*$/.test(name))
    throw new GamedayError(
      "GD-S002",
      `${shown(first)}: ${JSON.stringify(name)} is not a valid project name`,
      { hint: "name: small letters, digits, - and _, beginning with a letter or digit" },
    );
  return {
    name,
    services: servicesOf(model, shown(first)),
    files,
    by: byCompose === undefined ? "gameday" : "compose",
  };
}

function withDotEnv(folder: string, env: Env): Env {
  const file = join(folder, ".env");
  return { ...(isFile(file) ? readDotEnv(readFileSync(file, "utf8"), env) : {}), ...env };
}

const isFile = (file: string): boolean =>
  statSync(file, { throwIfNoEntry: false })?.isFile() === true;

const disk = (shown: (file: string) => string): Parameters<typeof readProject>[2] => ({
  text: (file) => (isFile(file) ? readFileSync(file, "utf8") : undefined),
  beside: (folder, path) => resolve(folder, path),
  folderOf: dirname,
  shown,
});

/**
 * What compose makes of the files; undefined where it is not installed. What it refuses would not
 * start either: GD-S002 with its words.
 */
async function composeConfig(
  files: readonly string[],
  folder: string,
  env: Env,
  shown: string,
): Promise<ComposeModel | undefined> {
  const installed = await docker(["compose", "version"], folder, env);
  if (installed.code !== 0 || !installed.stdout.startsWith("Docker Compose")) return undefined;
  const { code, stdout, stderr } = await docker(
    ["compose", ...files.flatMap((file) => ["--file", file]), "config", "--format", "json"],
    folder,
    env,
  );
  if (code !== 0) {
    const last =
      plainText(stderr)
        .split("\n")
        .map((line) => line.trim())
        .findLast((line) => line !== "" && !line.startsWith("time=")) ?? `it exited with ${code}`;
    throw new GamedayError("GD-S002", `docker compose does not accept ${shown}: ${last}`, {
      hint: "docker compose config shows the same",
    });
  }
  const read: unknown = JSON.parse(stdout);
  const model = typeof read === "object" && read !== null ? (read as Partial<ComposeModel>) : {};
  return { name: model.name, services: model.services ?? {} };
}

/** Runs the docker command; its exit code is 127 where there is none. */
function docker(
  args: readonly string[],
  cwd: string,
  env: Env,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  return new Promise((done) => {
    execFile(
      "docker",
      args,
      { cwd, env: { ...env }, timeout: 60_000, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const failed = typeof error?.code === "number" ? error.code : 127;
        const code = error === null ? 0 : failed;
        done({ code, stdout, stderr: stderr === "" && error !== null ? error.message : stderr });
      },
    );
  });
}
