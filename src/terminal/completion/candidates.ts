/**
 * What may be typed next on a command line: commands, flags and their values from the commands
 * themselves, names from what runs on this machine.
 */
import { isVerb, verbOf } from "../../verb/index.ts";

export interface Candidate {
  readonly name: string;
  readonly description?: string;
}

/** What is completed by a name that only this machine knows; the kinds of a verb among them. */
export type LiveKind = string;

/** A command as oclif describes it, as far as it matters here. */
export interface CommandShape {
  readonly id: string;
  readonly hidden?: boolean | undefined;
  readonly summary?: string | undefined;
  readonly args: Readonly<Record<string, { readonly options?: readonly string[] | undefined }>>;
  readonly flags: Readonly<Record<string, FlagShape>>;
}

export interface FlagShape {
  readonly name: string;
  readonly type: "boolean" | "option";
  readonly summary?: string | undefined;
  readonly description?: string | undefined;
  readonly hidden?: boolean | undefined;
  readonly multiple?: boolean | undefined;
  readonly options?: readonly string[] | undefined;
}

/** Candidates, names to look up on this machine, or files. */
export type Completion =
  | { readonly is: "candidates"; readonly all: readonly Candidate[] }
  | { readonly is: "live"; readonly kind: LiveKind }
  | { readonly is: "files" };

/**
 * What fits at the end of `words`, the last of which is being typed (maybe empty). The program's
 * own name is not among them.
 */
export function completionOf(
  words: readonly string[],
  commands: readonly CommandShape[],
): Completion {
  const before = words.slice(0, -1);
  const typing = words.at(-1) ?? "";
  // What follows is another program's.
  if (before.includes("--")) return { is: "files" };
  const command = commandIn(before, commands);
  if (command === undefined) return { is: "candidates", all: nextWords(before, commands) };
  const open = openFlag(before, command);
  if (open !== undefined) return valuesOf(open);
  if (typing.startsWith("-")) return { is: "candidates", all: flagsOf(command, before) };
  return argumentOf(command, before);
}

/** The longest command that the words begin with. */
function commandIn(
  words: readonly string[],
  commands: readonly CommandShape[],
): CommandShape | undefined {
  const plain = words.filter((word) => !word.startsWith("-"));
  return commands
    .filter(({ id }) => id.split(":").every((part, at) => plain[at] === part))
    .toSorted((a, b) => b.id.length - a.id.length)[0];
}

/** Commands and topics below the topic that is typed already. */
function nextWords(
  before: readonly string[],
  commands: readonly CommandShape[],
): readonly Candidate[] {
  const below = commands
    .filter(({ hidden }) => hidden !== true)
    .map((command) => ({ parts: command.id.split(":"), summary: command.summary }))
    .filter(({ parts }) => before.every((word, at) => parts[at] === word))
    .filter(({ parts }) => parts.length > before.length);
  const found = new Map<string, Candidate>();
  for (const { parts, summary } of below) {
    const name = parts[before.length] ?? "";
    const whole = parts.length === before.length + 1;
    if (whole || !found.has(name)) found.set(name, whole ? candidate(name, summary) : { name });
  }
  return [...found.values()].toSorted((a, b) => a.name.localeCompare(b.name));
}

/** The flag whose value is being typed. */
function openFlag(before: readonly string[], { flags }: CommandShape): FlagShape | undefined {
  const last = before.at(-1);
  if (last === undefined || !last.startsWith("--") || last.includes("=")) return undefined;
  const flag = flags[last.slice(2)];
  return flag?.type === "option" ? flag : undefined;
}

function valuesOf({ name, options }: FlagShape): Completion {
  return options === undefined
    ? named(name)
    : { is: "candidates", all: options.map((option) => ({ name: option })) };
}

function flagsOf({ flags }: CommandShape, before: readonly string[]): readonly Candidate[] {
  return Object.values(flags)
    .filter(({ hidden }) => hidden !== true)
    .filter(({ name, multiple }) => multiple === true || !before.includes(`--${name}`))
    .map(({ name, summary, description }) => candidate(`--${name}`, summary ?? description));
}

function argumentOf(command: CommandShape, before: readonly string[]): Completion {
  const typed = wordsAfter(command, before);
  const entry = Object.entries(command.args)[typed];
  if (entry === undefined) return { is: "files" };
  const [name, { options }] = entry;
  if (options !== undefined)
    return { is: "candidates", all: options.map((option) => ({ name: option })) };
  const verb = command.id.replaceAll(":", ".");
  const kind = isVerb(verb) ? verbOf(verb).args[name]?.names : undefined;
  return kind === undefined ? named(name) : { is: "live", kind };
}

/** How many words the command itself has taken already. */
function wordsAfter(command: CommandShape, before: readonly string[]): number {
  const plain = before.filter((word, at) => {
    if (word.startsWith("-")) return false;
    return openFlag(before.slice(0, at), command) === undefined;
  });
  return plain.length - command.id.split(":").length;
}

/** Arguments and flags of these names mean something that this machine knows. */
const liveNames: Readonly<Record<string, LiveKind>> = {
  drill: "drill",
  scenario: "scenario",
  role: "role",
  evidence: "evidence",
};

function named(name: string): Completion {
  const kind = liveNames[name];
  return kind === undefined ? { is: "files" } : { is: "live", kind };
}

function candidate(name: string, about: string | undefined): Candidate {
  const [line] = (about ?? "").split("\n");
  return line === undefined || line === "" ? { name } : { name, description: line };
}
