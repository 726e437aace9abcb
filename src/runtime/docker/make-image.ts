import { Readable } from "node:stream";
import type Docker from "dockerode";
import { GamedayError } from "../../kernel/error.ts";
import { engineText } from "./refusal.ts";
import { tar, type TarFile } from "./tar.ts";

/** How far a pull or a build is. */
export interface ImageProgress {
  readonly text: string;
  /** 0 to 1, where it is known. */
  readonly fraction?: number;
}

export interface BuildRequest {
  readonly name: string;
  /** The Dockerfile and all that it copies. */
  readonly files: readonly TarFile[];
  readonly args?: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly onProgress: (progress: ImageProgress) => void;
}

/**
 * Builds an image with the engine's own builder; GD-E003 with the end of its output when it fails.
 */
export async function buildImage(
  docker: Docker,
  { name, files, args = {}, labels, onProgress }: BuildRequest,
): Promise<void> {
  const lines: string[] = [];
  let step = "";
  try {
    const stream = await docker.buildImage(Readable.from([tar(files)]), {
      t: name,
      buildargs: { ...args },
      labels: { ...labels },
      forcerm: true,
    });
    await followed(docker, stream, ({ stream: text = "" }) => {
      lines.push(text.trimEnd());
      const [whole, at, of] = /^Step (\d+)\/(\d+)/.exec(text) ?? [];
      if (whole !== undefined)
        onProgress({
          text: (step = text.trim().slice(0, 70)),
          fraction: (Number(at) - 1) / Number(of),
        });
    });
  } catch (error) {
    throw new GamedayError(
      "GD-E003",
      `building ${name} failed at ${step || "its first step"}: ${engineText(error)}\n${lines.filter(Boolean).slice(-12).join("\n")}`,
      { cause: error },
    );
  }
}

/** Pulls an image; throws the engine's own error. */
export async function pullImage(
  docker: Docker,
  name: string,
  onProgress: (progress: ImageProgress) => void,
): Promise<void> {
  const layers = new Map<string, { current: number; total: number }>();
  await followed(docker, await docker.pull(name), ({ id = "", status = "", progressDetail }) => {
    if (progressDetail?.total !== undefined && status === "Downloading")
      layers.set(id, { current: progressDetail.current ?? 0, total: progressDetail.total });
    const sum = [...layers.values()].reduce(
      (all, { current, total }) => ({ current: all.current + current, total: all.total + total }),
      { current: 0, total: 0 },
    );
    onProgress(
      sum.total === 0
        ? { text: status }
        : {
            text: `${Math.round(sum.current / 1e6)} of ${Math.round(sum.total / 1e6)} MB`,
            fraction: sum.current / sum.total,
          },
    );
  });
}

/** Makes an image of a root file system that comes as a tar stream. */
export async function importImage(
  docker: Docker,
  rootfs: NodeJS.ReadableStream,
  name: string,
): Promise<void> {
  const [repo = name, tag = "latest"] = name.split(":");
  const stream: unknown = await docker.importImage(rootfs, { repo, tag });
  await followed(docker, stream as NodeJS.ReadableStream, () => {});
}

interface Item {
  readonly id?: string;
  readonly status?: string;
  readonly stream?: string;
  readonly error?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
}

/** The engine responds 200 immediately and reports a failure in the stream. */
function followed(
  docker: Docker,
  stream: NodeJS.ReadableStream,
  onItem: (item: Item) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let trouble: string | undefined;
    const item = (one: Item): void => {
      trouble ??= one.error;
      onItem(one);
    };
    docker.modem.followProgress(
      stream,
      (error: Error | null) => {
        if (error !== null) reject(error);
        else if (trouble !== undefined) reject(new Error(trouble));
        else resolve();
      },
      item,
    );
  });
}
