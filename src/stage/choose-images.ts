import { GamedayError } from "../kernel/error.ts";
import type { Scenario } from "../plan/plan.ts";
import type { Paths } from "../register/paths.ts";
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
import { imageParts } from "../scenario/image-parts.ts";
import { imageSet } from "../setup/image-set.ts";

type Env = Readonly<Record<string, string | undefined>>;

export interface ImageWish {
  readonly allowRemoteEngine: boolean;
  /** Images of others that the scenario names and that may run. */
  readonly allowImages: readonly string[];
}

/** An engine and the images that a stack needs. */
export interface DockerChoice {
  readonly engine: Engine;
  readonly images: ReadonlyMap<ImagePart, string>;
}

/**
 * Finds an engine that has the images of a stack; nothing is pulled. GD-E005, GD-E009 or GD-E010
 * when it cannot be had, GD-C012 when it was not confirmed.
 */
export async function chooseImages(
  paths: Paths,
  scenario: Scenario,
  { allowRemoteEngine, allowImages }: ImageWish,
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
      { hint: `${toPull.join("")}gameday setup images; a run never pulls images` },
    );
  return { engine, images };
}

/**
 * An image is a program of its publisher, and a scenario may come from a stranger: an image it
 * names must be from one of our repositories, or confirmed.
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
          `the scenario names the image ${name} for ${part}, which is not one of Gameday's and was not confirmed`,
      )
      .join("\n"),
    { hint: `if it may run: ${unknown.map(({ name }) => `--allow-image ${name}`).join(" ")}` },
  );
}

/** The engine and the images, for people. */
export function describeImages({ engine: { name, url, why }, images }: DockerChoice): string {
  return `${name} answers at ${url} (${why}), with ${[...images.values()].join(", ")}`;
}
