import { Flags } from "@oclif/core";
import { GamedayError } from "../kernel/error.ts";
import { isSimulated, runtimeNames } from "../plan/runtime-names.ts";

export { isSimulated };

/** `--allow-remote-engine`, wherever containers are. */
export const remoteEngineFlag = Flags.boolean({
  description: "the Docker engine may be on another machine",
  default: false,
  env: "GAMEDAY_ALLOW_REMOTE_ENGINE",
});

/**
 * Where and by whom drills are run, and what of the user's they may touch: the same for one run and
 * for many.
 */
export const stageFlags = {
  runtime: Flags.string({
    description:
      "where the stack runs; sim breaks nothing real and is only taken from the command line",
    options: ["auto", ...runtimeNames],
    default: "auto",
    env: "GAMEDAY_RUNTIME",
  }),
  load: Flags.string({
    description:
      "who sends the load; auto takes the built-in driver, and k6 where a journey is a k6 script",
    options: ["auto", "builtin", "k6"],
    default: "auto",
    env: "GAMEDAY_LOAD",
  }),
  "allow-target": Flags.string({
    description:
      "a container or compose project of your own that the scenario names and may break; may be repeated",
    multiple: true,
  }),
  "allow-image": Flags.string({
    description:
      "an image that the scenario names and that may run on --runtime docker; may be repeated",
    multiple: true,
  }),
  "allow-remote-engine": remoteEngineFlag,
  trust: Flags.boolean({
    description:
      "programs and k6 scripts beside the scenario's file, and images that it names, may " +
      "run on this machine; remembered by their digest (images by name) once the run begins",
    default: false,
  }),
};

/** What was typed, as the parser hands it over. */
type Typed = readonly { readonly type: string; readonly flag?: string }[];

/**
 * A simulated pass proves nothing about real components: the environment of a pipeline must not
 * choose it unseen.
 */
export function checkSimulated(runtime: string, typed: Typed): void {
  if (
    !isSimulated(runtime) ||
    typed.some(({ type, flag }) => type === "flag" && flag === "runtime")
  )
    return;
  throw new GamedayError(
    "GD-C001",
    "GAMEDAY_RUNTIME=sim would simulate every drill here, and a simulated verdict says nothing about real components",
    { hint: "type --runtime sim on the command line, or unset GAMEDAY_RUNTIME" },
  );
}

/** Said last, after everything else, of a drill on the simulated stack. */
export const simulatedLine =
  " simulated: nothing real was broken or measured, so this verdict says nothing about real components (--runtime sim)";
