import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { GamedayError } from "../kernel/error.ts";
import { findPaths, type Paths } from "../register/paths.ts";

const run = promisify(execFile);

export interface Tool {
  readonly name: "k6" | "toxiproxy-server" | "toxiproxy-cli";
  readonly file: string;
  readonly source: "PATH" | "cache" | "built";
}

interface Step {
  readonly title: string;
  readonly state: "start" | "progress" | "done" | "skip";
  readonly detail?: string;
}

const toxiproxy = "github.com/Shopify/toxiproxy/v2";

/** Where built tools lie. */
export function toolsFolder(paths: Pick<Paths, "cache">): string {
  return join(paths.cache, "tools");
}

/**
 * Builds the pinned k6 and Toxiproxy of `fixtures/tools/go.mod` into the cache; GD-E004 with what
 * to do where Go is missing.
 */
export async function setupTools(
  onStep: (step: Step) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<readonly Tool[]> {
  const paths = findPaths(env, process.cwd());
  const folder = toolsFolder(paths);
  mkdirSync(folder, { recursive: true });
  const version = toxiproxyVersion(paths);
  const wanted: readonly { name: Tool["name"]; args: readonly string[] }[] = [
    {
      name: "toxiproxy-server",
      args: ["-ldflags", `-X ${toxiproxy}.Version=${version}`, `${toxiproxy}/cmd/server`],
    },
    {
      name: "toxiproxy-cli",
      args: ["-ldflags", `-X ${toxiproxy}.Version=${version}`, `${toxiproxy}/cmd/cli`],
    },
    { name: "k6", args: ["go.k6.io/k6/v2"] },
  ];
  const tools: Tool[] = [];
  for (const { name, args } of wanted)
    tools.push(await build(name, args, { paths, folder, env, onStep }));
  return tools;
}

async function build(
  name: Tool["name"],
  args: readonly string[],
  {
    paths,
    folder,
    env,
    onStep,
  }: { paths: Paths; folder: string; env: NodeJS.ProcessEnv; onStep: (step: Step) => void },
): Promise<Tool> {
  const title = `build ${name}`;
  const file = join(folder, name);
  const stamp = join(folder, `.${name}.mod`);
  const pinned = readFileSync(join(paths.root, "fixtures", "tools", "go.mod"), "utf8");
  if (existsSync(file) && existsSync(stamp) && readFileSync(stamp, "utf8") === pinned) {
    onStep({ title, state: "done", detail: "built before" });
    return { name, file, source: "cache" };
  }
  onStep({ title, state: "start", detail: "with Go; k6 takes a minute" });
  try {
    await run("go", ["build", "-mod=readonly", "-trimpath", "-o", `${file}.new`, ...args], {
      cwd: join(paths.root, "fixtures", "tools"),
      env,
      maxBuffer: 2 ** 24,
    });
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw new GamedayError(
      "GD-E004",
      missing
        ? `Go is needed to build ${name}, and it is not on PATH`
        : `building ${name} failed: ${error instanceof Error ? error.message.split("\n").slice(0, 5).join("\n") : String(error)}`,
      {
        hint: `${missing ? "install Go 1.26 or newer, or " : ""}put a ready-made ${name} on PATH; or use the built-in alternative`,
        cause: error,
      },
    );
  }
  renameSync(`${file}.new`, file);
  writeFileSync(stamp, pinned);
  onStep({ title, state: "done", detail: file });
  return { name, file, source: "built" };
}

function toxiproxyVersion(paths: Paths): string {
  const [, version] =
    /Shopify\/toxiproxy\/v2 v(\S+)/.exec(
      readFileSync(join(paths.root, "fixtures", "tools", "go.mod"), "utf8"),
    ) ?? [];
  if (version === undefined)
    throw new Error("setup-tools: fixtures/tools/go.mod pins no Toxiproxy");
  return version;
}
