import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { GamedayError } from "../../../kernel/error.ts";
import { answersGet, servicePlace } from "../../service-place.ts";
import type { ComponentSpec } from "../../runtime.ts";
import type { ContainerPlan, PlanKind } from "../container-plan.ts";
import type { TarFile } from "../tar.ts";

export interface ServiceOptions {
  /** An image that runs Node and holds our programs at `/app/programs`. */
  readonly image: string;
  /** Absolute path of the program's file on this machine. */
  readonly file: string;
  /** The folder on this machine that the image's `/app/programs` was made of. */
  readonly baked: string;
}

const port = 8080;
const MiB = 2 ** 20;
/** The limit for a user's program and the files in its folder. */
const mostBytes = 8 * MiB;

/**
 * A program of the stack in a container: one of ours is in the image, any other is put into it with
 * the folder that it lies in.
 */
function servicePlan(spec: ComponentSpec, { image, file, baked }: ServiceOptions): ContainerPlan {
  const within = relative(baked, file);
  const ours = !within.startsWith("..") && !within.startsWith(sep);
  return {
    image,
    entrypoint: ["node"],
    command: () => [
      ours ? `/app/programs/${within.split(sep).join("/")}` : `/app/own/${basename(file)}`,
    ],
    env: {
      GAMEDAY_COMPONENT: servicePlace(spec, { host: "0.0.0.0", port }),
      NODE_ENV: "production",
    },
    user: "1000:1000",
    unprivileged: true,
    port,
    files: ours ? [] : folderFiles(dirname(file), "app/own"),
    bounded: { "/tmp": 64 * MiB },
    memoryBytes: 512 * MiB,
    healthy: (doors) => answersGet(doors, spec.health.path),
    settle: async () => ({ detail: `${spec.program ?? spec.component} (${image})` }),
    endsWithinMs: 5_000,
  };
}

/**
 * A folder's files as they go into a container, without what starts with a dot and without
 * node_modules.
 */
function folderFiles(folder: string, into: string): readonly TarFile[] {
  const files: TarFile[] = [];
  let bytes = 0;
  const walk = (path: string, name: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
      const at = join(path, entry.name);
      if (entry.isDirectory()) walk(at, `${name}/${entry.name}`);
      if (!entry.isFile()) continue;
      bytes += statSync(at).size;
      if (bytes > mostBytes)
        throw new GamedayError(
          "GD-S003",
          `${folder} holds more than ${mostBytes / MiB} MiB: too much to copy into a container`,
          { hint: "move the program to its own folder" },
        );
      files.push({ name: `${name}/${entry.name}`, data: readFileSync(at) });
    }
  };
  walk(folder, into);
  return files;
}

export const service: PlanKind = async (spec, { image, programFile, baked }) => {
  if (spec.program === undefined)
    throw new Error(`docker runtime: the service ${spec.id} has no program`);
  return servicePlan(spec, { image: image("app"), file: programFile(spec.program), baked });
};
