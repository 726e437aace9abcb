import { GamedayError } from "../kernel/error.ts";

/**
 * A part of the stack by its id; GD-R001 with those that there are. `what` it is called in a
 * sentence.
 */
export function inStack<T>(
  parts: ReadonlyMap<string, T>,
  id: string,
  what: "component" | "container" = "component",
): T {
  const found = parts.get(id);
  if (found === undefined)
    throw new GamedayError("GD-R001", `no ${what} "${id}" in this stack`, {
      hint: `there are: ${[...parts.keys()].join(", ") || "none"}`,
    });
  return found;
}
