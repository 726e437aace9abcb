import { join, resolve } from "node:path";
import { builtinDriver } from "../load/builtin.ts";
import { k6Driver } from "../load/k6.ts";
import type { LoadDriver, LoadFlow } from "../load/load.ts";
import { drillVariable } from "../runtime/process/mark.ts";
import type { LoadChoice } from "./tools.ts";

export interface LoadDriverRequest {
  readonly choice: LoadChoice;
  readonly drill: string;
  /** Users' own scripts are found beside the scenario. */
  readonly scenarioFolder: string;
  readonly runFolder: string;
}

/** The chosen load driver. What k6 runs is kept in the run folder's `load/`. */
export function loadDriver({ choice, drill, scenarioFolder, runFolder }: LoadDriverRequest): LoadDriver {
  if (choice.driver !== "k6") return builtinDriver();
  const placed = (flow: LoadFlow): LoadFlow => (flow.script === undefined ? flow : { ...flow, script: resolve(scenarioFolder, flow.script) });
  return {
    name: `k6 ${choice.k6.version}`,
    start: async (options) => {
      const k6 = k6Driver({ binary: choice.k6.path, folder: join(runFolder, "load"), env: { [drillVariable]: drill } });
      const run = await k6.start({ ...options, flows: options.flows.map(placed) });
      return { ...run, add: (flow) => run.add(placed(flow)) };
    },
  };
}
