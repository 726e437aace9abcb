import type { ComponentSpec } from "../../runtime.ts";
import type { ComponentKind, MakeKind } from "../component.ts";
import { answersGet, servicePlace } from "../../service-place.ts";
import { listensItself } from "../listener.ts";

interface ServiceOptions {
  /** Absolute path of the program's file, which Node runs. */
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
}

/**
 * A program of the stack: it gets its place as JSON in GAMEDAY_COMPONENT and answers GET on its
 * health path.
 */
function serviceKind(spec: ComponentSpec, { file, env, logFile }: ServiceOptions): ComponentKind {
  return {
    prepare: async () => {},
    program: (doors) => ({
      program: process.execPath,
      args: [file],
      env: {
        ...env,
        GAMEDAY_COMPONENT: servicePlace(spec, { host: doors.host, port: doors.port }, { logFile }),
      },
    }),
    healthy: async ({ host, port }, pid) =>
      (await answersGet({ host, port }, spec.health.path)) && listensItself(pid, host, port),
    settle: async () => ({ detail: `${spec.program ?? spec.component}` }),
    discard: async () => {},
    needsAdminPort: false,
    endsWithinMs: 5_000,
  };
}

export const service: MakeKind = async (spec, site) => {
  if (spec.program === undefined)
    throw new Error(`process runtime: the service ${spec.id} has no program`);
  return serviceKind(spec, { ...site, file: site.programFile(spec.program) });
};
