import type { z } from "zod";
import type { Undo } from "../event/undo.ts";
import type { LinkState, ToxicKind } from "../proxy/proxy.ts";
import type { Fault, FaultRequest, FaultWorld, Links, Verification } from "./fault.ts";
import { counted, effectOn, most, sum, type Newcomer } from "./link-effect.ts";
import { isIt, proxyName } from "./link-fault.ts";

/** One thing that is done to a link. `name` distinguishes it from the fault's other ones there. */
export interface Toxin {
  readonly name: string;
  readonly stream: "upstream" | "downstream";
  readonly kind: ToxicKind;
  /** The share of connections that it touches, 0 to 1. */
  readonly toxicity: number;
}

/** What differs between the faults of a place's links. */
export interface PlaceFaultOf<P> {
  readonly name: string;
  readonly doc: string;
  readonly params: z.ZodType<P>;
  readonly mark: Fault["mark"];
  /**
   * What is done to one link; `leaving` when it is the place's own components that connect over it.
   */
  readonly toxins: (parameters: P, leaving: boolean) => readonly Toxin[];
  readonly harmless?: Fault<P>["harmless"];
  readonly words: (parameters: P) => string;
  /**
   * What each new connection on a link must meet, and how long one is watched; undefined where not
   * every one feels it.
   */
  readonly newcomer?: (parameters: P, leaving: boolean) => Newcomer | undefined;
}

/** How many links a sentence names. */
const named = 3;

/**
 * Makes a fault of all links into and out of a place, or between two: one intent, one inverse, each
 * link looked at.
 */
export function placeFault<P>(of: PlaceFaultOf<P>): Fault<P> {
  const toxinsOn = (link: string, request: FaultRequest<P>): readonly Toxin[] =>
    of
      .toxins(request.with, isLeaving(link, request))
      .map((toxin) => ({ ...toxin, name: `${request.id}.${toxin.name}` }));
  const held = async ({ links }: FaultWorld, request: FaultRequest<P>): Promise<Verification> => {
    const states = await links.proxy().snapshot();
    const lacking = linksOf(request).find((link) =>
      toxinsOn(link, request).some((toxin) => !holds(states, link, toxin)),
    );
    return lacking === undefined
      ? { ok: true, evidence: `the proxy holds it on ${request.target}` }
      : { ok: false, evidence: `the proxy does not hold all of it on ${lacking}` };
  };
  return {
    name: of.name,
    doc: of.doc,
    target: "links",
    needs: [],
    params: of.params,
    mark: of.mark,
    ...(of.harmless === undefined ? {} : { harmless: of.harmless }),
    undo: (request, { links }): Undo => ({
      do: "heal-links",
      api: links.proxy().api,
      links: linksOf(request).map((link) => ({
        link: proxyName(link),
        toxics: toxinsOn(link, request).map(({ name }) => name),
      })),
    }),
    apply: async ({ links }, request) => {
      const ends = request.leaseMs === undefined ? {} : { ttl: request.leaseMs };
      // All together: a partition that comes link by link is a series of smaller accidents.
      await Promise.all(
        linksOf(request).flatMap((link) =>
          toxinsOn(link, request).map(({ kind, ...toxin }) =>
            links.proxy().addToxic(proxyName(link), { ...kind, ...toxin, ...ends }),
          ),
        ),
      );
    },
    verify: async (world, request) => {
      const there = await held(world, request);
      if (!there.ok) return there;
      const list = linksOf(request).slice(0, named).join(", ");
      const more = linksOf(request).length - named;
      const { ok, evidence } = await effect(of, world, request, toxinsOn);
      return {
        ok,
        evidence: `the proxy holds ${of.words(request.with)} on ${list}${more > 0 ? ` and ${more} more` : ""}; ${evidence}`,
      };
    },
    still: held,
  };
}

type ToxinsOn<P> = (link: string, request: FaultRequest<P>) => readonly Toxin[];

/** A link or two may be idle, but each change must have affected at least one connection. */
async function effect<P>(
  of: PlaceFaultOf<P>,
  { links }: FaultWorld,
  request: FaultRequest<P>,
  toxinsOn: ToxinsOn<P>,
): Promise<Verification> {
  const counts = await links.proxy().touched();
  if (counts === undefined) return felt(of, links, request);
  const byKind = Map.groupBy(
    linksOf(request).flatMap((link) =>
      toxinsOn(link, request).map(({ name, kind }) => ({
        link,
        kind: kind.type,
        touched: counts[proxyName(link)]?.[name],
      })),
    ),
    ({ kind }) => kind,
  );
  const seen = [...byKind].map(([kind, on]) => {
    const affected = new Set(
      on.filter(({ touched }) => (touched?.connections ?? 0) > 0).map(({ link }) => link),
    );
    const perLink = [...Map.groupBy(on, ({ link }) => link).values()].map((of) =>
      most(of.flatMap(({ touched }) => touched ?? [])),
    );
    const all = { ...counted([sum(perLink)]), links: affected.size };
    return { ...all, evidence: byKind.size > 1 ? `${kind}: ${all.evidence}` : all.evidence };
  });
  const evidence = seen
    .map(({ evidence: each, ok, links: on }) =>
      ok ? `${each}, on ${on} of ${linksOf(request).length} links` : each,
    )
    .join("; ");
  return { ok: seen.every(({ ok }) => ok), evidence };
}

/** If nothing is counted: one new connection on each link. */
async function felt<P>(
  { newcomer }: PlaceFaultOf<P>,
  links: Links,
  request: FaultRequest<P>,
): Promise<Verification> {
  const asked = linksOf(request).flatMap((target) => {
    const expected = newcomer?.(request.with, isLeaving(target, request));
    return expected === undefined ? [] : [{ target, expected }];
  });
  const met = await Promise.all(
    asked.map(async ({ target, expected }) => ({
      target,
      ...(await effectOn(links, { target, counts: undefined, toxicity: 1, newcomer: expected })),
    })),
  );
  const first = met.find(({ ok }) => !ok) ?? met[0];
  if (first === undefined)
    return {
      ok: false,
      evidence:
        "a new connection cannot detect its effect, and this proxy server does not count it; the embedded one does (--proxy embedded)",
    };
  return { ok: first.ok, evidence: `on ${first.target} ${first.evidence}` };
}

function linksOf({ members = [], target }: FaultRequest<unknown>): readonly string[] {
  if (members.length === 0)
    throw new Error(
      `place-links: no link leads into or out of ${target}; the plan should have refused this`,
    );
  return members;
}

const isLeaving = (link: string, { leaving = [] }: FaultRequest<unknown>): boolean =>
  leaving.includes(link);

function holds(states: readonly LinkState[], link: string, toxin: Toxin): boolean {
  return (
    states
      .find(({ name }) => name === proxyName(link))
      ?.toxics.some((toxic) => isIt(toxic, toxin, toxin.kind, toxin.toxicity)) ?? false
  );
}
