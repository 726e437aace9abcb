/**
 * Which image is used for which part: the one that the user names, else the scenario's, else a
 * public one, else our own build of the same.
 */
import type Docker from "dockerode";
import { isMissing } from "./refusal.ts";

/**
 * What an image is for: a part of a stack, another flavour of one, a tool that may stand beside it,
 * or what others are built on. A new one is a line here and a choice below.
 */
const purposes = {
  mysql: "stack",
  mariadb: "flavour",
  toxiproxy: "stack",
  postgres: "stack",
  redis: "stack",
  haproxy: "stack",
  k6: "beside",
  node: "base",
  app: "stack",
} as const;

export type ImagePart = keyof typeof purposes;

const parts = Object.keys(purposes) as readonly ImagePart[];

/** The images that stacks are made of. */
export const stackImages = parts.filter((part) => purposes[part] === "stack");

/** Those that `gameday setup images` provides when none is named. */
export const usualImages = parts.filter((part) => purposes[part] !== "flavour");

export interface ImageChoice {
  /** What the name is pulled under; undefined when it is not published. */
  readonly pulled?: string;
  /** What our own build is called. */
  readonly built: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Made from the versions that Gameday pins and the programs that this installation holds. */
export interface ImageVersions {
  readonly toxiproxy: string;
  readonly k6: string;
  /** A digest of the shop's programs: another version of them is another image. */
  readonly app: string;
}

/** The images of every part. */
export function imageChoices(versions: ImageVersions): Readonly<Record<ImagePart, ImageChoice>> {
  return {
    node: { pulled: "node:24-slim", built: "gameday/node:24" },
    app: { built: `gameday/app:${versions.app}` },
    mysql: { pulled: "mysql:8.4", built: "gameday/mysql:9.7" },
    mariadb: { pulled: "mariadb:10.11", built: "gameday/mariadb:10.11" },
    toxiproxy: {
      pulled: `ghcr.io/shopify/toxiproxy:${versions.toxiproxy}`,
      built: `gameday/toxiproxy:${versions.toxiproxy}`,
    },
    k6: { pulled: `grafana/k6:${versions.k6}`, built: `gameday/k6:${versions.k6}` },
    postgres: { pulled: "postgres:15", built: "gameday/postgres:15" },
    redis: { pulled: "redis:7", built: "gameday/redis:7" },
    haproxy: { pulled: "haproxy:2.6", built: "gameday/haproxy:2.6" },
  };
}

/** The variable by which a user names the image of a part. */
export function imageVariable(part: ImagePart): string {
  return `GAMEDAY_IMAGE_${part.toUpperCase()}`;
}

/** The field by which a scenario names it. */
export function imageField(part: ImagePart): string {
  return `images.${part} of the scenario`;
}

/** The images that a scenario names. */
export type ScenarioImages = Readonly<Partial<Record<ImagePart, string | undefined>>>;

/** An image that was named by the operator or the scenario, and where. */
export interface NamedImage {
  readonly name: string;
  readonly by: string;
}

/** The image that was named for a part: by the operator, else by the scenario. */
export function namedImage(
  part: ImagePart,
  env: Env,
  images: ScenarioImages = {},
): NamedImage | undefined {
  const given = env[imageVariable(part)] ?? "";
  if (given !== "") return { name: given, by: imageVariable(part) };
  const name = images[part];
  return name === undefined ? undefined : { name, by: imageField(part) };
}

/**
 * Names to look for, the best first: the one that was named alone, or what is pulled and what is
 * built.
 */
export function imageNames(
  part: ImagePart,
  choice: ImageChoice,
  env: Env,
  images: ScenarioImages = {},
): readonly string[] {
  const named = namedImage(part, env, images);
  return named !== undefined
    ? [named.name]
    : [...(choice.pulled === undefined ? [] : [choice.pulled]), choice.built];
}

/** Is it of a repository that we take images from ourselves, in whatever version? */
export function isKnownImage(
  name: string,
  choices: Readonly<Record<ImagePart, ImageChoice>>,
): boolean {
  return Object.values(choices).some(({ pulled, built }) =>
    [pulled, built].some((ours) => ours !== undefined && repositoryOf(ours) === repositoryOf(name)),
  );
}

/** `ghcr.io/shopify/toxiproxy:2.12.0` → `ghcr.io/shopify/toxiproxy` */
function repositoryOf(name: string): string {
  return name.replace(/@.*$/, "").replace(/:[^/]*$/, "");
}

/** The first of the names that the engine has; undefined when it has none. */
export async function firstPresent(
  docker: Docker,
  names: readonly string[],
): Promise<string | undefined> {
  for (const name of names) if ((await imageLabels(docker, name)) !== undefined) return name;
  return undefined;
}

/** An image's labels; undefined when it is not there. */
export async function imageLabels(
  docker: Docker,
  name: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  try {
    const { Config } = await docker.getImage(name).inspect();
    // Engines of the last years leave the whole field out where there is nothing in it.
    return (Config as { Labels?: Record<string, string> | null } | undefined)?.Labels ?? {};
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
