/** Whether a scenario's programs and images may run here: confirmed once, and remembered. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { GamedayError } from "../../kernel/error.ts";
import type { Brought } from "../../stage/brought.ts";
import { refuseOthersRegister } from "../../register/own-register.ts";
import type { Paths } from "../../register/paths.ts";
import { replaceFile } from "../../register/replace-file.ts";

export interface TrustWish {
  /** `--trust` */
  readonly given: boolean;
  /** Asks the person at the terminal; undefined when there is none. */
  readonly ask?: ((text: string) => Promise<boolean>) | undefined;
}

/** Digests that were reviewed with the scenario: a line each, `sha256:…  mine.yaml: app.mjs`. */
export const trustFile = "gameday.trust";

/**
 * Writes the consent into the register. Called when the run begins, so that a refused command
 * leaves nothing behind.
 */
export type Remember = () => void;

const known: Remember = () => {};

/** Returns if the user has agreed to run these programs; else GD-C014, which names them. */
export async function demandTrust(
  paths: Pick<Paths, "state">,
  folder: string,
  { programs, digest }: Brought,
  wish: TrustWish,
): Promise<Remember> {
  if (remembered(paths).has(digest)) return known;
  const accepted: Remember = () => remember(paths, digest);
  const what = `this scenario brings programs: ${programs.join(", ")}`;
  if (wish.given || (wish.ask === undefined && reviewed(folder).has(digest))) return accepted;
  if (
    wish.ask !== undefined &&
    (await wish.ask(
      `${what}. They run on this machine with your rights. Do you trust their author?`,
    ))
  )
    return accepted;
  throw new GamedayError(
    "GD-C014",
    `${what}\nthey are in ${folder}, would run on this machine with your rights, and are not trusted yet`,
    {
      hint: `check them; if they may run: --trust\nfor runs without a terminal, commit the digest beside the scenario: gameday scenario trust FILE`,
    },
  );
}

/**
 * What to remember when the images may run: agreed by --trust, on the terminal, or once before.
 * Undefined when they may not.
 */
export async function trustsImages(
  paths: Pick<Paths, "state">,
  images: readonly string[],
  wish: TrustWish,
): Promise<Remember | undefined> {
  const keys = images.map((name) => `image:${name}`);
  if (keys.every((key) => remembered(paths).has(key))) return known;
  if (
    !wish.given &&
    (await wish.ask?.(
      `this scenario brings images: ${images.join(", ")}. Do you trust their author?`,
    )) !== true
  )
    return undefined;
  return () => keys.forEach((key) => remember(paths, key));
}

/**
 * Writes the digests beside the scenario, for runs without a terminal; lines of other scenarios
 * stay. Answers the file.
 */
export function writeTrust(folder: string, scenarioFile: string, all: readonly Brought[]): string {
  const file = join(folder, trustFile);
  const name = basename(scenarioFile);
  const others = existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter(
          (line) => line.trim() !== "" && !line.startsWith("#") && !line.includes(`  ${name}: `),
        )
    : [];
  const own = [
    ...new Set(all.map(({ programs, digest }) => `${digest}  ${name}: ${programs.join(", ")}`)),
  ];
  writeFileSync(
    file,
    "# Digests of the trusted programs beside these scenarios, written by: gameday " +
      "scenario trust " +
      `FILE\n${[...others, ...own].toSorted((a, b) => a.slice(71).localeCompare(b.slice(71))).join("\n")}\n`,
  );
  return file;
}

const registerFile = ({ state }: Pick<Paths, "state">): string => join(state, "trusted");

function remembered(paths: Pick<Paths, "state">): ReadonlySet<string> {
  refuseOthersRegister(paths.state);
  return linesOf(registerFile(paths));
}

function reviewed(folder: string): ReadonlySet<string> {
  return linesOf(join(folder, trustFile));
}

/** The first word of each line. */
function linesOf(file: string): ReadonlySet<string> {
  try {
    return new Set(
      readFileSync(file, "utf8")
        .split("\n")
        .map((line) => line.trim().split(/\s/)[0] ?? ""),
    );
  } catch {
    return new Set();
  }
}

/**
 * Consent that cannot be remembered is asked for again. If the state folder cannot be written, the
 * register, which needs it, reports that.
 */
function remember(paths: Pick<Paths, "state">, key: string): void {
  const before = [...remembered(paths)].filter((line) => line !== "" && line !== key);
  try {
    mkdirSync(paths.state, { recursive: true, mode: 0o700 });
    replaceFile(registerFile(paths), `${[...before, key].join("\n")}\n`, { mode: 0o600 });
  } catch (error) {
    if (!isSystemCall(error)) throw error;
  }
}

const isSystemCall = (error: unknown): boolean => error instanceof Error && "syscall" in error;
