import type { RuntimeName } from "../plan/runtime-names.ts";
import type { RuntimeKind } from "./runtime.ts";
import { docker } from "./runtime/docker.ts";
import { process } from "./runtime/process.ts";
import { sim } from "./runtime/sim.ts";

const byName: { readonly [name in RuntimeName]: RuntimeKind & { readonly name: name } } = {
  process,
  docker,
  sim,
};

/** Every runtime, in the order in which `--runtime auto` tries them. */
export const runtimes: readonly RuntimeKind[] = Object.values(byName);
