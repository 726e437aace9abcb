/**
 * Regular expressions that a scenario brings. They are matched in time linear in the text (the
 * syntax of RE2: all but look-around and back-references), because a stranger's pattern may be made
 * to take for ever.
 */
import { RE2JS } from "re2js";
import { messageOf } from "./message-of.ts";

export interface PatternFlags {
  readonly ignoreCase?: boolean;
  /** `^` and `$` stand at each line. */
  readonly lines?: boolean;
}

/** What of each text the pattern found first; undefined where it found nothing. */
export type Matching = (
  pattern: string,
  texts: readonly string[],
  flags?: PatternFlags,
) => Promise<readonly (string | undefined)[]>;

/** Not a pattern, or one that we do not run. */
export class PatternError extends Error {
  override readonly name = "PatternError";
}

const longestPattern = 2_000;
/**
 * Counted repetitions make a short pattern a large one, and each character is looked at by all of
 * it.
 */
const largestProgram = 2_000;
/** Of one text; a longer line is looked at so far. */
const longestText = 65_536;

/** A finder for the pattern; throws PatternError when it is none, or too large. */
export function compilePattern(
  pattern: string,
  { ignoreCase = false, lines = false }: PatternFlags = {},
): (text: string) => string | undefined {
  if (pattern.length > longestPattern)
    throw new PatternError(`it is longer than ${longestPattern} characters`);
  const compiled = compiledBy(
    pattern,
    (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (lines ? RE2JS.MULTILINE : 0),
  );
  if (compiled.programSize() > largestProgram)
    throw new PatternError("its repetitions make it too large");
  return (text) => {
    const matcher = compiled.matcher(text.slice(0, longestText));
    return matcher.find() ? (matcher.group() ?? "") : undefined;
  };
}

function compiledBy(pattern: string, flags: number): RE2JS {
  try {
    return RE2JS.compile(pattern, flags);
  } catch (error) {
    throw new PatternError(messageOf(error).replace(/^error parsing regexp: /, ""), {
      cause: error,
    });
  }
}

/** On this thread: for what has no components that could wait. */
export const matchHere: Matching = async (pattern, texts, flags) =>
  texts.map(compilePattern(pattern, flags));
