/** A Docker runtime of its own labels, for tests; the images are those that drills use. */
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { imageSet } from "../../src/setup/image-set.ts";
import { programsFolder } from "../../src/setup/programs.ts";
import { setupImages } from "../../src/setup/images.ts";
import {
  createDockerRuntime,
  type DockerRuntime,
} from "../../src/runtime/docker/docker-runtime.ts";
import { findEngine, type Engine } from "../../src/runtime/docker/engine.ts";
import { firstPresent, imageNames, type ImagePart } from "../../src/runtime/docker/images.ts";
import { ofDrill } from "../../src/runtime/docker/labels.ts";
import { DrillNetworks } from "../../src/runtime/docker/networks.ts";
import type { DrillMark } from "../../src/runtime/drill-mark.ts";
import { choosePort } from "../../src/runtime/process/port.ts";
import { provided } from "../support/required.ts";
import { testMark } from "../support/test-mark.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface EngineForTests {
  readonly engine: Engine;
  readonly images: ReadonlyMap<ImagePart, string>;
}

/**
 * An engine with the images of these parts, or undefined with the reason printed; rejects instead
 * where GAMEDAY_REQUIRE names docker.
 */
export function engineForTests(parts: readonly ImagePart[]): Promise<EngineForTests | undefined> {
  return provided("docker", async () => {
    const engine = await findEngine();
    const images = new Map<ImagePart, string>();
    const choices = imageSet({ root });
    // The programs change with every edit; their image is built of them in two seconds.
    if (
      parts.includes("app") &&
      (await firstPresent(engine.docker, imageNames("node", choices.node, process.env))) !==
        undefined
    )
      await setupImages({ parts: ["app"], how: "auto", allowRemote: false, onStep: () => {} });
    for (const part of parts) {
      const found = await firstPresent(engine.docker, imageNames(part, choices[part], process.env));
      if (found === undefined)
        throw new Error(`no image for ${part}: gameday setup images ${part}`);
      images.set(part, found);
    }
    return { engine, images };
  });
}

export interface DockerStack {
  readonly runtime: DockerRuntime;
  readonly mark: DrillMark;
  readonly logDir: string;
  /** Containers, networks and volumes that carry the label. */
  readonly left: () => Promise<readonly string[]>;
  readonly remove: () => Promise<void>;
}

/** Makes one for components at these places; nothing is started. */
export function dockerStack(
  { engine, images }: EngineForTests,
  {
    places = ["a/a1/r1"],
    pickPort = () => choosePort("127.0.0.1"),
  }: { places?: readonly string[]; pickPort?: () => Promise<number> } = {},
): DockerStack {
  const home = mkdtempSync(join(tmpdir(), "gdd-"));
  const mark = testMark();
  const logDir = join(home, "logs");
  const runtime = createDockerRuntime({
    engine,
    mark,
    logDir,
    pickPort,
    networks: new DrillNetworks(engine.docker, mark, places),
    programFile: (name) =>
      name.includes("/")
        ? join(programsFolder({ root }), `${name}.ts`)
        : fileURLToPath(new URL(`../fixtures/${name}.ts`, import.meta.url)),
    baked: programsFolder({ root }),
    image: (part) => images.get(part) ?? `gameday/nowhere:${part}`,
  });
  const left = async (): Promise<readonly string[]> => {
    const filters = ofDrill(mark);
    const { docker } = engine;
    const [containers, networks, { Volumes }] = await Promise.all([
      docker.listContainers({ all: true, filters }),
      docker.listNetworks({ filters }),
      docker.listVolumes({ filters }),
    ]);
    return [
      ...containers.flatMap(({ Names }) => Names),
      ...networks.map(({ Name }) => Name),
      ...(Volumes ?? []).map(({ Name }) => Name),
    ];
  };
  return { runtime, mark, logDir, left, remove: () => rm(home, { recursive: true, force: true }) };
}
