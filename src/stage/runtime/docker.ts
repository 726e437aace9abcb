import type { Residue } from "../../event/heal.ts";
import {
  capabilitiesIn,
  dockerCapabilities,
  processCapabilities,
} from "../../runtime/capabilities.ts";
import { engineAt } from "../../runtime/docker/engine-at.ts";
import type { RuntimeKind } from "../runtime.ts";
import { process, processStack } from "./process.ts";
import { messageOf } from "../../kernel/message-of.ts";

/** Components are containers of a Docker-compatible engine. */
export const docker = {
  name: "docker",
  suits: () => true,
  available: async ({ paths, scenario, wish, env }) => {
    const [{ chooseTools }, { realStage }] = await Promise.all([
      import("../tools.ts"),
      import("../real.ts"),
    ]);
    const missing = async (): Promise<readonly []> => [];
    // Nothing of the stack is ours: a process that finds the user's containers finds their engine.
    if (!process.suits(scenario))
      return {
        why: "all of this stack consists of your own containers",
        capabilities: processCapabilities,
        missing,
        tools: (tools) => chooseTools(paths, scenario, tools, env),
        open: async (request) => ({
          ports: await realStage(request, async (parts) => ({
            ...(await processStack(request, parts)),
            called: "containers",
          })),
        }),
      };
    const { chooseImages, describeImages } = await import("../choose-images.ts");
    const choice = await chooseImages(paths, scenario, wish, env);
    return {
      why: describeImages(choice),
      capabilities: capabilitiesIn(choice.engine.kind, dockerCapabilities),
      engine: choice.engine.url,
      missing,
      tools: (tools) => chooseTools(paths, scenario, tools, env, choice),
      open: async (request) => {
        const { dockerStack } = await import("../docker.ts");
        return { ports: await realStage(request, (parts) => dockerStack(request, choice, parts)) };
      },
    };
  },
  sweep: async ({ drill, mark, engine: url }) => {
    if (url === undefined) return [];
    try {
      const { sweepDrill } = await import("../../runtime/docker/sweep.ts");
      const { docker: engine } = await engineAt(url);
      return await sweepDrill(engine, mark);
    } catch (error) {
      return [unseen(drill, error)];
    }
  },
  attach: async (plan, wish) => (await import("../attach-targets.ts")).attachTargets(plan, wish),
} as const satisfies RuntimeKind;

function unseen(drill: string, error: unknown): Residue {
  return {
    what: "container",
    detail: `those of ${drill} cannot be looked for: ${messageOf(error)}`,
  };
}
