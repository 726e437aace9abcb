import type { z } from "zod";
import type { Undo } from "../event/event.ts";
import type { LinkState, ToxicKind } from "../proxy/proxy.ts";
import type { Fault, FaultRequest, FaultWorld, LinkAnswer, Verification } from "./fault.ts";
import { answerText, isIt, proxyName } from "./link-fault.ts";

/** One thing that is done to a link. `name` tells it from the fault's other ones there. */
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
  /** What is done to one link; `leaving` when it is the place's own components that connect over it. */
  readonly toxins: (parameters: P, leaving: boolean) => readonly Toxin[];
  readonly words: (parameters: P) => string;
  /** What each newcomer on a link must meet, and how long one is watched; undefined where not every one feels it. */
  readonly newcomer?: (parameters: P, leaving: boolean) => { readonly patienceMs: number; feels(answer: LinkAnswer): boolean } | undefined;
}

/** How many links a sentence names. */
const named = 3;

/** Makes a fault of all links into and out of a place, or between two: one intent, one inverse, each link looked at. */
export function placeFault<P>(of: PlaceFaultOf<P>): Fault<P> {
  const toxinsOn = (link: string, request: FaultRequest<P>): readonly Toxin[] => of.toxins(request.with, isLeaving(link, request)).map((toxin) => ({ ...toxin, name: `${request.id}.${toxin.name}` }));
  const held = async ({ links }: FaultWorld, request: FaultRequest<P>): Promise<Verification> => {
    const states = await links.proxy().snapshot();
    const lacking = linksOf(request).find((link) => toxinsOn(link, request).some((toxin) => !holds(states, link, toxin)));
    return lacking === undefined ? { ok: true, evidence: `the proxy holds it on ${request.target}` } : { ok: false, evidence: `the proxy does not hold all of it on ${lacking}` };
  };
  return {
    name: of.name,
    doc: of.doc,
    target: "links",
    needs: [],
    params: of.params,
    mark: of.mark,
    undo: (request, { links }): Undo => ({ do: "heal-links", api: links.proxy().api, links: linksOf(request).map((link) => ({ link: proxyName(link), toxics: toxinsOn(link, request).map(({ name }) => name) })) }),
    apply: async ({ links }, request) => {
      const ends = request.leaseMs === undefined ? {} : { ttl: request.leaseMs };
      // All at once: a partition that comes link by link is a series of smaller accidents.
      await Promise.all(linksOf(request).flatMap((link) => toxinsOn(link, request).map(({ kind, ...toxin }) => links.proxy().addToxic(proxyName(link), { ...kind, ...toxin, ...ends }))));
    },
    verify: async (world, request) => {
      const { links } = world;
      const there = await held(world, request);
      if (!there.ok) return there;
      const felt = await Promise.all(linksOf(request).map(async (link) => ({ link, ...(await feel(of, (name, withinMs) => links.ask(name, withinMs), link, request)) })));
      const unfelt = felt.find(({ ok }) => !ok);
      const list = linksOf(request).slice(0, named).join(", ");
      const more = linksOf(request).length - named;
      const whole = `the proxy holds ${of.words(request.with)} on ${list}${more > 0 ? ` and ${more} more` : ""}`;
      const met = (unfelt ?? felt.find(({ answer }) => answer !== undefined));
      return { ok: unfelt === undefined, evidence: met?.answer === undefined ? whole : `${whole}; a newcomer on ${met.link} meets ${answerText(met.answer)}` };
    },
    still: held,
  };
}

async function feel<P>({ newcomer }: PlaceFaultOf<P>, ask: (link: string, withinMs: number) => Promise<LinkAnswer | undefined>, link: string, request: FaultRequest<P>): Promise<{ ok: boolean; answer?: LinkAnswer }> {
  const expected = newcomer?.(request.with, isLeaving(link, request));
  const answer = expected === undefined ? undefined : await ask(link, expected.patienceMs);
  return expected === undefined || answer === undefined ? { ok: true } : { ok: expected.feels(answer), answer };
}

function linksOf({ members = [], target }: FaultRequest<unknown>): readonly string[] {
  if (members.length === 0) throw new Error(`place-links: no link leads into or out of ${target}; the plan should have refused this`);
  return members;
}

const isLeaving = (link: string, { leaving = [] }: FaultRequest<unknown>): boolean => leaving.includes(link);

function holds(states: readonly LinkState[], link: string, toxin: Toxin): boolean {
  return states.find(({ name }) => name === proxyName(link))?.toxics.some((toxic) => isIt(toxic, toxin, toxin.kind, toxin.toxicity)) ?? false;
}
