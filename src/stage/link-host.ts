import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { LinkHost } from "../engine/ports.ts";
import type { ProxyChoice } from "../proxy/find.ts";
import { launchProxy } from "../proxy/launch.ts";
import { connectProxy } from "../proxy/toxiproxy.ts";
import type { DrillMark } from "../runtime/drill-mark.ts";
import { markVariables } from "../runtime/process/mark.ts";
import { choosePort } from "../runtime/process/port.ts";
import { askAddress } from "./ask-address.ts";

export interface LinkHostRequest {
  /** Undefined for a stack without links. */
  readonly choice: ProxyChoice | undefined;
  readonly mark: DrillMark;
  readonly seed: string;
  readonly logFile: string;
}

/**
 * Links on this machine: the chosen proxy server as a process that carries the drill's mark, and
 * listeners on loopback.
 */
export function linkHost({ choice, mark, seed, logFile }: LinkHostRequest): LinkHost {
  return {
    start: async () => {
      if (choice === undefined) throw new Error("link-host: no proxy server was chosen");
      mkdirSync(dirname(logFile), { recursive: true });
      return launchProxy(choice, { seed, env: markVariables(mark), logFile });
    },
    address: async () => ({ listen: { host: "127.0.0.1", port: await choosePort("127.0.0.1") } }),
    connect: (api) => connectProxy({ api }),
    ask: askAddress,
  };
}
