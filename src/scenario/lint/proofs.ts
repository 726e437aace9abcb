import type { Path } from "../mistake.ts";
import type { Accept } from "../schema.ts";
import { judgePattern } from "./patterns.ts";
import { error, type Finding, type Rule } from "./rule.ts";

export const proofs: Rule = {
  doc: "A proof says what it accepts, and what is true of a healthy system proves no root cause.",
  needsWhole: true,
  check: ({ scenario: { evidence, rootCause } }) => [
    ...Object.entries(evidence).flatMap(([name, { accept, until, recorded }]) => [
      ...judgeAccept(accept, ["evidence", name, "accept"]),
      ...(recorded !== undefined && until.length === 0 ? [unneeded(name)] : []),
    ]),
    ...(rootCause?.evidence ?? []).flatMap((name, index) =>
      evidence[name]?.background === true ? [healthy(name, index)] : [],
    ),
  ],
};

const healthy = (name: string, index: number): Finding =>
  error({
    path: ["rootCause", "evidence", index],
    message: `"${name}" is background: a healthy system shows it too, so it does not lead to the root cause`,
    hint: "list only findings that the incident has brought about",
  });

const unneeded = (name: string): Finding =>
  error({
    path: ["evidence", name, "recorded"],
    at: "key",
    message: `the evidence "${name}" can be answered from the record, but nothing makes that necessary`,
    hint: "until: lists the mitigations after which the system no longer shows it",
  });

function judgeAccept(accept: Accept, path: Path): readonly Finding[] {
  if ("any" in accept)
    return accept.any.flatMap((one, index) => judgeAccept(one, [...path, "any", index]));
  if ("all" in accept)
    return accept.all.flatMap((one, index) => judgeAccept(one, [...path, "all", index]));
  if ("text" in accept) return judgePattern(accept.text, [...path, "text"]);
  if ("matches" in accept) return judgePattern(accept.matches, [...path, "matches"]);
  if ("column" in accept)
    return [...judgeLines(accept.lines, path), ...judgeShare(accept.atLeast, [...path, "atLeast"])];
  if ("share" in accept)
    return [
      ...judgeLines(accept.share.lines, [...path, "share"]),
      ...judgeShare(accept.share.atLeast, [...path, "share", "atLeast"]),
      ...judgeWhere(accept.share.where, [...path, "share", "where"]),
    ];
  if ("even" in accept) {
    const at = [...path, "even"];
    return [
      ...judgeShare(accept.even.within, [...at, "within"]),
      ...judgeWhere(accept.even.where, [...at, "where"]),
    ];
  }
  if ("value" in accept) return compares(accept.value) ? [] : [anything([...path, "value"])];
  if ("count" in accept)
    return [
      ...judgePattern(accept.count.of, [...path, "count", "of"]),
      ...(compares(accept.count) ? [] : [anything([...path, "count"])]),
    ];
  return compares(accept) ? [] : [anything(path)];
}

interface Compared {
  readonly is?: unknown;
  readonly above?: unknown;
  readonly below?: unknown;
  readonly atLeast?: unknown;
  readonly atMost?: unknown;
}

const compares = ({ is, above, below, atLeast, atMost }: Compared): boolean =>
  [is, above, below, atLeast, atMost].some((limit) => limit !== undefined);

const judgeWhere = (where: Compared | undefined, path: Path): readonly Finding[] =>
  where === undefined || compares(where) ? [] : [anything(path)];

const anything = (path: Path): Finding =>
  error({
    code: "GD-S005",
    path,
    message: "the proof accepts anything",
    hint: "add one of is, above, below, atLeast, atMost",
  });

function judgeShare(share: unknown, path: Path): readonly Finding[] {
  return typeof share === "number" && (share <= 0 || share > 1)
    ? [
        error({
          code: "GD-S003",
          path,
          message: `${String(path.at(-1))} is a share above 0 and up to 1, not ${share}`,
        }),
      ]
    : [];
}

function judgeLines(
  lines: { readonly matching: string; readonly of: string } | undefined,
  path: Path,
): readonly Finding[] {
  if (lines === undefined) return [];
  return [
    ...judgePattern(lines.matching, [...path, "lines", "matching"]),
    ...judgePattern(lines.of, [...path, "lines", "of"]),
  ];
}
