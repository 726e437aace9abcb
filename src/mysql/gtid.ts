/**
 * Which transactions a server has, by GTID, in both dialects. MySQL writes sets, `uuid:1-9:11`;
 * MariaDB writes the last one of each domain and server, `0-1-228,0-2-230`, and numbers are dense
 * within a domain as long as one server writes at a time.
 */
import type { Flavour } from "./mysql.ts";

/** How many transactions `has` names that `other` does not. The texts are of the same flavour. */
export function missingFrom(other: string, has: string, flavour: Flavour): number {
  return flavour === "mariadb"
    ? missingPositions(positions(has), positions(other))
    : missingIntervals(sets(has), sets(other));
}

interface Position {
  readonly domain: number;
  readonly server: number;
  readonly sequence: number;
}

function positions(text: string): readonly Position[] {
  return text.split(",").flatMap((one) => {
    const [, domain, server, sequence] = /^\s*(\d+)-(\d+)-(\d+)\s*$/.exec(one) ?? [];
    return domain === undefined
      ? []
      : [{ domain: Number(domain), server: Number(server), sequence: Number(sequence) }];
  });
}

/**
 * By server: what it wrote beyond the last of its transactions that the other knows; where the
 * other knows none of it, beyond the last number that both have in common in that domain, because
 * it went on from there.
 */
function missingPositions(has: readonly Position[], other: readonly Position[]): number {
  return has.reduce((sum, { domain, server, sequence }) => {
    const known = other.find((one) => one.domain === domain && one.server === server);
    const start =
      known?.sequence ??
      Math.max(
        0,
        ...has
          .filter((one) => one.domain === domain && one.server !== server)
          .map((one) => commonEnd(one, other)),
      );
    return sum + Math.max(0, sequence - start);
  }, 0);
}

function commonEnd({ domain, server, sequence }: Position, other: readonly Position[]): number {
  const theirs = other.find((one) => one.domain === domain && one.server === server);
  return theirs === undefined ? 0 : Math.min(sequence, theirs.sequence);
}

type Interval = readonly [from: number, to: number];

/**
 * `uuid:1-5:7,uuid2:1` → intervals by source; a tag (`uuid:tag:1-3`) is part of the source's name.
 */
function sets(text: string): ReadonlyMap<string, readonly Interval[]> {
  const found = new Map<string, Interval[]>();
  for (const one of text.split(",")) {
    const [uuid = "", ...parts] = one.trim().split(":");
    let source = uuid.toLowerCase();
    for (const part of parts) {
      const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(part.trim()) ?? [];
      if (from === undefined) source = `${uuid.toLowerCase()}:${part.trim()}`;
      else found.set(source, [...(found.get(source) ?? []), [Number(from), Number(to ?? from)]]);
    }
  }
  return found;
}

function missingIntervals(
  has: ReadonlyMap<string, readonly Interval[]>,
  other: ReadonlyMap<string, readonly Interval[]>,
): number {
  let missing = 0;
  for (const [source, mine] of has) {
    const theirs = other.get(source) ?? [];
    for (const [from, to] of mine)
      missing +=
        to -
        from +
        1 -
        theirs.reduce(
          (sum, [a, b]) => sum + Math.max(0, Math.min(to, b) - Math.max(from, a) + 1),
          0,
        );
  }
  return missing;
}
