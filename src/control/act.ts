import type { ArgsOf, DrillVerb } from "../verb/index.ts";
import type { ControlPort } from "./port.ts";
import type { Answer, Request } from "./protocol.ts";

/** What a verb about the drill itself does. */
export type Act<V extends DrillVerb> = (
  port: ControlPort,
  request: Request,
  args: ArgsOf<V>,
) => Promise<Answer>;

/** One for each of these verbs. */
export type Acts<V extends DrillVerb> = { readonly [K in V]: Act<K> };
