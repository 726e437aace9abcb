import { describe, expect } from "vitest";
import type { FaultWorld } from "../../src/fault/fault.ts";
import { attachRuntime } from "../../src/runtime/docker/attach.ts";
import { findTarget, type FoundTarget, type WantedTarget } from "../../src/runtime/docker/attach-find.ts";
import type { Engine } from "../../src/runtime/docker/engine.ts";
import { containerFaultContract } from "../contract/container-fault.contract.ts";
import { dockerForTests, ownContainers, type OwnContainers } from "../docker/own-containers.ts";

const { engine: found } = await dockerForTests();
const engine = found as Engine;

async function attach(own: OwnContainers, ids: readonly string[], more: Partial<WantedTarget> = {}) {
  const targets: FoundTarget[] = [];
  for (const id of ids) targets.push(await findTarget(engine.docker, { id, replica: 1, name: { container: own.name(id) }, port: undefined, ...more }, [own.name(id)]));
  return attachRuntime({ engine, targets, drill: own.mark, labels: {} });
}

const worldOf = (runtime: Awaited<ReturnType<typeof attach>>): FaultWorld => ({ surge: undefined, links: undefined, ...runtime }) as unknown as FaultWorld;

describe.skipIf(found === undefined)("containers of the user's own", () => {
  containerFaultContract("a container of somebody else", async () => {
    const own = await ownContainers(engine.docker);
    await own.run("a");
    await own.run("b");
    const runtime = await attach(own, ["a", "b"]);
    return {
      world: worldOf(runtime),
      facts: async (id) => (await runtime.state?.capture(id)) ?? {},
      sh: own.sh,
      end: async () => expect(await own.end()).toEqual([]),
    };
  });
});
