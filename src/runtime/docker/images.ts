/** Which image stands for which part: the user's word, else one that everybody can pull, else our own build of the same. */
import type Docker from "dockerode";
import { isMissing } from "./refusal.ts";

export type ImagePart = "node" | "app" | "mysql" | "mariadb" | "toxiproxy" | "k6" | "redis" | "haproxy";

export interface ImageChoice {
  /** What the name is pulled under; none where nobody publishes it. */
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
    toxiproxy: { pulled: `ghcr.io/shopify/toxiproxy:${versions.toxiproxy}`, built: `gameday/toxiproxy:${versions.toxiproxy}` },
    k6: { pulled: `grafana/k6:${versions.k6}`, built: `gameday/k6:${versions.k6}` },
    redis: { pulled: "redis:7", built: "gameday/redis:7" },
    haproxy: { pulled: "haproxy:2.6", built: "gameday/haproxy:2.6" },
  };
}

/** The variable by which a user names the image of a part. */
export function imageVariable(part: ImagePart): string {
  return `GAMEDAY_IMAGE_${part.toUpperCase()}`;
}

/** Names to look for, the best first: the one that the user gave alone, or what is pulled and what is built. */
export function imageNames(part: ImagePart, choice: ImageChoice, env: Env): readonly string[] {
  const named = env[imageVariable(part)] ?? "";
  return named !== "" ? [named] : [...(choice.pulled === undefined ? [] : [choice.pulled]), choice.built];
}

/** The first of the names that the engine has; undefined when it has none. */
export async function firstPresent(docker: Docker, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) if (await imageLabels(docker, name) !== undefined) return name;
  return undefined;
}

/** An image's labels; undefined when it is not there. */
export async function imageLabels(docker: Docker, name: string): Promise<Readonly<Record<string, string>> | undefined> {
  try {
    const { Config } = await docker.getImage(name).inspect();
    // Engines of the last years leave the whole field out where there is nothing in it.
    return (Config as { Labels?: Record<string, string> | null } | undefined)?.Labels ?? {};
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
