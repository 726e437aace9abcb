/**
 * Which command a line means, as people type it: topics and commands are words with spaces between
 * them.
 */
import { didYouMean } from "../kernel/did-you-mean.ts";
import { GamedayError } from "../kernel/error.ts";

/**
 * The line as the parser takes it: `help run` is `run --help`, and `sev:declare` is `sev declare`.
 * `ids` are the commands' ids and aliases, with `:` between topic and command. GD-C001 with the
 * nearest when there is no such command.
 */
export function commandWords(argv: readonly string[], ids: readonly string[]): readonly string[] {
  const [first, ...rest] = argv;
  const asked = first === "help" ? [...rest, "--help"] : argv;
  const [name = "", ...more] = asked;
  const words = name.startsWith("-") || !name.includes(":") ? asked : [...name.split(":"), ...more];
  rejectUnknown(
    words.filter((word) => !word.startsWith("-")),
    ids,
  );
  return words;
}

function rejectUnknown([first, second]: readonly string[], ids: readonly string[]): void {
  if (first === undefined || ids.includes(first)) return;
  const inTopic = ids
    .filter((id) => id.startsWith(`${first}:`))
    .map((id) => id.slice(first.length + 1));
  if (inTopic.length === 0) {
    const near = didYouMean(first, [...new Set(ids.map((id) => id.split(":")[0] ?? id))]);
    throw new GamedayError("GD-C001", `unknown command "${first}"`, {
      hint:
        near === undefined ? "gameday --help lists the commands" : `did you mean: gameday ${near}`,
    });
  }
  if (second === undefined || inTopic.includes(second)) return;
  const near = didYouMean(second, inTopic);
  throw new GamedayError("GD-C001", `unknown command "${first} ${second}"`, {
    hint:
      near === undefined
        ? `gameday ${first} has: ${inTopic.join(", ")}`
        : `did you mean: gameday ${first} ${near}`,
  });
}
