/**
 * Uses apt as a plain user: its own lists, state and cache in our folder, the system's sources,
 * keys and package state read only.
 */
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GamedayError } from "../../kernel/error.ts";
import { lastLines, runCommand, type Outcome } from "./command.ts";

export interface Apt {
  /**
   * Fetches the package lists. A source that fails is passed over as long as the wanted packages
   * are found.
   */
  update(onFraction: (fraction: number) => void): Promise<string>;
  /**
   * The packages, and what they need beyond what the system has, as `name:arch=version`; undefined
   * when there is no way.
   */
  resolve(packages: readonly string[]): Promise<readonly AptPackage[] | undefined>;
  /** Downloads and checks them; answers the files. */
  download(
    packages: readonly AptPackage[],
    onFraction: (fraction: number) => void,
  ): Promise<readonly string[]>;
}

export interface AptPackage {
  readonly name: string;
  /** `name:arch=version`, for apt. */
  readonly exact: string;
  readonly bytes: number;
}

/** Opens apt with everything it writes under `folder`. */
export async function openApt(folder: string, signal: AbortSignal | undefined): Promise<Apt> {
  const config = join(folder, "apt.conf");
  const files = join(folder, "files");
  for (const name of ["state", "lists/partial", "cache/archives/partial", "log", "files"])
    await mkdir(join(folder, name), { recursive: true });
  await writeFile(config, configuration(folder));
  const apt = aptCommand(config, files, signal);
  return {
    update: async (onFraction) => {
      const { stdout, stderr } = await apt(["update"], onFraction);
      return lastLines(`${stdout}\n${stderr}`);
    },
    resolve: async (packages) => {
      const { code, stdout } = await apt([
        "install",
        "--yes",
        "--no-install-recommends",
        "--reinstall",
        "--print-uris",
        ...packages,
      ]);
      return code === 0 ? packagesIn(stdout) : undefined;
    },
    download: async (packages, onFraction) => {
      const { code, stdout, stderr } = await apt(
        ["download", ...packages.map(({ exact }) => exact)],
        onFraction,
      );
      if (code !== 0)
        throw new GamedayError(
          "GD-E003",
          `downloading packages failed\n${lastLines(`${stdout}\n${stderr}`)}`,
          { hint: "check the network, then run the setup again" },
        );
      return (await readdir(files))
        .filter((name) => name.endsWith(".deb"))
        .map((name) => join(files, name));
    },
  };
}

/** `apt-get` with that configuration, in that folder. */
function aptCommand(config: string, cwd: string, signal: AbortSignal | undefined) {
  return (args: readonly string[], onFraction?: (fraction: number) => void): Promise<Outcome> => {
    const progress = onFraction === undefined ? [] : ["-o", "APT::Status-Fd=3"];
    return runCommand("apt-get", ["-q", "-c", config, ...progress, ...args], {
      env: { ...process.env, LC_ALL: "C", DEBIAN_FRONTEND: "noninteractive" },
      cwd,
      ...(signal === undefined ? {} : { signal }),
      onStatusLine: (line) => {
        const percent = /^(?:dl|pm)status:[^:]*:([\d.]+):/.exec(line)?.[1];
        if (percent !== undefined) onFraction?.(Number(percent) / 100);
      },
    });
  };
}

/**
 * The lines `'uri' name_version_arch.deb bytes hash` of --print-uris. The C library stays the
 * system's: two of them do not mix.
 */
export function packagesIn(printedUris: string): readonly AptPackage[] {
  const found = [
    ...printedUris.matchAll(/^'[^']*' (?<file>\S+)_(?<arch>[a-z0-9-]+)\.deb (?<bytes>\d+)/gm),
  ].map(({ groups = {} }) => {
    const [name = "", version = ""] = (groups.file ?? "").split("_");
    return {
      name,
      exact: `${name}:${groups.arch}=${decodeURIComponent(version)}`,
      bytes: Number(groups.bytes),
    };
  });
  return found.filter(({ name }) => !["libc6", "libc-bin", "base-files"].includes(name));
}

/**
 * Read after the system's own files, so it wins. The hooks go because they are the system's
 * business and would, as root, touch files outside our folder; the sandbox user goes because it
 * could not read a folder in a user's home.
 */
function configuration(folder: string): string {
  return `#clear APT::Update;
#clear DPkg::Pre-Invoke;
#clear DPkg::Post-Invoke;
#clear DPkg::Pre-Install-Pkgs;
Dir::State "${join(folder, "state")}";
Dir::State::lists "${join(folder, "lists")}";
Dir::State::extended_states "${join(folder, "state", "extended_states")}";
Dir::State::status "/var/lib/dpkg/status";
Dir::Cache "${join(folder, "cache")}";
Dir::Log "${join(folder, "log")}";
Debug::NoLocking "true";
APT::Sandbox::User "root";
APT::Get::Assume-Yes "true";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "30";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::IndexTargets::deb::DEP-11-icons::DefaultEnabled "false";
Acquire::IndexTargets::deb::DEP-11-icons-small::DefaultEnabled "false";
Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
Acquire::IndexTargets::deb::Contents-deb-legacy::DefaultEnabled "false";
Acquire::IndexTargets::deb::CNF::DefaultEnabled "false";
`;
}
