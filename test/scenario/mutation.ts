import { parse, stringify } from "yaml";
import type { Random } from "../../src/kernel/random.ts";

type Mutation = (text: string, random: Random) => string;

const lineOf = (
  text: string,
  random: Random,
  change: (line: string, lines: string[], at: number) => string | readonly string[] | undefined,
): string => {
  const lines = text.split("\n");
  const at = random.below(lines.length);
  const changed = change(lines[at] ?? "", lines, at);
  if (changed === undefined) lines.splice(at, 1);
  else lines.splice(at, 1, ...(typeof changed === "string" ? [changed] : changed));
  return lines.join("\n");
};

const wordOf = (text: string, random: Random, change: (word: string) => string): string => {
  const words = [...text.matchAll(/[\w-]+/g)];
  // What an earlier mutation cut short may have none left.
  if (words.length === 0) return text;
  const word = random.pick(words);
  return text.slice(0, word.index) + change(word[0]) + text.slice(word.index + word[0].length);
};

const valueOf = (text: string, random: Random, change: (value: string) => string): string => {
  const values = [...text.matchAll(/(?<=: )[^\s,{}[\]]+/g)];
  if (values.length === 0) return text;
  const value = random.pick(values);
  return text.slice(0, value.index) + change(value[0]) + text.slice(value.index + value[0].length);
};

const odd = [
  "",
  "~",
  "true",
  "-1",
  "0",
  "1e999",
  ".nan",
  "[]",
  "{}",
  "[[[]]]",
  "{a: {b: c}}",
  "0s",
  "999999d",
  "5 minutes",
  '"${nothing}"',
  '"${1 / 0}"',
  '"${"',
  "*alias",
  "&a [*a]",
  "!!binary aGk=",
  "__proto__",
  "constructor",
  '"\\u0000"',
  "'",
  '"',
  "2026-11-21",
  "x".repeat(5_000),
  "🐸",
  "-",
  "? x",
  "|\n  text",
  "<<",
];

/** Ways that a scenario file goes wrong. */
export const mutations: Readonly<Record<string, Mutation>> = {
  "a line is lost": (text, random) => lineOf(text, random, () => undefined),
  "a line stands twice": (text, random) => lineOf(text, random, (line) => [line, line]),
  "lines change places": (text, random) =>
    lineOf(text, random, (line, lines) => [random.pick(lines), line]),
  "a line is indented otherwise": (text, random) =>
    lineOf(text, random, (line) =>
      random.below(2) === 0 ? ` ${line}` : line.replace(/^ {1,2}/, ""),
    ),
  "a tab indents": (text, random) => lineOf(text, random, (line) => line.replace(/^ +/, "\t")),
  "a letter is lost": (text, random) => wordOf(text, random, (word) => word.slice(0, -1)),
  "a letter is wrong": (text, random) =>
    wordOf(
      text,
      random,
      (word) =>
        word.slice(0, random.below(word.length)) +
        random.pick("qzx-_X9 ".split("")) +
        word.slice(1),
    ),
  "letters change places": (text, random) =>
    wordOf(text, random, (word) =>
      word.length < 2 ? `${word}${word}` : (word[1] ?? "") + (word[0] ?? "") + word.slice(2),
    ),
  "a word is another": (text, random) =>
    wordOf(text, random, () => random.pick([...text.matchAll(/[\w-]+/g)])[0]),
  "a value has another type": (text, random) => valueOf(text, random, () => random.pick(odd)),
  "a value is another": (text, random) =>
    valueOf(text, random, () => random.pick([...text.matchAll(/(?<=: )[^\s,{}[\]]+/g)])[0]),
  "a field is added": (text, random) =>
    lineOf(text, random, (line) => [
      line,
      `${/^ */.exec(line)?.[0] ?? ""}${random.pick(["extra", "kind", "for", "sli", "params"])}: ${random.pick(odd)}`,
    ]),
  "a bracket is lost": (text, random) => {
    const brackets = [...text.matchAll(/[[\]{}"]/g)];
    if (brackets.length === 0) return text;
    const at = random.pick(brackets).index;
    return text.slice(0, at) + text.slice(at + 1);
  },
  "the end is missing": (text, random) => text.slice(0, random.below(text.length)),
  "the beginning is missing": (text, random) => text.slice(random.below(text.length)),
  "random bytes stand in it": (text, random) => {
    const at = random.below(text.length);
    const noise = Array.from({ length: 1 + random.below(20) }, () =>
      String.fromCharCode(random.below(random.below(2) === 0 ? 128 : 65_536)),
    ).join("");
    return text.slice(0, at) + noise + text.slice(at + random.below(20));
  },
  "the lines end as on Windows": (text) => `\uFEFF${text.replaceAll("\n", "\r\n")}`,
  "a value is nested deep": (text, random) =>
    valueOf(text, random, () => "[".repeat(2_000) + "]".repeat(2_000)),
  "aliases multiply": (text) =>
    `x-a: &a [x, x, x, x, x, x, x, x]\n${Array.from({ length: 8 }, (_none, n) => `x-${n}: &${"bcdefghi"[n]} [${Array.from({ length: 8 }, () => `*${"abcdefgh"[n]}`).join(", ")}]`).join("\n")}\n${text}`,
  "keys are merged": (text, random) =>
    lineOf(text, random, (line) => [line, `${/^ */.exec(line)?.[0] ?? ""}<<: *shared`]).replace(
      /^/,
      "x-shared: &shared { kind: Test, to: shop }\n",
    ),
  "a second document follows": (text) => `${text}\n---\n${text}`,
  "names are odd": (text, random) =>
    wordOf(text, random, (word) =>
      random.pick([
        `${word}.${word}`,
        `${word}/1`,
        `"${word} "`,
        `\u202e${word}`,
        "toString",
        "__proto__",
        "hasOwnProperty",
        "a".repeat(300),
      ]),
    ),
  "an expression is deep": (text, random) =>
    valueOf(text, random, () => `"\${${"(".repeat(3_000)}1${")".repeat(3_000)}}"`),
  "a pattern is slow": (text, random) => valueOf(text, random, () => "'(a+)+$'"),
  "a part is lost": (text, random) => {
    const from = random.below(text.length);
    return text.slice(0, from) + text.slice(from + random.below(500));
  },
};

const oddData: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1e30,
  "",
  [],
  {},
  [[]],
  { a: 1 },
  "0s",
  "99999999d",
  "9".repeat(400) + "h",
  "5 minutes",
  "${nothing}",
  "${1 / 0}",
  "${customer}/s",
  "${heavyCapacity - 1000}/s",
  "${",
  "api",
  "db",
  "SELECT 1 FROM secret.t",
  "[",
  "../../etc/passwd",
  "a/b/c/d",
  0.5,
  101,
];

/**
 * Changes one value deep inside, so that the file stays readable and the later checks are reached.
 */
function mutateData(text: string, random: Random): string {
  const data: unknown = parse(text);
  let here = data;
  for (let depth = random.below(9); ; depth -= 1) {
    if (typeof here !== "object" || here === null) break;
    const keys = Object.keys(here);
    if (keys.length === 0) break;
    const key = random.pick(keys);
    const inner: unknown = Reflect.get(here, key);
    if (depth > 0 && typeof inner === "object" && inner !== null && Object.keys(inner).length > 0) {
      here = inner;
      continue;
    }
    const kind = random.below(3);
    if (kind === 0) Reflect.deleteProperty(here, key);
    else if (kind === 1) Reflect.set(here, key, random.pick(oddData));
    else Reflect.set(here, `${key}s`, random.pick(oddData));
    break;
  }
  return stringify(data);
}

/** Mutations of the data, not of the text: one to three. */
export function mutateDeep(text: string, random: Random): string {
  let mutated = text;
  for (let left = 1 + random.below(3); left > 0; left -= 1) mutated = mutateData(mutated, random);
  return mutated;
}

/** One to three mutations, drawn from a stream. */
export function mutate(text: string, random: Random): string {
  let mutated = text;
  const kinds = Object.values(mutations);
  for (
    let left = 1 + random.below(3);
    left > 0 && mutated.trim() !== "" && /: \S/.test(mutated);
    left -= 1
  )
    mutated = random.pick(kinds)(mutated, random);
  return mutated;
}
