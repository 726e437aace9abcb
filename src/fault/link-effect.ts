/**
 * What a fault of a link does there: counted by the proxy where it counts, else met by new
 * connections.
 */
import type { Touched } from "../proxy/proxy.ts";
import type { Exposure, Harmless, LinkAnswer, Links, Verification } from "./fault.ts";

/** How a new connection is watched, and what it must meet when the fault works on it. */
export interface Newcomer {
  readonly patienceMs: number;
  feels(answer: LinkAnswer): boolean;
}

/** A fault as it is on one link. */
export interface LinkEffect {
  readonly target: string;
  /** Name → what the proxy counted for it; undefined where the proxy does not count. */
  readonly counts: readonly Touched[] | undefined;
  /** The share of connections that it touches, above 0, at most 1. */
  readonly toxicity: number;
  /** Undefined where a new connection cannot tell. */
  readonly newcomer: Newcomer | undefined;
}

/** More new connections than this are not opened to find one of a share. */
const mostNewcomers = 460;
/** So many are opened together: a database counts those that say nothing. */
const together = 10;

/** So many new connections that missing a share of them all by chance is less likely than 1 %. */
export function newcomersFor(toxicity: number): number {
  return toxicity >= 1 ? 1 : Math.ceil(Math.log(0.01) / Math.log1p(-toxicity));
}

/**
 * A share of connections so small that users' requests may well all miss it, even if each of them
 * came on a connection of its own.
 */
export function missesAll(
  parameter: string,
  share: number,
  { requests }: Exposure,
): Harmless | undefined {
  if (requests === undefined || share <= 0 || requests >= newcomersFor(share)) return undefined;
  return {
    parameter,
    message:
      `a share of ${share} may affect no user: they make at most ` +
      `${Math.floor(requests).toLocaleString("en")} requests while it acts, and it takes ` +
      `${newcomersFor(share).toLocaleString("en")} connections to affect one with 99 % ` +
      "certainty",
    hint: "increase the share, the duration, or the number of users",
  };
}

/** Has the fault had an effect on the link? */
export async function effectOn(links: Links, effect: LinkEffect): Promise<Verification> {
  const seen = effect.counts === undefined ? undefined : counted(effect.counts);
  return seen !== undefined && (seen.ok || links.unused !== true) ? seen : felt(links, effect);
}

type Count = Pick<Touched, "connections" | "open" | "working">;

/** The larger of each: of two directions of a link, whose connections are the same. */
export function most(counts: readonly Count[]): Count {
  const largest = (field: keyof Count): number =>
    Math.max(0, ...counts.map((count) => count[field]));
  return {
    connections: largest("connections"),
    open: largest("open"),
    working: largest("working"),
  };
}

/** All together: of several links. */
export function sum(counts: readonly Count[]): Count {
  return counts.reduce(
    (all, { connections, open, working }) => ({
      connections: all.connections + connections,
      open: all.open + open,
      working: all.working + working,
    }),
    { connections: 0, open: 0, working: 0 },
  );
}

/**
 * What was counted on one link: of two directions, one is enough, for what is lost on the way there
 * gets no response.
 */
export function counted(counts: readonly Count[]): Verification {
  const { connections, open, working } = most(counts);
  if (connections > 0)
    return { ok: true, evidence: `it has affected ${number(connections)} so far` };
  if (open === 0)
    return {
      ok: false,
      evidence: "it has affected no connection so far, and none is open on the link now",
    };
  if (working === 0)
    return {
      ok: false,
      evidence: `it is active on none of the open connections (${open}): they bypass it, and it has affected none`,
    };
  return {
    ok: false,
    evidence: `it is at work on ${working} of ${number(open)} and has affected none: no traffic that it could change`,
  };
}

const number = (connections: number): string =>
  `${connections} ${connections === 1 ? "connection" : "connections"}`;

async function felt(
  links: Links,
  { target, toxicity, newcomer }: LinkEffect,
): Promise<Verification> {
  if (links.unused === true && (newcomer === undefined || toxicity < 1))
    return { ok: true, evidence: "no connection has been affected yet" };
  if (newcomer === undefined)
    return {
      ok: false,
      evidence:
        "a new connection cannot detect its effect, and this proxy server does not count it; the embedded one does (--proxy embedded)",
    };
  const wanted = newcomersFor(toxicity);
  if (wanted > mostNewcomers)
    return {
      ok: false,
      evidence:
        `it takes ${wanted} new connections to detect such a share, and at most ` +
        `${mostNewcomers} are opened; the embedded proxy server counts instead (--proxy ` +
        "embedded)",
    };
  let last: LinkAnswer | undefined;
  for (let asked = 0; asked < wanted; asked += together) {
    const answers = await Promise.all(
      Array.from({ length: Math.min(together, wanted - asked) }, () =>
        links.ask(target, newcomer.patienceMs),
      ),
    );
    const met = answers.find((answer) => answer !== undefined && newcomer.feels(answer));
    if (met !== undefined)
      return {
        ok: true,
        evidence: `${toxicity < 1 ? `of ${asked + answers.length} new connections one` : "a new connection"} meets ${answerText(met)}`,
      };
    last = answers.at(-1);
    if (last === undefined)
      return {
        ok: links.unused === true,
        evidence: "the server at its other end does not speak first, and has no known health check",
      };
  }
  return {
    ok: false,
    evidence: `${wanted === 1 ? "a new connection meets" : `each of ${wanted} new connections meets`} ${last === undefined ? "nothing" : answerText(last)}`,
  };
}

/** What a new connection met, in words. */
export function answerText({ met, afterMs }: LinkAnswer): string {
  const after = `after ${Math.round(afterMs)} ms`;
  switch (met) {
    case "answer":
      return `a response ${after}`;
    case "silence":
      return `no response within ${Math.round(afterMs)} ms`;
    case "reset":
      return `a reset ${after}`;
    case "end":
      return `the end of the connection ${after}`;
    case "refused":
      return "a refused connection";
    default:
      return met satisfies never;
  }
}
