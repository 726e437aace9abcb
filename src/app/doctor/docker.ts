import { GamedayError } from "../../kernel/error.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Check } from "./check.ts";
import { lookAtEngine } from "../../setup/look-at-engine.ts";
import type { Paths } from "../../register/paths.ts";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The engine that `--runtime docker` would use, and which images it has, for all drills or for one
 * scenario. Drills run without an engine, so a missing one is no failure.
 */
export async function dockerCheck(
  paths: Paths,
  env: Env,
  scenario?: Plan["scenario"],
): Promise<Check> {
  try {
    const { engine, images: found } = await lookAtEngine(paths, env, scenario);
    const missing = found
      .filter(({ image }) => image === undefined)
      .map(({ part, named }) =>
        named === undefined ? part : `${part} (${named.name}, ${named.by})`,
      );
    const there = found.flatMap(({ image, named }) => {
      if (image === undefined) return [];
      return named === undefined ? image : `${image} (${named.by})`;
    });
    const detail =
      `${engine.name}, API ${engine.apiVersion}, cgroup v${engine.cgroup}  ${engine.url}  ` +
      `(${engine.why}); ${there.join(", ") || "no images"}`;
    if (missing.length === 0)
      return { name: "docker", state: "ok", brief: `${engine.name}, with all images`, detail };
    return {
      name: "docker",
      state: "warn",
      brief: `${engine.name}; images missing: ${missing.join(", ")}`,
      detail: `${detail}; without: ${missing.join(", ")}`,
      fix: "for --runtime docker: gameday setup images",
    };
  } catch (error) {
    if (!(error instanceof GamedayError)) throw error;
    const named = (env["DOCKER_HOST"] ?? env["DOCKER_CONTEXT"] ?? "") !== "";
    const brief = named
      ? (error.message.split("\n", 1)[0] ?? "")
      : "missing (optional: --runtime docker)";
    return {
      name: "docker",
      state: named ? "warn" : "missing",
      brief,
      detail: `${error.message.replaceAll(/\n\s*/g, "; ")}`,
      fix: `for --runtime docker: ${error.hint ?? "start an engine"}`,
    };
  }
}
