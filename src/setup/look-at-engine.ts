import type { Scenario } from "../plan/plan.ts";
import type { Paths } from "../register/paths.ts";
import { findEngine, type Engine } from "../runtime/docker/engine.ts";
import {
  firstPresent,
  imageNames,
  namedImage,
  stackImages,
  type ImagePart,
} from "../runtime/docker/images.ts";
import { imageParts } from "../scenario/image-parts.ts";
import { imageSet } from "./image-set.ts";

type Env = Readonly<Record<string, string | undefined>>;

export interface SeenImage {
  readonly part: ImagePart;
  /** The one that the engine has. */
  readonly image: string | undefined;
  /** Where a scenario or a variable names it. */
  readonly named: ReturnType<typeof namedImage>;
}

/** The engine of this machine, with the images that it has, of all drills or for one scenario. */
export async function lookAtEngine(
  paths: Paths,
  env: Env,
  scenario?: Scenario,
): Promise<{ engine: Engine; images: readonly SeenImage[] }> {
  const engine = await findEngine({ env });
  const choices = imageSet(paths);
  const parts = scenario === undefined ? stackImages : imageParts(scenario);
  const images = parts.map(async (part) => ({
    part,
    named: namedImage(part, env, scenario?.images),
    image: await firstPresent(
      engine.docker,
      imageNames(part, choices[part], env, scenario?.images),
    ),
  }));
  return { engine, images: await Promise.all(images) };
}
