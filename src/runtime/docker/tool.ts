import { PassThrough } from "node:stream";
import type Docker from "dockerode";
import type { DrillMark } from "../drill-mark.ts";
import { labelsOf, nameOf } from "./labels.ts";
import { ended } from "./logs.ts";
import { engineText, unless } from "./refusal.ts";
import { tar, type TarFile } from "./tar.ts";

export interface ToolRequest {
  /** Part of the container's name. */
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly files: readonly TarFile[];
  readonly workDir: string;
  /** The network that it is on. */
  readonly network: string | Promise<string>;
}

/**
 * A program in a container of its own beside the stack, whose output is read and which is ended as
 * a process is.
 */
export interface Tool {
  readonly stdout: PassThrough;
  readonly stderr: PassThrough;
  kill(signal: "SIGINT" | "SIGKILL"): void;
  /** When it is gone and its output has been read to the end. */
  readonly ended: Promise<
    { readonly code: number | null; readonly signal: null } | { readonly problem: string }
  >;
}

const GiB = 2 ** 30;

/** Starts a tool; the container removes itself, and goes with the drill's label if that fails. */
export function startTool(docker: Docker, mark: DrillMark, request: ToolRequest): Tool {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  let killed: "SIGINT" | "SIGKILL" | undefined;
  let container: Docker.Container | undefined;
  const send = (signal: "SIGINT" | "SIGKILL"): void =>
    void container?.kill({ signal }).catch(() => {});
  const run = async (): Promise<number | null> => {
    const made = await docker.createContainer(optionsOf(mark, request, await request.network));
    try {
      await made.putArchive(tar(request.files), { path: "/" });
      const stream = await made.attach({ stream: true, stdout: true, stderr: true });
      made.modem.demuxStream(stream, stdout, stderr);
      const read = ended(stream);
      if (killed === "SIGKILL") return null;
      await made.start();
      container = made;
      // It was asked to end while it was being made.
      if (killed !== undefined) send(killed);
      const { StatusCode } = (await made.wait()) as { StatusCode: number };
      await read;
      return StatusCode;
    } finally {
      await unless([404, 409], made.remove({ force: true, v: true })).catch(() => {});
    }
  };
  const gone = run()
    .then(
      (code) => ({ code, signal: null }),
      (error: unknown) => ({ problem: engineText(error) }),
    )
    .finally(() => {
      stdout.end();
      stderr.end();
    });
  return {
    stdout,
    stderr,
    ended: gone,
    kill: (signal) => {
      killed = signal;
      send(signal);
    },
  };
}

function optionsOf(
  mark: DrillMark,
  { name, image, command, env, workDir }: ToolRequest,
  network: string,
): Docker.ContainerCreateOptions {
  return {
    name: nameOf(mark, name),
    Image: image,
    Cmd: [...command],
    Env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
    WorkingDir: workDir,
    Labels: labelsOf(mark, name),
    HostConfig: {
      NetworkMode: network,
      Memory: GiB,
      MemorySwap: GiB,
      SecurityOpt: ["no-new-privileges"],
      CapDrop: ["ALL"],
      LogConfig: { Type: "json-file", Config: { "max-size": "1m", "max-file": "1" } },
    },
  };
}
