import { readFile } from "node:fs/promises";

/** Which operating system this is, by /etc/os-release where there is one. */
export interface System {
  /** `debian`, `fedora`, `darwin`, … */
  readonly id: string;
  /** Systems it descends from. */
  readonly like: readonly string[];
  /** For people. */
  readonly name: string;
}

/** Reads what system we are on. */
export async function thisSystem(): Promise<System> {
  if (process.platform !== "linux")
    return {
      id: process.platform,
      like: [],
      name: process.platform === "darwin" ? "macOS" : process.platform,
    };
  return systemFrom(await readFile("/etc/os-release", "utf8").catch(() => ""));
}

/** Reads the text of an os-release file. */
export function systemFrom(osRelease: string): System {
  const field = (name: string): string =>
    new RegExp(`^${name}="?([^"\n]*)"?$`, "m").exec(osRelease)?.[1] ?? "";
  return {
    id: field("ID") || "linux",
    like: field("ID_LIKE").split(" ").filter(Boolean),
    name: field("PRETTY_NAME") || "Linux",
  };
}

const commands: readonly { readonly ids: readonly string[]; readonly command: string }[] = [
  {
    ids: ["debian", "ubuntu"],
    command: "sudo apt-get install mariadb-server-core mariadb-client-core",
  },
  {
    ids: ["fedora", "rhel", "centos", "rocky", "almalinux", "amzn"],
    command: "sudo dnf install mariadb-server",
  },
  { ids: ["alpine"], command: "sudo apk add mariadb mariadb-client" },
  { ids: ["arch", "manjaro"], command: "sudo pacman -S mariadb" },
  {
    ids: ["suse", "opensuse", "opensuse-leap", "opensuse-tumbleweed", "sles"],
    command: "sudo zypper install mariadb",
  },
  { ids: ["darwin"], command: "brew install mariadb" },
];

/** True where apt and dpkg rule. */
export function isDebianLike({ id, like }: System): boolean {
  return [id, ...like].some((one) => one === "debian" || one === "ubuntu");
}

/** The exact command that installs a server on this system; undefined where we know none. */
export function installCommand({ id, like }: System): string | undefined {
  for (const one of [id, ...like]) {
    const match = commands.find(({ ids }) => ids.includes(one));
    if (match !== undefined) return match.command;
  }
  return undefined;
}
