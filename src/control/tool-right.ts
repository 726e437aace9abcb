import { toolBreach, type Breach } from "../incident/breach.ts";
import { GamedayError } from "../kernel/error.ts";
import type { ControlPort } from "./port.ts";
import type { Request } from "./protocol.ts";

/**
 * What the profile says of someone who looks into the system without the right to it; in mode
 * `block` it throws.
 */
export function refusedTool(port: ControlPort, { by }: Request, what: string): Breach | undefined {
  const wrong = toolBreach(port.incident(), what, by);
  if (wrong !== undefined && port.incident().profile.rights.mode === "block")
    throw new GamedayError("GD-C005", wrong.why, { hint: wrong.instead });
  return wrong;
}

export function warningsOf(wrong: Breach | undefined): { readonly warnings?: readonly string[] } {
  return wrong === undefined ? {} : { warnings: [wrong.warning] };
}
