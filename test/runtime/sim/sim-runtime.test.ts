import { createSimRuntime } from "../../../src/runtime/sim/sim-runtime.ts";
import { SimWorld } from "../../../src/runtime/sim/world.ts";
import { runtimeContract } from "../../contract/runtime.contract.ts";
import { echoComponent } from "../../support/process-stack.ts";

runtimeContract("sim", () =>
  Promise.resolve({
    runtime: createSimRuntime(new SimWorld()),
    component: (id) => echoComponent(id),
  }),
);
