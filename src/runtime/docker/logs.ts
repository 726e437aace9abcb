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
    const exec = await container.exec({ Cmd: [...command], AttachStdout: true, AttachStderr: false });
    const stream = await exec.start({ hijack: true, stdin: false });
    container.modem.demuxStream(stream, this.file, this.file);
    this.following = ended(stream);
  }

  write(text: string): void {
    this.file.write(text);
  }

  /** When all that the last start printed has been read; waits no longer than that for an engine that went silent. */
  async close(withinMs = 1_000): Promise<void> {
    await Promise.race([this.following, new Promise((resolve) => setTimeout(resolve, withinMs).unref())]);
    await new Promise<void>((resolve) => this.file.end(() => resolve()));
  }
}

function ended(stream: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once("end", () => resolve());
    stream.once("close", () => resolve());
    stream.once("error", () => resolve());
  });
}
