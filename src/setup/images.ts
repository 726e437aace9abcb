/**
 * Provides every image that drills on containers need: pulled where that works, built from Debian's
 * packages where not.
 */
import { GamedayError } from "../kernel/error.ts";
import type { Step } from "../mysql/server/server.ts";
import { findEngine, type Engine } from "../runtime/docker/engine.ts";
import {
  firstPresent,
  imageLabels,
  imageNames,
  imageVariable,
  usualImages,
  type ImageChoice,
  type ImagePart,
} from "../runtime/docker/images.ts";
import { buildImage, pullImage } from "../runtime/docker/make-image.ts";
import { engineText } from "../runtime/docker/refusal.ts";
import { baseImage, makeBaseImage } from "./base-image.ts";
import { contextDigest, imageContext } from "./image-context.ts";
import { imageSet } from "./image-set.ts";
import { findPaths, type Paths } from "../register/paths.ts";
import { setupTools } from "./tools.ts";

export interface ImagesWish {
  /** Which; those that the shipped drills need when it is empty. */
  readonly parts: readonly string[];
  /** `auto` keeps what is there, pulls what is not, and builds what cannot be pulled. */
  readonly how: "auto" | "pull" | "build";
  readonly allowRemote: boolean;
  readonly onStep: (step: Step) => void;
}

export interface ReadyImage {
  readonly part: ImagePart;
  readonly image: string;
  readonly source: "there" | "pulled" | "built";
}

const contextLabel = "gameday.context";

interface Work extends ImagesWish {
  readonly engine: Engine;
  readonly paths: Paths;
  readonly choices: Readonly<Record<ImagePart, ImageChoice>>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Prepares them one after the other; GD-E003 lists those that failed, with the reason.
 */
export async function setupImages(
  wish: ImagesWish,
  env: NodeJS.ProcessEnv = process.env,
): Promise<readonly ReadyImage[]> {
  const paths = findPaths(env, process.cwd());
  const choices = imageSet(paths);
  const parts =
    wish.parts.length === 0
      ? usualImages
      : wish.parts.map((part) => partNamed(part, Object.keys(choices)));
  const engine = await findEngine({ env, allowRemote: wish.allowRemote });
  const work: Work = { ...wish, engine, paths, choices, env };
  const ready: ReadyImage[] = [];
  for (const part of parts) ready.push(await provide(part, work));
  return ready;
}

function partNamed(name: string, known: readonly string[]): ImagePart {
  if (!known.includes(name))
    throw new GamedayError("GD-C001", `no image for "${name}"`, {
      hint: `there are: ${known.join(", ")}`,
    });
  return name as ImagePart;
}

async function provide(part: ImagePart, work: Work): Promise<ReadyImage> {
  const { engine, choices, env, how, onStep } = work;
  const choice = choices[part];
  const names = imageNames(part, choice, env);
  const there = how === "build" ? undefined : await firstPresent(engine.docker, names);
  if (there !== undefined) {
    onStep({ title: `image of ${part}`, state: "done", detail: `${there} is there` });
    return { part, image: there, source: "there" };
  }
  const named = env[imageVariable(part)] ?? "";
  const toPull = named !== "" ? named : choice.pulled;
  if (how !== "build" && toPull !== undefined) {
    const trouble = await pulled(toPull, work);
    if (trouble === undefined) return { part, image: toPull, source: "pulled" };
    if (how === "pull" || named !== "")
      throw new GamedayError("GD-E003", `${toPull} cannot be pulled: ${trouble}`, {
        hint: "gameday setup images --build makes it from Debian's packages",
      });
  }
  return { part, image: choice.built, source: await built(part, work) };
}

async function pulled(name: string, { engine, onStep }: Work): Promise<string | undefined> {
  const title = `pull ${name}`;
  onStep({ title, state: "start" });
  try {
    await pullImage(engine.docker, name, ({ text, fraction }) =>
      onStep({
        title,
        state: "progress",
        detail: text,
        ...(fraction === undefined ? {} : { fraction }),
      }),
    );
    onStep({ title, state: "done" });
    return undefined;
  } catch (error) {
    const trouble = engineText(error);
    onStep({ title, state: "skip", detail: trouble });
    return trouble;
  }
}

async function built(part: ImagePart, work: Work): Promise<ReadyImage["source"]> {
  const { engine, paths, choices, onStep } = work;
  const name = choices[part].built;
  const base = await baseOf(part, work);
  if (part === "k6" || part === "toxiproxy") await setupTools(onStep);
  const files = imageContext(part, paths);
  const digest = contextDigest(files, base);
  const title = `build ${name}`;
  if ((await imageLabels(engine.docker, name))?.[contextLabel] === digest) {
    onStep({ title, state: "done", detail: "built before" });
    return "there";
  }
  onStep({ title, state: "start" });
  await buildImage(engine.docker, {
    name,
    files,
    args: { BASE: base },
    labels: { [contextLabel]: digest },
    onProgress: ({ text, fraction }) =>
      onStep({
        title,
        state: "progress",
        detail: text,
        ...(fraction === undefined ? {} : { fraction }),
      }),
  });
  onStep({ title, state: "done" });
  return "built";
}

/** The base image of a part: Node for the programs, Debian for all others. */
async function baseOf(part: ImagePart, work: Work): Promise<string> {
  if (part === "app") return (await provide("node", work)).image;
  await makeBaseImage(work.engine, work.paths, work.onStep);
  return baseImage;
}
