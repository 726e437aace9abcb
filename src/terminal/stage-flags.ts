import { Flags } from "@oclif/core";

/** `--allow-remote-engine`, wherever containers are. */
export const remoteEngineFlag = Flags.boolean({ description: "the Docker engine may be on another machine", default: false, env: "GAMEDAY_ALLOW_REMOTE_ENGINE" });

/** Where and by whom drills are run, and what of the user's they may touch: the same for one run and for many. */
export const stageFlags = {
  runtime: Flags.string({ description: "where the stack runs", options: ["auto", "process", "docker", "sim"], default: "auto", env: "GAMEDAY_RUNTIME" }),
  load: Flags.string({ description: "who sends the load; auto takes the built-in driver, and k6 where a journey is a k6 script", options: ["auto", "builtin", "k6"], default: "auto", env: "GAMEDAY_LOAD" }),
  "allow-target": Flags.string({ description: "a container or compose project of your own that the scenario names and may break; may be repeated", multiple: true }),
  "allow-image": Flags.string({ description: "an image that the scenario names and that may run on --runtime docker; may be repeated", multiple: true }),
  "allow-remote-engine": remoteEngineFlag,
};
