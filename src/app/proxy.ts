import { randomInt } from "node:crypto";
import { newSeed } from "../kernel/id.ts";
import { runProxyProcess } from "../proxy/main.ts";

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
export async function proxyAlone({ host, port, metrics, ...wish }: ProxyWish, onReady: (at: { url: string; seed: string }) => void): Promise<void> {
  const chosen = wish.seed ?? newSeed(randomInt(2 ** 32));
  const { socketPath, pathSecret, config, token, bodyBytesMax, connectionsMax } = wish;
  await runProxyProcess({
    host, port, metrics,
    seed: chosen,
    ...(socketPath === undefined ? {} : { socketPath }),
    ...(pathSecret === undefined ? {} : { pathSecret }),
    ...(config === undefined ? {} : { config }),
    ...(token === undefined ? {} : { token }),
    limits: { ...(bodyBytesMax === undefined ? {} : { bodyBytesMax }), ...(connectionsMax === undefined ? {} : { connectionsMax }) },
    onReady: ({ url }) => onReady({ url, seed: chosen }),
  });
}

/** The API that the server has, as a version of the original. */
export { serverVersion } from "../proxy/server/routes.ts";

/** The original's flags have one dash and may set a switch to a value; here they become ours. */
export function originalFlags(argv: readonly string[]): string[] {
  return argv.flatMap((word) => {
    const [, name, value] = /^--?([a-z][a-z-]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) return [word];
    if (!switches.has(name) || value === undefined) return [value === undefined ? `--${name}` : `--${name}=${value}`];
    if (["1", "t", "T", "true", "TRUE", "True"].includes(value)) return [`--${name}`];
    return ["0", "f", "F", "false", "FALSE", "False"].includes(value) ? [] : [`--${name}=${value}`];
  });
}

const switches: ReadonlySet<string> = new Set(["proxy-metrics", "runtime-metrics", "version"]);
