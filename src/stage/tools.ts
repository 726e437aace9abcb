import { GamedayError } from "../kernel/error.ts";
import { findK6, type FoundK6 } from "../load/k6-find.ts";
import { firstPresent, imageNames } from "../runtime/docker/images.ts";
import type { Scenario } from "../plan/plan.ts";
import { findProxyServer, type ProxyChoice } from "../proxy/find.ts";
import { describeProxy } from "../proxy/launch.ts";
import type { DockerChoice } from "./choose-images.ts";
import { imageSet } from "../setup/image-set.ts";
import type { Paths } from "../register/paths.ts";
import { toolsFolder } from "../setup/tools.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** Who sends the load. */
export type LoadChoice =
  | { readonly driver: "simulated" }
  | { readonly driver: "builtin"; readonly why: string }
  | {
      readonly driver: "k6";
      readonly k6: FoundK6;
      readonly why: string;
      /** Its image, where it runs beside the stack. */ readonly image?: string;
    };

/** The fault proxy is a container among those of the stack. */
export interface ContainerProxy {
  readonly kind: "container";
  readonly image: string;
}

/** The parts of a drill that may be the user's own tools or ours. */
export interface Tools {
  readonly load: LoadChoice;
  /** Undefined when the stack has no links. */
  readonly proxy: ProxyChoice | ContainerProxy | undefined;
}

/** A simulation needs none. */
export const simulatedTools: Tools = { load: { driver: "simulated" }, proxy: undefined };

export interface ToolWish {
  /** `auto`, `builtin` or `k6`. */
  readonly load: string;
  /** A path, or `embedded`. */
  readonly proxy: string | undefined;
}

/**
 * Picks the load driver and the proxy server of a drill; GD-L001, GD-E004 or GD-C001 when what was
 * asked for cannot be had.
 */
export async function chooseTools(
  paths: Paths,
  scenario: Scenario,
  wish: ToolWish,
  env: Env = process.env,
  docker?: DockerChoice,
): Promise<Tools> {
  const load = await chooseLoad(paths, scenario, wish.load, env, docker);
  if (Object.keys(scenario.links).length === 0) return { load, proxy: undefined };
  return {
    load,
    proxy:
      docker === undefined
        ? await chooseProxy(paths, wish.proxy, env)
        : containerProxy(docker, wish.proxy),
  };
}

/** Containers reach only what is in their own network. */
function containerProxy({ images }: DockerChoice, wanted: string | undefined): ContainerProxy {
  const image = images.get("toxiproxy");
  if (image === undefined) throw new Error("tools: no image was chosen for the fault proxy");
  if (wanted !== undefined && wanted !== "" && wanted !== "auto")
    throw new GamedayError(
      "GD-C001",
      `--proxy ${wanted} is a program on this machine, which containers cannot reach`,
      {
        hint: "omit --proxy, or choose another image: GAMEDAY_IMAGE_TOXIPROXY; or --runtime process",
      },
    );
  return { kind: "container", image };
}

/**
 * The proxy server: the one asked for here or by GAMEDAY_TOXIPROXY, else the embedded one, for it
 * alone counts what each fault did.
 * `toxiproxy` is the original, from PATH or our cache; GD-E004 when that is not there.
 */
export async function chooseProxy(
  paths: Paths,
  wanted: string | undefined,
  env: Env = process.env,
): Promise<ProxyChoice> {
  const named = wanted ?? env["GAMEDAY_TOXIPROXY"];
  if (named === undefined || named === "" || named === "auto")
    return {
      ...(await findProxyServer({ explicit: "embedded" })),
      reason: "it counts the effect of each fault; --proxy toxiproxy selects the original",
    };
  if (named !== "toxiproxy") return findProxyServer({ explicit: named });
  const original = await findProxyServer({ path: env["PATH"] ?? "", cacheDir: toolsFolder(paths) });
  if (original.kind === "toxiproxy") return original;
  throw new GamedayError("GD-E004", [original.reason, ...original.passedOver].join("\n  "), {
    hint: "gameday setup tools builds it where Go is found; or leave --proxy out",
  });
}

async function chooseLoad(
  paths: Paths,
  { load, images }: Scenario,
  wanted: string,
  env: Env,
  docker: DockerChoice | undefined,
): Promise<LoadChoice> {
  const scripted = Object.values(load.flows).find(
    ({ journey }) => load.journeys[journey]?.script !== undefined,
  )?.journey;
  if (wanted === "builtin" && scripted !== undefined)
    throw new GamedayError(
      "GD-C001",
      `the journey "${scripted}" is a k6 script, which the built-in driver cannot run`,
      { hint: "--load k6" },
    );
  if (wanted !== "k6" && scripted === undefined)
    return {
      driver: "builtin",
      why: wanted === "builtin" ? "it was asked for" : "it needs no setup; --load k6 selects k6",
    };
  const why =
    wanted === "k6" ? "it was asked for" : `the journey "${scripted ?? ""}" is a k6 script`;
  const contained =
    docker === undefined || scripted !== undefined
      ? undefined
      : await containerK6(paths, docker, images, env);
  if (contained !== undefined) return { driver: "k6", k6: contained, image: contained.path, why };
  const k6 = await findK6({ env, cacheDir: toolsFolder(paths) });
  return { driver: "k6", k6, why };
}

/**
 * k6 in a container beside the stack's: where GAMEDAY_K6 says `container`, or no program is found
 * and the image is there.
 */
async function containerK6(
  paths: Paths,
  { engine }: DockerChoice,
  images: Scenario["images"],
  env: Env,
): Promise<FoundK6 | undefined> {
  const asked = env["GAMEDAY_K6"] === "container";
  if (
    !asked &&
    (await findK6({ env, cacheDir: toolsFolder(paths) }).then(
      () => true,
      () => false,
    ))
  )
    return undefined;
  const names = imageNames("k6", imageSet(paths).k6, env, images);
  const image = await firstPresent(engine.docker, names);
  if (image === undefined && asked)
    throw new GamedayError("GD-E010", `no image of k6: ${names.join(" or ")}`, {
      hint: "gameday setup images k6",
    });
  return image === undefined
    ? undefined
    : { path: image, version: image.split(":")[1] ?? "", why: "in a container" };
}

/** What was chosen and why, a sentence each. */
export function describeTools({ load, proxy }: Tools): readonly string[] {
  if (load.driver === "simulated") return ["load and links are simulated"];
  const driver =
    load.driver === "builtin"
      ? "the built-in driver"
      : `k6 ${load.k6.version} (${load.k6.path}, ${load.k6.why})`;
  return [
    `load by ${driver}: ${load.why}`,
    ...(proxy === undefined
      ? []
      : [
          `links through ${proxy.kind === "container" ? `Toxiproxy in a container (${proxy.image})` : describeProxy(proxy)}`,
        ]),
  ];
}
