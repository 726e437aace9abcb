/**
 * Where a Docker-compatible engine may listen, in the order and by the rules that the `docker`
 * command has. Reads files, connects nowhere.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

type Env = Readonly<Record<string, string | undefined>>;

/** Certificates in PEM. */
export interface Tls {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** One address to try. */
export interface EnginePlace {
  /**
   * `unix:///var/run/docker.sock`, `tcp://build:2376`, `ssh://me@build`,
   * `npipe:////./pipe/docker_engine`.
   */
  readonly url: string;
  /** Who says so: `DOCKER_HOST`, `the docker context "colima"`, `Podman`. */
  readonly why: string;
  readonly tls?: Tls;
}

export interface PlacesToTry {
  readonly places: readonly EnginePlace[];
  /** The user named this one place: nothing else stands in for it. */
  readonly named: boolean;
}

/**
 * What to try: DOCKER_HOST alone, or the chosen docker context alone, or else every usual place.
 * Throws when a context is named and cannot be read.
 */
export async function placesToTry(
  env: Env,
  { home, uid, platform }: { home: string; uid: number; platform: NodeJS.Platform },
): Promise<PlacesToTry> {
  const folder = env["DOCKER_CONFIG"] ?? join(home, ".docker");
  const host = env["DOCKER_HOST"] ?? "";
  if (host !== "")
    return {
      named: true,
      places: [
        { url: withScheme(host), why: "DOCKER_HOST", ...(await tlsOfEnvironment(env, host)) },
      ],
    };
  const { name, why } = await contextName(env, folder);
  if (name !== "" && name !== "default")
    return { named: true, places: [await placeOfContext(folder, name, why)] };
  return { named: false, places: usualPlaces(env, { home, uid, platform }) };
}

/**
 * The context's endpoint as the `docker` command keeps it: the folder is the SHA-256 of the name.
 */
async function placeOfContext(folder: string, name: string, why: string): Promise<EnginePlace> {
  const hash = createHash("sha256").update(name).digest("hex");
  const file = join(folder, "contexts", "meta", hash, "meta.json");
  const text = await readFile(file, "utf8").catch(() => {
    throw new Error(`the docker context "${name}" (${why}) is not there: no ${file}`);
  });
  const meta = JSON.parse(text) as { Endpoints?: { docker?: { Host?: string } } };
  const url = meta.Endpoints?.docker?.Host;
  if (url === undefined || url === "")
    throw new Error(`the docker context "${name}" (${why}) names no engine: ${file}`);
  const tls = await certificates(join(folder, "contexts", "tls", hash, "docker"));
  return {
    url,
    why: `the docker context "${name}", ${why}`,
    ...(tls === undefined ? {} : { tls }),
  };
}

async function contextName(env: Env, folder: string): Promise<{ name: string; why: string }> {
  const named = env["DOCKER_CONTEXT"] ?? "";
  if (named !== "") return { name: named, why: "DOCKER_CONTEXT" };
  const file = join(folder, "config.json");
  const text = await readFile(file, "utf8").catch(() => "{}");
  try {
    const { currentContext = "" } = JSON.parse(text) as { currentContext?: string };
    return { name: currentContext, why: `the current one of ${file}` };
  } catch {
    // The docker command warns and goes on without its configuration, too.
    return { name: "", why: "" };
  }
}

function usualPlaces(
  env: Env,
  { home, uid, platform }: { home: string; uid: number; platform: NodeJS.Platform },
): readonly EnginePlace[] {
  if (platform === "win32")
    return [{ url: "npipe:////./pipe/docker_engine", why: "Docker's usual pipe" }];
  const run = env["XDG_RUNTIME_DIR"] ?? `/run/user/${uid}`;
  const sockets: readonly (readonly [string, string])[] = [
    [join(run, "docker.sock"), "rootless Docker"],
    ["/var/run/docker.sock", "Docker's usual socket"],
    [join(home, ".docker", "run", "docker.sock"), "Docker Desktop"],
    [join(home, ".docker", "desktop", "docker.sock"), "Docker Desktop on Linux"],
    [join(home, ".colima", "default", "docker.sock"), "Colima"],
    [join(home, ".orbstack", "run", "docker.sock"), "OrbStack"],
    [join(home, ".rd", "docker.sock"), "Rancher Desktop"],
    [join(run, "podman", "podman.sock"), "Podman"],
    ["/run/podman/podman.sock", "Podman as root"],
    [
      join(home, ".local", "share", "containers", "podman", "machine", "podman.sock"),
      "Podman machine",
    ],
  ];
  return sockets.map(([path, why]) => ({ url: `unix://${path}`, why }));
}

/** `build:2375`, `/path/to/socket` → with what the docker command would put in front. */
function withScheme(host: string): string {
  if (host.includes("://")) return host;
  return host.startsWith("/") ? `unix://${host}` : `tcp://${host}`;
}

async function tlsOfEnvironment(env: Env, host: string): Promise<{ tls?: Tls }> {
  const folder = env["DOCKER_CERT_PATH"] ?? "";
  const wanted = (env["DOCKER_TLS_VERIFY"] ?? "") !== "" || host.endsWith(":2376");
  if (!wanted) return {};
  return { tls: (folder === "" ? undefined : await certificates(folder)) ?? {} };
}

async function certificates(folder: string): Promise<Tls | undefined> {
  const [ca, cert, key] = await Promise.all(
    ["ca.pem", "cert.pem", "key.pem"].map((name) =>
      readFile(join(folder, name)).catch(() => undefined),
    ),
  );
  if (ca === undefined && cert === undefined) return undefined;
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}
