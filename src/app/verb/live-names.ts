import { listScenarios } from "../scenario/list.ts";
import { findPaths } from "../../register/paths.ts";
import { Registry } from "../../register/registry.ts";
import { sendVerb } from "./send.ts";

/**
 * Names of one kind that exist on this machine now: scenarios, drills, and what the running drill
 * has names for. Empty when there are none or no drill responds; never throws, because it answers a
 * key that was pressed.
 */
export async function liveNames(
  kind: string,
  drill: string | undefined,
): Promise<readonly string[]> {
  try {
    const paths = findPaths(process.env, process.cwd());
    if (kind === "scenario") return listScenarios(paths).map(({ id }) => id);
    if (kind === "drill") return new Registry(paths.state).list().map((entry) => entry.drill);
    const { data } = await sendVerb({ verb: "names", args: {}, drill });
    const found = (data as Readonly<Record<string, readonly string[]>> | undefined)?.[kind];
    return found ?? [];
  } catch {
    return [];
  }
}
