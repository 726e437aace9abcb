import { holes } from "../template.ts";
import type { Path } from "../mistake.ts";
import type { Scenario } from "../schema.ts";
import { error, type Finding, type Rule } from "./rule.ts";

export const clients: Rule = {
  doc: "Retries and connection limits are realistic, and source addresses are not used by components.",
  check: ({ scenario: { load } }) => [
    ...Object.entries(load.journeys).flatMap(([name, journey]) =>
      judge(journey, ["load", "journeys", name]),
    ),
    ...Object.entries(load.flows).flatMap(([name, flow]) => judge(flow, ["load", "flows", name])),
    ...Object.entries(load.cohorts).flatMap(([name, { from = [] }]) =>
      from.flatMap((address, index) =>
        judgeAddress(address, ["load", "cohorts", name, "from", index]),
      ),
    ),
  ],
};

type Clients = Pick<Scenario["load"]["flows"][string], "retry" | "connections">;

function judge({ retry, connections }: Clients, path: Path): readonly Finding[] {
  return [
    ...within(retry?.attempts, [...path, "retry", "attempts"], { min: 0, max: 100, whole: true }),
    ...within(retry?.factor, [...path, "retry", "factor"], { min: 1, max: 100 }),
    ...within(retry?.jitter, [...path, "retry", "jitter"], { min: 0, max: 1 }),
    ...within(connections?.max, [...path, "connections", "max"], {
      min: 1,
      max: 10_000,
      whole: true,
    }),
  ];
}

/** What an expression gives is checked with the values of a run. */
function within(
  value: number | string | undefined,
  path: Path,
  { min, max, whole = false }: { min: number; max: number; whole?: boolean },
): readonly Finding[] {
  if (value === undefined || (typeof value === "string" && holes(value).length > 0)) return [];
  const number = Number(value);
  if (number >= min && number <= max && (!whole || Number.isInteger(number))) return [];
  return [
    error({
      code: "GD-S003",
      path,
      message: `${String(path.at(-1))} must be ${whole ? "a whole number" : "a number"} from ${min} to ${max}, not ${value}`,
    }),
  ];
}

/**
 * Components are at 127.REGION.ZONE.HOST, counted from 1: a client that sends from there would be
 * taken for a component.
 */
function judgeAddress(address: string, path: Path): readonly Finding[] {
  const parts = address.split(".").map(Number);
  if (parts.some((part) => part > 255))
    return [
      error({
        code: "GD-S003",
        path,
        message: `${address} is not an address: a part is above 255`,
      }),
    ];
  return (parts[1] ?? 0) < 16
    ? [
        error({
          code: "GD-S003",
          path,
          message: `${address} may belong to a component: those have 127.REGION.ZONE.HOST, counted from 1`,
          hint: "source addresses start at 127.16.0.1",
        }),
      ]
    : [];
}
