import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import { dirname } from "node:path";
import type Docker from "dockerode";

/** Everything that a container prints, over all its starts, in one file. */
export class LogFile {
  readonly path: string;
  private readonly file: WriteStream;
  private following: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.file = createWriteStream(path, { flags: "a" });
    // A full disk costs the log and not the drill.
    this.file.on("error", () => {});
  }

  /** Before each start: what comes from then on is written down, to the end of that start. */
  async attach(container: Docker.Container): Promise<void> {
    const stream = await container.attach({ stream: true, stdout: true, stderr: true });
    container.modem.demuxStream(stream, this.file, this.file);
    this.following = ended(stream);
  }

  /** What a command inside prints, such as `tail -F` of another file there. */
  async follow(container: Docker.Container, command: readonly string[]): Promise<void> {
    const exec = await container.exec({
      Cmd: [...command],
      AttachStdout: true,
      AttachStderr: false,
    });
    const stream = await exec.start({ hijack: true, stdin: false });
    container.modem.demuxStream(stream, this.file, this.file);
    this.following = ended(stream);
  }

  /**
   * When all that the last start printed has been read; waits no longer than that for an engine
   * that went silent.
   */
  async close(withinMs = 1_000): Promise<void> {
    await Promise.race([
      this.following,
      new Promise((resolve) => setTimeout(resolve, withinMs).unref()),
    ]);
    await new Promise<void>((resolve) => this.file.end(() => resolve()));
  }
}

/** Resolves when nothing more comes, whatever the reason. */
export function ended(stream: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once("end", () => resolve());
    stream.once("close", () => resolve());
    stream.once("error", () => resolve());
  });
}

/** The end of what a container has printed; empty when the engine does not say. */
export async function lastLines(container: Docker.Container, lines: number): Promise<string> {
  return (
    await container
      .logs({ stdout: true, stderr: true, tail: lines, follow: false })
      .then(unframed, () => "")
  ).trimEnd();
}

/** The engine puts eight bytes before each piece of output. */
function unframed(framed: Buffer): string {
  const pieces: Buffer[] = [];
  for (let at = 0; at + 8 <= framed.length;) {
    const length = framed.readUInt32BE(at + 4);
    pieces.push(framed.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return Buffer.concat(pieces).toString("utf8");
}
