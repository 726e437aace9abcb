import { findPaths } from "../register/paths.ts";
import { Registry } from "../register/registry.ts";

/** Commands that report or fix it themselves. */
const quiet = new Set(["stop", "recover"]);

/**
 * One line before any command while a drill has not been healed because its command and its
 * watchdog were both killed.
 */
export function leftBehind(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  if (quiet.has(argv.find((word) => !word.startsWith("-")) ?? "")) return undefined;
  const [drill, ...more] = new Registry(findPaths(env, "/").state).abandoned();
  if (drill === undefined) return undefined;
  return `! ${drill}${more.length === 0 ? "" : ` and ${more.length} more`} crashed and was not healed; faults may still be active. Heal it: gameday stop${more.length === 0 ? "" : " --all"}`;
}
