import { randomBytes } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GamedayError } from "../../../kernel/error.ts";
import { openApt } from "../../../mysql/server/apt.ts";
import { lastLines, runCommand } from "../../../mysql/server/command.ts";
import type { Step } from "../../../mysql/server/server.ts";
import { isDebianLike, thisSystem } from "../../../mysql/server/system.ts";
import { inspectUnpacked, unpackedFolder, type DistroProgram, type FoundProgram } from "./program.ts";

export interface UnpackOptions {
  readonly signal?: AbortSignal;
  readonly onStep?: (step: Step) => void;
}

/** Unpacks the distribution's packages of a program into our cache; GD-E004 with what to type where that is not possible. */
export async function unpackProgram(what: DistroProgram, cacheDir: string, { signal, onStep }: UnpackOptions = {}): Promise<FoundProgram> {
  const system = await thisSystem();
  if (!isDebianLike(system)) throw new GamedayError("GD-E004", `Gameday cannot unpack ${what.name} by itself on ${system.name}`, { hint: `${what.install}, or put it on PATH` });
  const place = unpackedFolder(cacheDir, what);
  const work = `${place}.unpacking-${process.pid}-${randomBytes(4).toString("hex")}`;
  await mkdir(dirname(place), { recursive: true });
  try {
    await mkdir(work);
    const root = join(work, "root");
    await fetchInto(root, work, what, { ...(signal === undefined ? {} : { signal }), ...(onStep === undefined ? {} : { onStep }) });
    const tried: string[] = [];
    if ((await inspectUnpacked(what, root, tried)) === undefined) throw new GamedayError("GD-E004", `${what.name} was unpacked and does not run\n${tried.join("\n")}`, { hint: what.install });
    await rm(place, { recursive: true, force: true });
    await rename(root, place);
    const found = await inspectUnpacked(what, place, tried);
    if (found === undefined) throw new Error(`unpack: ${what.name} ran in ${root} and not in ${place}`);
    return found;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function fetchInto(root: string, work: string, { name, packages: wanted }: DistroProgram, { signal, onStep }: UnpackOptions): Promise<void> {
  const apt = await openApt(work, signal);
  onStep?.({ title: "ask the distribution what there is", state: "start" });
  const said = await apt.update((fraction) => onStep?.({ title: "ask the distribution what there is", state: "progress", fraction }));
  const packages = await apt.resolve(wanted);
  if (packages === undefined) throw new GamedayError("GD-E004", `apt offers no ${wanted.join(", ")}\n${said}`, { hint: "check the network and /etc/apt/sources.list" });
  onStep?.({ title: "ask the distribution what there is", state: "done", detail: "package lists, kept apart from the system's" });
  const title = `download ${name}`;
  onStep?.({ title, state: "start" });
  const files = await apt.download(packages, (fraction) => onStep?.({ title, state: "progress", fraction }));
  onStep?.({ title, state: "done", detail: `${packages.length} packages, ${(packages.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1)} MB` });
  await mkdir(root);
  for (const file of files) {
    const { code, stderr } = await runCommand("dpkg-deb", ["-x", file, root], signal === undefined ? {} : { signal });
    if (code !== 0) throw new GamedayError("GD-E004", `${file} cannot be unpacked\n${lastLines(stderr)}`);
  }
}
