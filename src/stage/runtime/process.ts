import { join } from "node:path";
import { GamedayError } from "../../kernel/error.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Paths } from "../../register/paths.ts";
import { isOwnTemp } from "../../register/own-temp.ts";
import { processCapabilities } from "../../runtime/capabilities.ts";
import type { RealStack, RealStackParts, RuntimeKind, StageRequest } from "../runtime.ts";

/** Components are child processes of this one, on this machine. */
export const process = {
  name: "process",
  suits: ({ stack }) => Object.values(stack).some(({ kind }) => kind !== "container"),
  available: async ({ paths, scenario, env }) => {
    const why = await server(paths, scenario);
    return {
      why,
      capabilities: processCapabilities,
      missing: async () =>
        (await import("../../setup/program.ts")).missingPrograms(paths, scenario),
      tools: async (wish) => (await import("../tools.ts")).chooseTools(paths, scenario, wish, env),
      open: async (request) => {
        const { realStage } = await import("../real.ts");
        return { ports: await realStage(request, (parts) => processStack(request, parts)) };
      },
    };
  },
  sweep: async ({ mark, runFolder, temp }, spare) => {
    const { sweep } = await import("../../runtime/process/sweep.ts");
    const folders = [join(runFolder, "work"), ...(isOwnTemp(temp) ? [temp] : [])];
    return sweep(mark, folders, { spare });
  },
} as const satisfies RuntimeKind;

/** The database server that was found; GD-E001 when this stack needs one and there is none. */
async function server({ cache }: Paths, { stack }: Plan["scenario"]): Promise<string> {
  if (!Object.values(stack).some(({ kind }) => kind === "mysql"))
    return "this stack needs only processes";
  const { findServer } = await import("../../mysql/server/find.ts");
  const { found, tried } = await findServer(cache);
  if (found !== undefined) return `${found.flavour} ${found.version} is found (${found.source})`;
  throw new GamedayError(
    "GD-E001",
    ["no MySQL-compatible server that starts", ...tried].join("\n  "),
    { hint: "gameday setup mysql" },
  );
}

export async function processStack(
  request: StageRequest,
  parts: RealStackParts,
): Promise<RealStack> {
  const [{ createProcessRuntime }, { hasLoopbackRange }] = await Promise.all([
    import("../../runtime/process/process-runtime.ts"),
    import("../../runtime/process/port.ts"),
  ]);
  const runtime = createProcessRuntime({
    ...parts,
    mark: request.mark,
    workDir: join(request.runFolder, "work"),
    cacheDir: request.paths.cache,
    tempDir: request.temp,
    loopbackRange: await hasLoopbackRange(),
    spare: request.spare,
  });
  return { runtime, called: "processes" };
}
