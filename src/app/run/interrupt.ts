import { Ended } from "../../engine/ending.ts";
import { exitCode, type ExitCode } from "../../kernel/exit-code.ts";
import { messageOf } from "../../kernel/message-of.ts";

export interface Interrupt {
  readonly signal: AbortSignal;
  /** The exit code for the signal, once one has come. */
  readonly exit: ExitCode | undefined;
  /** Stops listening. */
  release(): void;
}

const codes = {
  SIGINT: exitCode.interrupted,
  SIGTERM: exitCode.terminated,
  SIGHUP: exitCode.hangup,
} as const;

const crashes = ["uncaughtException", "unhandledRejection"] as const;

/**
 * The first signal starts healing, and the process runs on until that is done; a second SIGINT
 * exits immediately and says what finishes the job.
 */
export function onInterrupt(
  say: (text: string) => void,
  texts: { first: () => string; second: () => string },
): Interrupt {
  const controller = new AbortController();
  let exit: ExitCode | undefined;
  const handle = (name: NodeJS.Signals): void => {
    const code = codes[name as keyof typeof codes];
    if (exit === undefined) {
      exit = code;
      say(texts.first());
      controller.abort(new Error(`interrupted by ${name}`));
    } else if (name === "SIGINT") {
      say(texts.second());
      process.exit(exitCode.interrupted);
    }
  };
  // A bug of ours in the middle of a drill must not leave its damage behind: we record it in the
  // entry and heal first.
  const crash = (error: unknown): void => {
    if (exit === exitCode.bug) process.exit(exitCode.bug);
    exit = exitCode.bug;
    say(texts.first());
    controller.abort(
      new Ended({
        why: "error",
        detail: `a bug in Gameday: ${messageOf(error)}`,
      }),
    );
  };
  for (const name of Object.keys(codes)) process.on(name, handle);
  for (const name of crashes) process.on(name, crash);
  return {
    signal: controller.signal,
    get exit() {
      return exit;
    },
    release: () => {
      for (const name of Object.keys(codes)) process.off(name, handle);
      for (const name of crashes) process.off(name, crash);
    },
  };
}
