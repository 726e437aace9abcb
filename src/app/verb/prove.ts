import { spawn } from "node:child_process";
import { GamedayError } from "../../kernel/error.ts";
import { shellCommand } from "../../kernel/shell-words.ts";
import { sendVerb, type Told } from "./send.ts";

const outputLimit = 16_384;

/**
 * Runs a command here once the drill says that its question is still open, as the person who typed
 * it, and passes the output to the drill as proof.
 */
export async function proveWith(request: {
  evidence: string | undefined;
  command: readonly string[];
  drill: string | undefined;
  output: (text: string) => void;
}): Promise<Told> {
  const { evidence, command, drill, output } = request;
  if (evidence === undefined) return sendVerb({ verb: "prove", args: {}, drill });
  const asked = await sendVerb({ verb: "prove", args: { evidence, ask: true }, drill });
  if (!isOpen(asked.data)) return asked;
  const [program, ...args] = command;
  if (program === undefined)
    throw new GamedayError("GD-C001", `a proof needs a command: ${asked.text}`, {
      hint: `put a command whose output shows it after --, for example: gameday prove ${evidence} -- gameday sql -e "SHOW FULL PROCESSLIST"`,
    });
  const { text, exit } = await runHere(program, args, output);
  return sendVerb({
    verb: "prove",
    args: {
      evidence,
      words: command,
      artefact: { command: shellCommand(command), output: text, exit },
    },
    drill,
  });
}

/** Is there something to prove yet? */
function isOpen(data: unknown): boolean {
  return typeof data === "object" && data !== null && "open" in data && data.open === true;
}

/** Its output is shown as it comes, and kept. A missing program is reported as a shell would. */
function runHere(
  program: string,
  args: readonly string[],
  output: (text: string) => void,
): Promise<{ text: string; exit: number }> {
  return new Promise((resolve, reject) => {
    const [file, ...words] = started(program, args);
    const child = spawn(file, words, { stdio: ["inherit", "pipe", "pipe"] });
    let text = "";
    const keep = (chunk: Buffer): void => {
      const piece = chunk.toString("utf8");
      output(piece);
      if (text.length < outputLimit) text += piece;
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) =>
      reject(
        new GamedayError("GD-C001", `cannot run ${program}: ${error.message}`, {
          hint: "everything after -- runs unchanged as a command on your machine; for pipes: -- sh -c 'grep … | tail'",
        }),
      ),
    );
    child.on("close", (code) => resolve({ text: text.slice(0, outputLimit), exit: code ?? 1 }));
  });
}

/** `gameday` is this program: in a clone it is not on PATH. */
function started(program: string, args: readonly string[]): readonly [string, ...string[]] {
  const entry = process.argv[1];
  return program === "gameday" && entry !== undefined
    ? [process.execPath, entry, ...args]
    : [program, ...args];
}
