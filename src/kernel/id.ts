import { hash32, type Random } from "./random.ts";

/**
 * A text as a name, kebab-case: `Slow DB 2` is `slow-db-2`. Empty when nothing of it can be one.
 */
export function kebab(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^[^a-z]+|-+$/g, "");
}

/**
 * A drill's id: `2026-11-21-hot-mysql-7f3a-2`; day in UTC, scenario, short seed, and a number when
 * it is not the first.
 */
export function drillId(
  wallMs: number,
  scenario: string,
  seed: string,
  taken: (id: string) => boolean,
): string {
  const base = `${new Date(wallMs).toISOString().slice(0, 10)}-${scenario}-${shortSeed(seed)}`;
  let id = base;
  for (let n = 2; taken(id); n += 1) id = `${base}-${n}`;
  return id;
}

/**
 * Seeds of up to eight plain characters stand as they are, others as four hex digits of their hash.
 */
export function shortSeed(seed: string): string {
  return /^[a-z0-9]{1,8}$/.test(seed)
    ? seed
    : hash32(seed).toString(16).padStart(8, "0").slice(0, 4);
}

/** A fresh seed: four hex digits, short enough to say aloud. */
export function newSeed(entropy: number): string {
  return hash32(String(entropy)).toString(16).padStart(8, "0").slice(0, 4);
}

const adjectives = [
  "Keen",
  "Calm",
  "Brave",
  "Quiet",
  "Bold",
  "Early",
  "Gentle",
  "Fast",
  "Lucky",
  "Merry",
  "Nimble",
  "Proud",
  "Rapid",
  "Silver",
  "Tidy",
  "Warm",
] as const;
const animals = [
  "Seal",
  "Otter",
  "Heron",
  "Badger",
  "Lynx",
  "Finch",
  "Moose",
  "Newt",
  "Panda",
  "Quail",
  "Robin",
  "Frog",
  "Tapir",
  "Vole",
  "Wren",
  "Yak",
] as const;

/** A stable, harmless name for an incident, drawn from the seed: "Fast Frog". */
export function incidentName(random: Random): string {
  return `${random.pick(adjectives)} ${random.pick(animals)}`;
}
