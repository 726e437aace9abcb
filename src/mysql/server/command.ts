import { spawn } from "node:child_process";

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly signal?: AbortSignal;
  /** What the program reads from its standard input; nothing when not given. */
  readonly input?: string;
  /** Gets each line that the program writes to its file descriptor 3. */
  readonly onStatusLine?: (line: string) => void;
}

/**
 * Runs a program to its end and keeps what it printed; rejects when it cannot be started or the
 * signal aborts it.
 */
export async function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Outcome> {
  const { env = process.env, cwd, signal, input, onStatusLine } = options;
  signal?.throwIfAborted();
  const child = spawn(program, args, {
    env,
    ...(cwd === undefined ? {} : { cwd }),
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe", "pipe"],
  });
  const kill = (): void => void child.kill("SIGKILL");
  signal?.addEventListener("abort", kill, { once: true });
  // A program that ends before it has read all says why by itself.
  child.stdin?.on("error", () => undefined).end(input);
  const text = ["", "", "", ""];
  for (const fd of [1, 2, 3] as const) {
    const stream = child.stdio[fd];
    if (stream === null || stream === undefined || !("read" in stream)) continue;
    stream.setEncoding("utf8").on("data", (piece: string) => {
      text[fd] += piece;
      if (fd !== 3) return;
      const lines = text[3]?.split("\n") ?? [];
      text[3] = lines.pop() ?? "";
      for (const line of lines) onStatusLine?.(line);
    });
  }
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.on("error", reject).on("close", resolve);
  try {
    const code = await promise;
    signal?.throwIfAborted();
    return { code, stdout: text[1] ?? "", stderr: text[2] ?? "" };
  } finally {
    signal?.removeEventListener("abort", kill);
  }
}

/** The last lines of a text, for error messages. */
export function lastLines(text: string, count = 8): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}
