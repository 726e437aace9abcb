/**
 * Finds the Docker-compatible engine that the user has, as the `docker` command would, and in more
 * locations. `dockerode` is loaded here, on first use: it costs a fifth of a second, and most
 * commands never need it.
 */
import { lookup } from "node:dns/promises";
import { homedir } from "node:os";
import { stat } from "node:fs/promises";
import type Docker from "dockerode";
import { tracedCallback } from "../../kernel/call.ts";
import { GamedayError } from "../../kernel/error.ts";
import { messageOf } from "../../kernel/message-of.ts";
import { placesToTry, type EnginePlace } from "./places.ts";
import { here, whyElsewhere, type EngineMachine } from "./this-machine.ts";

/** An engine that responds. */
export interface Engine {
  readonly docker: Docker;
  /** `unix:///var/run/docker.sock`. */
  readonly url: string;
  /** Who says that it is there: `DOCKER_HOST`, `Docker's usual socket`. */
  readonly why: string;
  /** `Docker 20.10.24`, `Podman 4.3.1`. */
  readonly name: string;
  readonly kind: "docker" | "podman";
  /** `1.41`. */
  readonly apiVersion: string;
  /** On this machine? Where it is not, the user has allowed it. */
  readonly local: boolean;
  /** Where published ports are reached from here: `127.0.0.1`, or the other machine's name. */
  readonly host: string;
  /**
   * The address that ports are published on, there: loopback, or the one at which the engine on
   * another machine was asked for.
   */
  readonly publishOn: string;
  /** Version of the control groups; what a container's limits look like depends on it. */
  readonly cgroup: "1" | "2";
  /** How many processors it has. */
  readonly cpus: number;
}

export interface EngineRequest {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly home?: string;
  /** The user's `--allow-remote-engine`. */
  readonly allowRemote?: boolean;
}

const oldestApi = [1, 41] as const;
/** A busy engine responds late; one that is not there fails immediately. Milliseconds. */
const answerWithinMs = 10_000;

/**
 * The engine. GD-E005 with everything that was tried and why it failed; GD-E009 when it is on
 * another machine and that was not allowed.
 */
export async function findEngine({
  env = process.env,
  home = homedir(),
  allowRemote = false,
}: EngineRequest = {}): Promise<Engine> {
  const uid = process.getuid?.() ?? 0;
  const { places, named } = await placesToTry(env, { home, uid, platform: process.platform }).catch(
    (error: unknown) => {
      throw new GamedayError("GD-E005", messageOf(error), {
        hint: "docker context ls shows the contexts; docker context use default goes back to the usual engine",
        cause: error,
      });
    },
  );
  const tried: string[] = [];
  for (const place of places) {
    if (!isLocal(place.url) && !allowRemote)
      throw new GamedayError(
        "GD-E009",
        `the Docker engine of ${place.why} is on another machine: ${place.url}`,
        { hint: "a drill breaks things on that machine; if you want that: --allow-remote-engine" },
      );
    try {
      return await meet(place, env, allowRemote);
    } catch (error) {
      // Of the usual places the next one may be here.
      if (error instanceof GamedayError && named) throw error;
      tried.push(`${place.url} (${place.why}): ${await reason(place, error)}`);
    }
  }
  throw new GamedayError(
    "GD-E005",
    `no Docker engine responds\n${tried.map((line) => `  ${line}`).join("\n")}`,
    {
      hint: named
        ? "start that engine, or unset the variable or context that selects it; gameday doctor shows the same list"
        : "start Docker, Colima, OrbStack or Podman, or set DOCKER_HOST; to run with no engine: --runtime process",
    },
  );
}

interface Dialled {
  readonly method: string;
  readonly path: string;
  readonly options?: { readonly name?: unknown; readonly _query?: { readonly name?: unknown } };
}

/** Announces each request of this client: its method and path, never what it sends. */
function traceRequests({ modem }: Docker): void {
  const client = modem as { dial(asked: Dialled, answered: (error: unknown) => void): void };
  client.dial = tracedCallback<[asked: Dialled, answered: (error: unknown) => void]>(
    ({ method, path, options: given }) => {
      const name = given?._query?.name ?? given?.name;
      const of = typeof name === "string" ? ` ${name}` : "";
      return { adapter: "engine", what: () => `${method} ${path.replace(/[?].*$/, "")}${of}` };
    },
    client.dial.bind(client),
  );
}

/** Does the address lead to this machine? */
export function isLocal(url: string): boolean {
  if (/^(unix|npipe):/.test(url)) return true;
  return /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(hostOf(url));
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : "";
}

async function meet(
  place: EnginePlace,
  env: NonNullable<EngineRequest["env"]>,
  allowRemote: boolean,
): Promise<Engine> {
  const { default: Client } = await import("dockerode");
  const docker = new Client(options(place));
  traceRequests(docker);
  // The client takes a signal here; its published types do not know it.
  await (
    docker as unknown as { ping(options: { abortSignal: AbortSignal }): Promise<unknown> }
  ).ping({ abortSignal: AbortSignal.timeout(answerWithinMs) });
  const [version, info] = await Promise.all([
    docker.version(),
    docker.info() as Promise<{ CgroupVersion?: string; NCPU?: number } & EngineMachine>,
  ]);
  const api = version.ApiVersion.split(".").map(Number);
  if (
    (api[0] ?? 0) < oldestApi[0] ||
    ((api[0] ?? 0) === oldestApi[0] && (api[1] ?? 0) < oldestApi[1])
  )
    throw new Error(
      `it speaks API ${version.ApiVersion}, and ${oldestApi.join(".")} is the oldest that is enough`,
    );
  const elsewhere = isLocal(place.url) ? whyElsewhere(place.url, info, here()) : undefined;
  const local = isLocal(place.url) && elsewhere === undefined;
  if (elsewhere !== undefined && !allowRemote)
    throw new GamedayError(
      "GD-E009",
      `the Docker engine at ${place.url} (${place.why}) is on another machine, behind a tunnel or a forwarder: ${elsewhere}`,
      {
        hint:
          "a drill breaks things on that machine; if you want that: --allow-remote-engine, and " +
          "GAMEDAY_PUBLISH_ON with the address at which its ports are reached",
      },
    );
  const there =
    elsewhere === undefined ? hostOf(place.url) : (env["GAMEDAY_PUBLISH_ON"] ?? info.Name ?? "");
  const podman =
    (version as { Components?: { Name: string }[] }).Components?.some(({ Name }) =>
      /podman/i.test(Name),
    ) === true;
  return {
    docker,
    url: place.url,
    why: place.why,
    kind: podman ? "podman" : "docker",
    name: `${podman ? "Podman" : "Docker"} ${version.Version.split("+")[0]}`,
    apiVersion: version.ApiVersion,
    local,
    host: local ? "127.0.0.1" : there,
    publishOn: local ? "127.0.0.1" : await addressThere(there, env),
    cgroup: info.CgroupVersion === "2" ? "2" : "1",
    cpus: info.NCPU ?? 1,
  };
}

/**
 * The engine's own address, as this machine knows it. Where it has another one over there, behind a
 * router, only the user can say which; healing needs none.
 */
async function addressThere(host: string, env: NonNullable<EngineRequest["env"]>): Promise<string> {
  return (
    env["GAMEDAY_PUBLISH_ON"] ??
    (await lookup(host, { family: 4 }).then(
      ({ address }) => address,
      () => host,
    ))
  );
}

/**
 * Every field is given: what is left out the client would take from the environment, even where the
 * user meant another place.
 */
function options({ url, tls }: EnginePlace): Docker.DockerOptions {
  const none = { host: undefined, port: undefined, ca: undefined, cert: undefined, key: undefined };
  const path = /^(?:unix|npipe):\/\/(.*)$/.exec(url)?.[1];
  if (path !== undefined) return { ...none, protocol: "http", socketPath: path };
  const { protocol, hostname, port, username } = new URL(url);
  if (protocol === "ssh:")
    return {
      ...none,
      protocol: "ssh",
      host: hostname,
      port: port === "" ? 22 : Number(port),
      username: username === "" ? process.env["USER"] : username,
      sshOptions: { agent: process.env["SSH_AUTH_SOCK"] },
    } as Docker.DockerOptions;
  const secure = tls !== undefined || protocol === "https:";
  const usualPort = secure ? 2376 : 2375;
  return {
    ...none,
    ...tls,
    protocol: secure ? "https" : "http",
    host: hostname,
    port: port === "" ? usualPort : Number(port),
  };
}

async function reason({ url }: EnginePlace, error: unknown): Promise<string> {
  const path = /^unix:\/\/(.*)$/.exec(url)?.[1];
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (path !== undefined && code === "ENOENT") return "no such socket";
  if (code === "ECONNREFUSED")
    return path !== undefined && (await stat(path).catch(() => undefined)) !== undefined
      ? "the socket exists, but nothing is listening"
      : "no listener there";
  if (code === "EACCES") return "permission denied; is this user in the group docker?";
  if (code === "ENOTFOUND") return "unknown host";
  if (error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError"))
    return `no answer within ${answerWithinMs / 1_000} s`;
  return messageOf(error);
}
