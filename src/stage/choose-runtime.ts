/**
 * Where a drill's stack runs, and why: processes where a server is found, else containers where an
 * engine answers and has the images.
 */
import { GamedayError } from "../kernel/error.ts";
import { findServer } from "../mysql/server/find.ts";
import type { Plan } from "../plan/plan.ts";
import {
  attachedCapabilities,
  capabilitiesIn,
  dockerCapabilities,
  processCapabilities,
} from "../runtime/capabilities.ts";
import { findEngine, type Engine } from "../runtime/docker/engine.ts";
import {
  firstPresent,
  imageField,
  imageNames,
  imageVariable,
  isKnownImage,
  namedImage,
  type ImageChoice,
  type ImagePart,
} from "../runtime/docker/images.ts";
import type { Capability } from "../runtime/runtime.ts";
import { imageParts } from "../scenario/image-parts.ts";
import { imageSet } from "../setup/image-set.ts";
import type { Paths } from "../register/paths.ts";

type Env = Readonly<Record<string, string | undefined>>;
type Scenario = Plan["scenario"];

/** An engine and the images that a stack needs. */
export interface DockerChoice {
  readonly engine: Engine;
  readonly images: ReadonlyMap<ImagePart, string>;
}

export interface RuntimeChoice {
  readonly name: "process" | "docker" | "sim";
  /** For people, and for the journal. */
  readonly why: string;
  /** Where the stack's own components are containers. */
  readonly docker?: DockerChoice;
}

export interface RuntimeWish {
  /** `auto`, `process`, `docker` or `sim`. */
  readonly runtime: string;
  readonly allowRemoteEngine: boolean;
  /** Images of others that the scenario names and that may run. */
  readonly allowImages: readonly string[];
}

/**
 * Chooses; nothing stands in for what was asked for, and nothing is pulled. GD-E001, GD-E005,
 * GD-E009 or GD-E010 when it cannot be had, GD-C012 when it was not confirmed.
 */
export async function chooseRuntime(
  paths: Paths,
  scenario: Scenario,
  wish: RuntimeWish,
  env: Env = process.env,
): Promise<RuntimeChoice> {
  const kinds = new Set(Object.values(scenario.stack).map(({ kind }) => kind));
  if (wish.runtime === "sim") return { name: "sim", why: "asked for" };
  if ([...kinds].every((kind) => kind === "container") && wish.runtime !== "process")
    return { name: "docker", why: "all of this stack are containers of your own" };
  if (wish.runtime === "docker") {
    const docker = await dockerFor(paths, scenario, wish, env);
    return {
      name: "docker",
      docker,
      why: `asked for; ${enginePhrase(docker.engine)}${imagePhrase(docker)}`,
    };
  }
  if (!kinds.has("mysql"))
    return {
      name: "process",
      why:
        wish.runtime === "process"
          ? "asked for"
          : "nothing in this stack needs more than processes",
    };
  const { found, tried } = await findServer(paths.cache);
  if (found !== undefined)
    return {
      name: "process",
      why: `${wish.runtime === "process" ? "asked for; " : ""}${found.flavour} ${found.version} is found (${found.source})`,
    };
  const none = `no MySQL-compatible server that starts${tried.length === 0 ? "" : `\n  ${tried.join("\n  ")}`}`;
  if (wish.runtime === "process")
    throw new GamedayError("GD-E001", none, { hint: "gameday setup mysql" });
  try {
    const docker = await dockerFor(paths, scenario, wish, env);
    return {
      name: "docker",
      docker,
      why: `no MySQL-compatible server is found here; ${enginePhrase(docker.engine)}${imagePhrase(docker)}`,
    };
  } catch (error) {
    if (!(error instanceof GamedayError)) throw error;
    throw new GamedayError("GD-E001", `${none}\nand no containers instead: ${error.message}`, {
      hint: `gameday setup mysql; or ${error.hint ?? "gameday setup images"}`,
      cause: error,
    });
  }
}

/** What a runtime can do to the stack's own parts, and what to the user's. */
export function capabilitiesOf({ docker }: RuntimeChoice): {
  capabilities: ReadonlySet<Capability>;
  attached: ReadonlySet<Capability>;
} {
  return {
    capabilities:
      docker === undefined
        ? processCapabilities
        : capabilitiesIn(docker.engine.kind, dockerCapabilities),
    attached: new Set<Capability>([...attachedCapabilities, "load"]),
  };
}

async function dockerFor(
  paths: Paths,
  scenario: Scenario,
  { allowRemoteEngine, allowImages }: RuntimeWish,
  env: Env,
): Promise<DockerChoice> {
  const choices = imageSet(paths);
  demandConfirmed(scenario, choices, allowImages, env);
  const engine = await findEngine({ env, allowRemote: allowRemoteEngine });
  const images = new Map<ImagePart, string>();
  const missing: string[] = [];
  const toPull: string[] = [];
  for (const part of imageParts(scenario)) {
    const names = imageNames(part, choices[part], env, scenario.images);
    const found = await firstPresent(engine.docker, names);
    if (found !== undefined) images.set(part, found);
    if (found !== undefined) continue;
    const named = namedImage(part, env, scenario.images);
    missing.push(`${part}: ${names.join(" or ")}${named === undefined ? "" : ` (${named.by})`}`);
    if (named?.by === imageField(part)) toPull.push(`docker pull ${named.name}; `);
  }
  if (missing.length > 0)
    throw new GamedayError(
      "GD-E010",
      `${engine.name} at ${engine.url} does not have the images of this stack\n${missing.map((line) => `  ${line}`).join("\n")}`,
      { hint: `${toPull.join("")}gameday setup images; nothing is pulled unasked` },
    );
  return { engine, images };
}

/**
 * An image is a program of whoever made it, and a scenario may be a stranger's: what it names must
 * be of a repository of ours, or confirmed.
 */
function demandConfirmed(
  { images = {} }: Scenario,
  choices: Readonly<Record<ImagePart, ImageChoice>>,
  allowed: readonly string[],
  env: Env,
): void {
  const unknown = (Object.keys(images) as (keyof typeof images)[]).flatMap((part) => {
    const name = images[part];
    return name === undefined ||
      (env[imageVariable(part)] ?? "") !== "" ||
      allowed.includes(name) ||
      isKnownImage(name, choices)
      ? []
      : [{ part, name }];
  });
  if (unknown.length === 0) return;
  throw new GamedayError(
    "GD-C012",
    unknown
      .map(
        ({ part, name }) =>
          `the scenario names the image ${name} for ${part}, which is none that Gameday uses and was not confirmed`,
      )
      .join("\n"),
    { hint: `if it may run: ${unknown.map(({ name }) => `--allow-image ${name}`).join(" ")}` },
  );
}

function enginePhrase({ name, url, why }: Engine): string {
  return `${name} answers at ${url} (${why})`;
}

function imagePhrase({ images }: DockerChoice): string {
  return `, with ${[...images.values()].join(", ")}`;
}
