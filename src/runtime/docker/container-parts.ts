import type Docker from "dockerode";
import type { DrillMark } from "../drill-mark.ts";
import type { Runtime } from "../runtime.ts";
import { factsOf } from "./attach-facts.ts";
import { dockerDisk } from "./disk.ts";
import { dockerLimits, type FindContainer } from "./limits.ts";
import { dockerNetwork } from "./partition.ts";

export interface ContainerPartsOptions {
  readonly docker: Docker;
  readonly find: FindContainer;
  /** Of networks that are made for a while. */
  readonly mark: DrillMark;
  /** Whether the containers were there before us and stay. */
  readonly stay: boolean;
}

/** What can be done to any container other than starting and stopping it. */
export function containerParts({
  docker,
  find,
  mark,
  stay,
}: ContainerPartsOptions): Required<Pick<Runtime, "limits" | "network" | "disk" | "state">> {
  return {
    limits: dockerLimits(find),
    network: dockerNetwork({ docker, find, mark }),
    disk: dockerDisk(docker, find),
    state: { capture: async (id) => factsOf(await find(id).inspect()), stays: () => stay },
  };
}
