import type { Step } from "../../mysql/server/server.ts";
import type { DrillMark } from "../drill-mark.ts";
import type { ComponentSpec } from "../runtime.ts";
import { haproxyPlan, redisPlan } from "./balancer-and-store.ts";
import type { ContainerPlan } from "./container-plan.ts";
import { databasePlan } from "./database.ts";
import type { Engine } from "./engine.ts";
import type { DrillNetworks } from "./networks.ts";
import { seededImage } from "./seeded-image.ts";
import { servicePlan } from "./service.ts";

/** The parts of a stack that come as images. */
export type StackImage = "app" | "mysql" | "redis" | "haproxy";

export interface DockerRuntimeOptions {
  readonly engine: Engine;
  readonly mark: DrillMark;
  readonly networks: DrillNetworks;
  /** Stays: one file for each component, and a slow log for each database. */
  readonly logDir: string;
  /** A program's name, `shop/api` → the absolute path of its file. */
  readonly programFile: (name: string) => string;
  /** The folder whose programs the app image holds. */
  readonly baked: string;
  /** The image to use for a part; throws GD-E010 when there is none. */
  readonly image: (part: StackImage) => string;
  readonly pickPort: () => Promise<number>;
  readonly onStep?: (step: Step) => void;
}

/**
 * What container a component becomes; a database's image is made first where its rows are not there
 * yet.
 */
export async function planOf(
  spec: ComponentSpec,
  { engine, mark, image, programFile, baked, pickPort, onStep }: DockerRuntimeOptions,
  signal: AbortSignal,
): Promise<ContainerPlan> {
  if (spec.kind === "service") {
    if (spec.program === undefined)
      throw new Error(`docker runtime: the service ${spec.id} has no program`);
    return servicePlan(spec, { image: image("app"), file: programFile(spec.program), baked });
  }
  if (spec.kind === "mysql" && spec.mysql !== undefined) {
    const from = image("mysql");
    return databasePlan(spec.id, spec.mysql, {
      from,
      image: await seededImage({
        engine,
        mark,
        image: from,
        spec: spec.mysql,
        pickPort,
        onStep,
        signal,
      }),
    });
  }
  if (spec.kind === "redis" && spec.redis !== undefined)
    return redisPlan(spec.redis, image("redis"));
  if (spec.kind === "haproxy" && spec.haproxy !== undefined)
    return haproxyPlan(spec, spec.haproxy, image("haproxy"));
  throw new Error(
    `docker runtime: ${spec.id} is of the kind "${spec.kind}" and has no settings of it`,
  );
}
