import { randomInt } from "node:crypto";
import { newSeed } from "../kernel/id.ts";
import { runProxyProcess } from "../proxy/main.ts";

export interface ProxyWish {
  readonly host: string;
  readonly port: number;
  readonly config: string | undefined;
  readonly seed: string | undefined;
  readonly metrics: boolean;
  readonly token: string | undefined;
}

/** Serves until a signal asks it to stop, then ends in good order. */
export async function proxyAlone({ host, port, config, seed, metrics, token }: ProxyWish, onReady: (at: { url: string; seed: string }) => void): Promise<void> {
  const chosen = seed ?? newSeed(randomInt(2 ** 32));
  await runProxyProcess({
    host, port, metrics,
    seed: chosen,
    ...(config === undefined ? {} : { config }),
    ...(token === undefined ? {} : { token }),
    onReady: ({ url }) => onReady({ url, seed: chosen }),
  });
}
