import type { Answer, Request } from "../../control/protocol.ts";
import { serve, type ControlServer } from "../../control/server.ts";
import { GamedayError } from "../../kernel/error.ts";
import type { Entry } from "../../register/registry.ts";

export interface FaultControl {
  stop(reason: string): void;
  status(): { readonly text: string; readonly data: unknown };
}

/** What other terminals may ask of a single fault: its status, and to stop. */
export function openFaultControl(
  { socket, drill }: Entry,
  control: FaultControl,
): Promise<ControlServer> {
  return serve(socket, { handle: async (request) => answer(request, drill, control) });
}

function answer({ verb, args }: Request, drill: string, control: FaultControl): Answer {
  const next = [`gameday stop ${drill}`];
  if (verb === "status") return { ok: true, ...control.status(), next };
  if (verb === "stop") {
    const { reason } = args;
    control.stop(typeof reason === "string" ? reason : "stopped");
    return { ok: true, text: "it ends", next: [] };
  }
  throw new GamedayError("GD-C005", `${drill} is a single fault, with no incident to run`, {
    hint: "only status and stop are available",
  });
}
