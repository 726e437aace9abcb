import { Writable } from "node:stream";
import type Docker from "dockerode";

export interface Executed {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command prints is kept up to here. */
const maxBytes = 1024 * 1024;

/**
 * Runs a command inside a container and waits for its end. `user` runs it (default: the container's
 * own user).
 */
export async function execute(
  container: Docker.Container,
  command: readonly string[],
  { user }: { readonly user?: string } = {},
): Promise<Executed> {
  const exec = await container.exec({
    Cmd: [...command],
    AttachStdout: true,
    AttachStderr: true,
    ...(user === undefined ? {} : { User: user }),
  });
  const stream = await exec.start({ hijack: true, stdin: false });
  const [stdout, stderr] = [collector(), collector()];
  container.modem.demuxStream(stream, stdout.sink, stderr.sink);
  await new Promise<void>((resolve, reject) => {
    stream.once("end", resolve).once("close", resolve).once("error", reject);
  });
  const { ExitCode } = await exec.inspect();
  return { exit: ExitCode ?? -1, stdout: stdout.text(), stderr: stderr.text() };
}

function collector(): { sink: Writable; text: () => string } {
  const chunks: Buffer[] = [];
  let size = 0;
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (size < maxBytes) chunks.push(chunk);
      size += chunk.length;
      done();
    },
  });
  return { sink, text: () => Buffer.concat(chunks).toString("utf8") };
}
