import { execFile, spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Engine } from "../runtime/docker/engine.ts";
import { imageLabels } from "../runtime/docker/images.ts";
import { importImage } from "../runtime/docker/make-image.ts";
import { GamedayError } from "../kernel/error.ts";
import type { Step } from "../mysql/server/server.ts";
import type { Paths } from "../register/paths.ts";

/** What all our own builds stand on. */
export const baseImage = "gameday/base:bookworm";

/**
 * Makes the base of Debian's packages alone, where no image can be pulled; GD-E003 with what it
 * takes when that is not here.
 */
export async function makeBaseImage(
  { docker }: Engine,
  paths: Paths,
  onStep: (step: Step) => void,
): Promise<void> {
  const title = `build ${baseImage}`;
  if ((await imageLabels(docker, baseImage)) !== undefined) return;
  onStep({ title, state: "start", detail: "Debian bookworm by debootstrap, about a minute" });
  const folder = join(paths.cache, "images", `base-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    await promisify(execFile)("debootstrap", ["--variant=minbase", "bookworm", folder], {
      maxBuffer: 2 ** 24,
    }).catch((error: unknown) => {
      const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
      const output =
        error instanceof Error && "stdout" in error
          ? String(error.stdout).trim().split("\n").slice(-3).join("\n")
          : "";
      throw new GamedayError(
        "GD-E003",
        missing
          ? "debootstrap, which builds the images, is not installed"
          : `debootstrap failed\n${output}`,
        {
          hint: missing
            ? "as root on Debian or Ubuntu: apt-get install debootstrap; or pull the images: gameday setup images --pull"
            : "debootstrap needs root; or pull the images: gameday setup images --pull",
          cause: error,
        },
      );
    });
    onStep({ title, state: "progress", detail: "into the engine" });
    const archive = spawn(
      "tar",
      [
        "--numeric-owner",
        "--exclude=./var/cache/apt/archives/*.deb",
        "--exclude=./var/lib/apt/lists/*",
        "-C",
        folder,
        "-c",
        ".",
      ],
      { stdio: ["ignore", "pipe", "ignore"] },
    );
    await importImage(docker, archive.stdout, baseImage);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  onStep({ title, state: "done" });
}
