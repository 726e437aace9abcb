/** What people mean by a word: `h1`, `#H1` or `1`; a name or a role. */
import { didYouMean } from "../../kernel/did-you-mean.ts";
import type { Decision } from "../command.ts";
import { refuse } from "../decision.ts";
import type { IncidentState } from "../incident.ts";
import { roleOf } from "../../org/profile.ts";
import { peopleOf as everyoneIn } from "../team/state.ts";

const kinds = {
  h: { noun: "hypothesis", plural: "hypotheses", first: 'gameday suspect "what may be the cause"' },
  p: { noun: "proposal", plural: "proposals", first: 'gameday propose "what to do"' },
  t: { noun: "task", plural: "tasks", first: 'gameday task <who> "what to do" --within 20m' },
} as const;

export type Kind = keyof typeof kinds;

/** The id that a word means: the letter may be missing or large. */
export function idIn(kind: Kind, word: string): string | undefined {
  const [, digits] = new RegExp(`^#?${kind}?[-\\s]?(\\d{1,6})$`, "i").exec(word.trim()) ?? [];
  return digits === undefined ? undefined : `${kind}${Number(digits)}`;
}

/** The next id of a kind. */
export function nextId(kind: Kind | "d", all: readonly unknown[]): string {
  return `${kind}${all.length + 1}`;
}

/** What a word names, given to `then`; else a refusal that lists what there is. */
export function withOne<T extends { readonly id: string; readonly text: string }>(
  kind: Kind,
  all: readonly T[],
  word: string,
  then: (one: T) => Decision,
): Decision {
  const id = idIn(kind, word);
  const found = all.find((one) => one.id === id);
  if (found !== undefined) return then(found);
  const { noun, plural, first } = kinds[kind];
  return all.length === 0
    ? refuse(`There is no ${noun} yet.`, `first: ${first}`)
    : refuse(
        `There is no ${noun} "${word}".`,
        `${plural}: ${all
          .slice(-8)
          .map((one) => `${one.id} (${one.text})`)
          .join(", ")}`,
      );
}

/** A word that addresses everyone, and so no one. */
const everyone = /^(?:(?:some|any|every)(?:one|body)|all|team|us|we)\b/i;

export type Addressee =
  | { readonly is: "person"; readonly id: string }
  /** No one with this name is here; perhaps another was meant. */
  | { readonly is: "unknown"; readonly id: string; readonly near?: string }
  | { readonly is: "everyone" }
  | { readonly is: "empty-role"; readonly role: string };

/** Who is meant: a person by name, the holder of a role, or everyone. */
export function addressee(state: IncidentState, word: string): Addressee {
  const plain = word
    .trim()
    .replace(/^@/, "")
    .replace(/^can\s+/i, "");
  const people = peopleOf(state);
  const exact =
    people.find((id) => id === plain) ??
    people.find((id) => id.toLowerCase() === plain.toLowerCase());
  if (exact !== undefined) return { is: "person", id: exact };
  const role = roleOf(state.profile, plain);
  if (role !== undefined) {
    const holder = state.roles[role];
    return holder === undefined ? { is: "empty-role", role } : { is: "person", id: holder };
  }
  if (plain === "" || everyone.test(plain)) return { is: "everyone" };
  const near = didYouMean(plain, people);
  return { is: "unknown", id: plain, ...(near === undefined ? {} : { near }) };
}

/** Everyone known by name: who is here or has a role, and who did something. */
function peopleOf({ loop, team }: IncidentState): readonly string[] {
  return [...new Set([...everyoneIn(team), ...loop.people])];
}
