import { randomInt } from "node:crypto";
import { GamedayError } from "../../kernel/error.ts";
import { newSeed } from "../../kernel/id.ts";
import { runProxyProcess } from "../../proxy/main.ts";

export interface ProxyWish {
  readonly host: string;
  readonly port: number;
  /** Listens here instead of on host and port. */
  readonly socketPath: string | undefined;
  readonly pathSecret: string | undefined;
  readonly config: string | undefined;
  readonly seed: string | undefined;
  readonly metrics: boolean;
  readonly token: string | undefined;
  readonly bodyBytesMax: number | undefined;
  readonly connectionsMax: number | undefined;
}

/** Serves until a signal asks it to stop, then ends gracefully. */
export async function proxyAlone(
  { host, port, metrics, ...wish }: ProxyWish,
  onReady: (at: { url: string; seed: string }) => void,
): Promise<void> {
  const chosen = wish.seed ?? newSeed(randomInt(2 ** 32));
  const { socketPath, pathSecret, config, token, bodyBytesMax, connectionsMax } = wish;
  await runProxyProcess({
    host,
    port,
    metrics,
    seed: chosen,
    ...(socketPath === undefined ? {} : { socketPath }),
    ...(pathSecret === undefined ? {} : { pathSecret }),
    ...(config === undefined ? {} : { config }),
    ...(token === undefined ? {} : { token }),
    limits: {
      ...(bodyBytesMax === undefined ? {} : { bodyBytesMax }),
      ...(connectionsMax === undefined ? {} : { connectionsMax }),
    },
    onReady: ({ url }) => onReady({ url, seed: chosen }),
  });
}

/** The version of the original whose API the server has. */
export { serverVersion } from "../../proxy/server/routes.ts";

/**
 * The original's flags have one dash and may set a switch to a value; this converts them to ours.
 */
export function originalFlags(argv: readonly string[]): string[] {
  return argv.flatMap((word) => {
    const [, name, value] = /^--?([a-z][a-z-]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) return [word];
    if (!switches.has(name) || value === undefined)
      return [value === undefined ? `--${name}` : `--${name}=${value}`];
    if (["1", "t", "T", "true", "TRUE", "True"].includes(value)) return [`--${name}`];
    return ["0", "f", "F", "false", "FALSE", "False"].includes(value) ? [] : [`--${name}=${value}`];
  });
}

const switches: ReadonlySet<string> = new Set(["proxy-metrics", "runtime-metrics", "version"]);

/** An empty variable for a secret counts as not set. */
export function forgetEmpty(env: NodeJS.ProcessEnv): void {
  for (const name of ["GAMEDAY_PROXY_TOKEN", "GAMEDAY_PROXY_PATH_SECRET"])
    if (env[name] === "") delete env[name];
}

/** GD-C001 for a token that protects nothing and for a path secret that no request could carry. */
export function checkSecrets({
  token,
  pathSecret,
}: {
  readonly token: string | undefined;
  readonly pathSecret: string | undefined;
}): void {
  if (token === "")
    throw new GamedayError("GD-C001", "--token is empty and would protect nothing", {
      hint: "give a token, or omit --token",
    });
  if (
    pathSecret === undefined ||
    (/^[A-Za-z0-9._~-]+$/.test(pathSecret) && !/^\.{1,2}$/.test(pathSecret))
  )
    return;
  const why =
    pathSecret === "" ? "is empty" : `cannot be one part of a path: ${JSON.stringify(pathSecret)}`;
  throw new GamedayError("GD-C001", `--path-secret ${why}`, {
    hint: "letters, digits and - _ . ~ are allowed",
  });
}
