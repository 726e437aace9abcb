import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { GamedayError } from "../../kernel/error.ts";
import { ownContainers, type SeenContainer } from "../../stage/own-containers.ts";
import { checkScenario } from "../../scenario/parse.ts";
import { needsOfEnvironment } from "../../survey/compose-file.ts";
import { confirmed, firstTest } from "../../survey/first-test.ts";
import { firstFault, possibleDoors } from "../../survey/guess.ts";
import { healthAddress, type Naming, type Need, type Sighting } from "../../survey/sighting.ts";
import { answeringDoor } from "./answering-door.ts";
import { composeFilesIn, readComposeProject } from "./compose-project.ts";
import { catalog } from "./catalog.ts";
import { shownFrom } from "../../register/paths.ts";

export interface InitWish {
  /** Where to look for a compose file, and where `gameday/first.yaml` goes. */
  readonly folder: string;
  readonly compose: string | undefined;
  readonly containers: readonly string[];
  /** Overwrite what is there. */
  readonly force: boolean;
}

export interface InitDone {
  /** Absolute. */
  readonly file: string;
  readonly text: string;
  /** What was found and taken, a sentence each. */
  readonly found: readonly string[];
  readonly next: readonly string[];
}

/** What was looked at. */
interface Survey {
  readonly services: readonly Sighting[];
  readonly naming: Naming;
  readonly running: boolean;
  /** Where it was found. */
  readonly where: string;
}

/**
 * Looks at a compose file or at running containers and writes a first Test for them. Touches
 * nothing but its own file.
 */
export async function init(wish: InitWish): Promise<InitDone> {
  const file = join(wish.folder, "gameday", "first.yaml");
  if (existsSync(file) && !wish.force)
    throw new GamedayError("GD-C001", `${shown(file)} already exists`, {
      hint: "use --force to overwrite it",
    });
  const survey = await look(wish);
  const doors = possibleDoors(survey.services);
  const seen = survey.running ? await answeringDoor(doors) : undefined;
  const door = seen?.door ?? doors[0];
  if (door === undefined) {
    throw new GamedayError(
      "GD-E013",
      `nothing of ${survey.where} publishes a port that users could connect to`,
      { hint: 'publish it on this machine, in the compose file: ports: ["127.0.0.1:8080:80"]' },
    );
  }
  const fault = firstFault(survey.services, door);
  const text = firstTest({
    services: survey.services,
    naming: survey.naming,
    door,
    fault,
    file: shown(file),
  });
  const [mistake] = checkScenario(text, shown(file), catalog).errors;
  if (mistake !== undefined)
    throw new Error(`init: it would write an invalid scenario: ${mistake.message}`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  const confirm = confirmed(survey.naming, door, fault);
  return {
    file,
    text,
    found: [
      `${survey.where}: ${survey.services.map(({ name }) => name).join(", ")}`,
      `users connect to ${door.service.name}, port ${door.port}, ${door.path}${door.tls === true ? ", by TLS" : ""}${seen?.answers === true ? ` (answers ${door.status} now)` : ""}`,
      ...(seen?.answers === false
        ? [
            `there is no response now; that the Test expects ${door.status} is a guess: the Test starts only once that is true`,
          ]
        : []),
      ...(door.tls === true
        ? [
            "the Test accepts any certificate (insecure: true); to check it, set ca and servername instead: docs/your-own-system.md",
          ]
        : []),
      `the Test: ${fault.fault} ${fault.service.name}; ${fault.why}`,
    ],
    next: [
      ...(survey.running ? [] : ["docker compose up --wait --detach"]),
      `gameday run ${shown(file)} --allow-target ${confirm} --dry-run`,
      `gameday run ${shown(file)} --allow-target ${confirm}`,
    ],
  };
}

const shown = (file: string): string => {
  const short = shownFrom(process.cwd(), file);
  return isAbsolute(short) ? short : `./${short}`;
};

async function look({ folder, compose, containers }: InitWish): Promise<Survey> {
  const files =
    compose === undefined ? composeFilesIn(folder, process.env) : [resolve(folder, compose)];
  if (containers.length === 0 && files.length > 0) return lookAtFiles(files);
  const all = await ownContainers();
  if (containers.length > 0) return lookAtNamed(all, containers);
  return lookAtRunning(all, folder);
}

/** The files say what there is; the engine, where it answers, says better how it runs. */
async function lookAtFiles(files: readonly string[]): Promise<Survey> {
  const { name, services, by } = await readComposeProject(files, process.env, shown);
  const all = await ownContainers().catch(() => []);
  const started = all.find(
    ({ composeFiles, project }) =>
      project !== undefined && files.some((file) => composeFiles.includes(file)),
  )?.project;
  const project = started ?? name;
  const own = all.filter((one) => one.project === project && one.running);
  const where = `${files.map(shown).join(" and ")}${by === "compose" ? ", as docker compose reads it" : ""}`;
  return {
    services: own.length > 0 ? merged(services, own) : services,
    naming: { project },
    running: own.length > 0,
    where,
  };
}

function merged(
  services: readonly Sighting[],
  containers: readonly SeenContainer[],
): readonly Sighting[] {
  return services.flatMap((service) => {
    const container = containers.find((one) => one.service === service.name);
    return container === undefined
      ? []
      : [
          {
            ...sightingOf(container, service.name),
            image: service.image || container.image,
            needs: service.needs,
            ends: service.ends,
          },
        ];
  });
}

function lookAtNamed(all: readonly SeenContainer[], names: readonly string[]): Survey {
  const found = names.map((name) => {
    const container = all.find((one) => one.name === name);
    if (container === undefined)
      throw new GamedayError("GD-E013", `there is no container "${name}"`, {
        hint: `there are: ${all.map((one) => one.name).join(", ") || "none"}`,
      });
    return container;
  });
  return {
    services: withNeeds(found.map((container) => [container.name, container])),
    naming: { containers: true },
    running: found.every(({ running }) => running),
    where: "these containers",
  };
}

/** The one compose project that runs here. */
function lookAtRunning(all: readonly SeenContainer[], folder: string): Survey {
  const running = all.filter((one) => one.running);
  const projects = [...new Set(running.flatMap(({ project }) => project ?? []))].toSorted();
  const [project] = projects;
  if (project === undefined || projects.length > 1) {
    const hint =
      projects.length > 1
        ? `these projects run: ${projects.join(", ")}; change to the folder of one, or gameday init --compose FILE`
        : `gameday init --container NAME uses containers that have no compose file; running: ${running.map(({ name }) => name).join(", ") || "none"}`;
    throw new GamedayError(
      "GD-E013",
      `no compose file in ${shown(folder)}, and ${projects.length > 1 ? "several compose projects run" : "no compose project runs"}`,
      { hint },
    );
  }
  const own = running.filter((one) => one.project === project);
  const services = [
    ...new Map(own.map((container) => [container.service ?? container.name, container])),
  ];
  return {
    services: withNeeds(services),
    naming: { project },
    running: true,
    where: `the compose project "${project}", which runs`,
  };
}

/**
 * Containers under the names that they go by here, with what each needs: as compose wrote it on
 * them, and by their environment.
 */
function withNeeds(containers: readonly (readonly [string, SeenContainer])[]): readonly Sighting[] {
  const names = containers.flatMap(([name, { service }]) => [
    name,
    ...(service === undefined ? [] : [service]),
  ]);
  const byService = new Map(
    containers.flatMap(
      ([name, { service }]) =>
        [[name, name], ...(service === undefined ? [] : [[service, name] as const])] as const,
    ),
  );
  const completed = new Set(
    containers.flatMap(([, { needs }]) =>
      needs.flatMap(({ service, completed: ended }) => (ended ? [byService.get(service)] : [])),
    ),
  );
  return containers.map(([name, container]) => {
    const environment = container.environment.map((pair): readonly [string, string] => [
      pair.split("=")[0] ?? "",
      pair.split("=").slice(1).join("="),
    ]);
    const told = [
      ...container.needs.map(({ service }): Need => ({ on: service, how: "depends_on" })),
      ...needsOfEnvironment(environment, names),
    ];
    const needs = told.flatMap(({ on, how }): readonly Need[] => {
      const known = byService.get(on);
      return known === undefined || known === name ? [] : [{ on: known, how }];
    });
    return {
      ...sightingOf(container, name),
      needs: needs.filter(({ on }, index) => needs.findIndex((other) => other.on === on) === index),
      ends: completed.has(name),
    };
  });
}

function sightingOf(
  { image, ports, healthCheck, restarts, keeps, mortal }: SeenContainer,
  name: string,
): Omit<Sighting, "needs" | "ends"> {
  return {
    name,
    image,
    ports: ports.map(({ inside, outside, fleeting }) => ({
      inside,
      outside: fleeting ? undefined : outside,
    })),
    health: healthAddress(healthCheck),
    restarts: mortal ? restarts : undefined,
    keeps,
  };
}
