import { randomBytes } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { GamedayError } from "../../../kernel/error.ts";
import { unpackPackages, type UnpackOptions } from "../../../mysql/server/packages.ts";
import { isDebianLike, thisSystem } from "../../../mysql/server/system.ts";
import {
  inspectUnpacked,
  unpackedFolder,
  type DistroProgram,
  type FoundProgram,
} from "./program.ts";

/**
 * Unpacks the distribution's packages of a program into our cache; GD-E004 with what to type where
 * that is not possible.
 */
export async function unpackProgram(
  what: DistroProgram,
  cacheDir: string,
  options: UnpackOptions = {},
): Promise<FoundProgram> {
  const system = await thisSystem();
  if (!isDebianLike(system))
    throw new GamedayError(
      "GD-E004",
      `Gameday cannot unpack ${what.name} by itself on ${system.name}`,
      { hint: `${what.install}, or put it on PATH` },
    );
  const place = unpackedFolder(cacheDir, what);
  const work = `${place}.unpacking-${process.pid}-${randomBytes(4).toString("hex")}`;
  await mkdir(dirname(place), { recursive: true });
  try {
    await mkdir(work);
    const none = (said: string): GamedayError =>
      new GamedayError("GD-E004", `apt offers no ${what.packages.join(", ")}\n${said}`, {
        hint: "check the network and /etc/apt/sources.list",
      });
    const root = await unpackPackages(
      work,
      { what: what.name, choices: [what.packages], none },
      options,
    );
    const tried: string[] = [];
    if ((await inspectUnpacked(what, root, tried)) === undefined)
      throw new GamedayError(
        "GD-E004",
        `${what.name} was unpacked but does not run\n${tried.join("\n")}`,
        { hint: what.install },
      );
    await rm(place, { recursive: true, force: true });
    await rename(root, place);
    const found = await inspectUnpacked(what, place, tried);
    if (found === undefined)
      throw new Error(`unpack: ${what.name} ran in ${root} and not in ${place}`);
    return found;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
