/**
 * The distribution's packages in a folder of ours: no root, no service, nothing outside the folder.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { GamedayError } from "../../kernel/error.ts";
import { openApt, type Apt, type AptPackage } from "./apt.ts";
import { lastLines, runCommand } from "./command.ts";
import type { Step } from "./server.ts";

export interface UnpackOptions {
  readonly signal?: AbortSignal;
  readonly onStep?: (step: Step) => void;
}

export interface WantedPackages {
  /** What they hold, in a step's title: `download the server`. */
  readonly what: string;
  /** Names by release: the first set that apt has is taken. */
  readonly choices: readonly (readonly string[])[];
  /** When it has none of them; `said` is apt's own answer. */
  readonly none: (said: string) => GamedayError;
}

/**
 * Downloads packages and what they need beyond what the system has, and unpacks them into a folder
 * `root` in `work`, which is answered. GD-E003 when that fails.
 */
export async function unpackPackages(
  work: string,
  { what, choices, none }: WantedPackages,
  { signal, onStep }: UnpackOptions,
): Promise<string> {
  const apt = await openApt(work, signal);
  const said = await step("query the distribution's packages", onStep, async (progress) => ({
    result: await apt.update((fraction) => progress({ fraction })),
    detail: "package lists, separate from the system's",
  }));
  const packages = await chosen(apt, choices);
  if (packages === undefined) throw none(said);
  const size = `${(packages.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1)} MB`;
  const files = await step(`download ${what}`, onStep, async (progress) => {
    const all = await apt.download(packages, (fraction) => progress({ fraction, detail: size }));
    return { result: all, detail: `${packages.length} packages, ${size}` };
  });
  const root = join(work, "root");
  await mkdir(root);
  await step("unpack", onStep, async (progress) => {
    for (const [index, file] of files.entries()) {
      const { code, stderr } = await runCommand(
        "dpkg-deb",
        ["-x", file, root],
        signal === undefined ? {} : { signal },
      );
      if (code !== 0)
        throw new GamedayError("GD-E003", `${file} cannot be unpacked\n${lastLines(stderr)}`);
      progress({ fraction: (index + 1) / files.length, detail: packages[index]?.name ?? "" });
    }
    return { result: undefined, detail: `${files.length} packages` };
  });
  return root;
}

async function chosen(
  apt: Apt,
  choices: WantedPackages["choices"],
): Promise<readonly AptPackage[] | undefined> {
  for (const names of choices) {
    const packages = await apt.resolve(names);
    if (packages?.some(({ name }) => name === names[0])) return packages;
  }
  return undefined;
}

type Progress = (more: { fraction?: number; detail?: string }) => void;

/** Reports the start, the progress and the outcome of the work. */
export async function step<T>(
  title: string,
  onStep: UnpackOptions["onStep"],
  work: (progress: Progress) => Promise<{ result: T; detail: string }>,
): Promise<T> {
  onStep?.({ title, state: "start" });
  const { result, detail } = await work((more) => onStep?.({ title, state: "progress", ...more }));
  onStep?.({ title, state: "done", detail });
  return result;
}
