import type { z } from "zod";
import type { Undo } from "../event/undo.ts";
import type { LinkState, ToxicKind, ToxicState } from "../proxy/proxy.ts";
import type { Fault, FaultRequest, FaultWorld, LinkAnswer, Verification } from "./fault.ts";
import { effectOn, missesAll } from "./link-effect.ts";
import type { Which } from "./link-params.ts";

/** What differs between the faults of a link. */
export interface LinkFaultOf<P extends Which> {
  readonly name: string;
  readonly doc: string;
  readonly params: z.ZodType<P>;
  readonly mark: Fault["mark"];
  /** The proxy's own word for it, and its attributes. */
  readonly kind: (parameters: P) => ToxicKind;
  /** In words, `300 ms ± 50 ms`. */
  readonly words: (parameters: P) => string;
  /** Why it would come too late to be noticed. */
  readonly harmless?: Fault<P>["harmless"];
  /**
   * How long a new connection is watched, and what it meets when the fault works. Asked only of a
   * proxy that does not count.
   */
  readonly newcomer?: {
    patienceMs(parameters: P): number;
    feels(answer: LinkAnswer, parameters: P): boolean;
  };
}

/**
 * A link in the proxy: replicas are separated by a dot, because the proxy's API cannot address a
 * name with a slash.
 */
export const proxyName = (target: string): string => target.replace("/", ".");

/**
 * Makes a fault of a link: the proxy does it, so every one is applied, read back and taken back in
 * the same way.
 */
export function linkFault<P extends Which>(of: LinkFaultOf<P>): Fault<P> {
  return {
    name: of.name,
    doc: of.doc,
    target: "link",
    needs: [],
    params: of.params,
    mark: of.mark,
    harmless: (parameters, exposure) =>
      of.harmless?.(parameters, exposure) ?? missesAll("toxicity", parameters.toxicity, exposure),
    undo: (request, { links }): Undo => ({
      do: "remove-toxic",
      api: links.proxy().api,
      link: proxyName(request.target),
      toxics: parts(request).map(({ name }) => name),
    }),
    apply: async ({ links }, request) => {
      const { toxicity } = request.with;
      const ends = request.leaseMs === undefined ? {} : { ttl: request.leaseMs };
      for (const { name, stream } of parts(request))
        await links.proxy().addToxic(proxyName(request.target), {
          ...of.kind(request.with),
          name,
          stream,
          toxicity,
          ...ends,
        });
    },
    verify: async (world, request) => {
      const there = await held(of, world, request);
      if (!there.ok) return there;
      const { ok, evidence } = await effect(of, world, request);
      return { ok, evidence: `${heldText(of, request)}; ${evidence}` };
    },
    still: (world, request) => held(of, world, request),
  };
}

/** Does the proxy hold every part of it, as it was put there? */
async function held<P extends Which>(
  of: LinkFaultOf<P>,
  { links }: FaultWorld,
  request: FaultRequest<P>,
): Promise<Verification> {
  const found = await links.proxy().toxics(proxyName(request.target));
  const missing = parts(request).find(
    (part) =>
      !found.some((toxic) => isIt(toxic, part, of.kind(request.with), request.with.toxicity)),
  );
  return missing === undefined
    ? { ok: true, evidence: `the proxy holds it on ${request.target}` }
    : { ok: false, evidence: `the proxy does not hold ${missing.name} on ${request.target}` };
}

interface Part {
  readonly name: string;
  readonly stream: "upstream" | "downstream";
}

/** One for each direction; fault ids hold no dot, so the names are unique. */
function parts({ id, with: { direction } }: FaultRequest<Which>): readonly Part[] {
  if (direction !== "both") return [{ name: id, stream: direction }];
  return (["upstream", "downstream"] as const).map((stream) => ({
    name: `${id}.${stream}`,
    stream,
  }));
}

/** Is this toxic of the proxy that part of a fault, as it was put there? */
export function isIt(
  toxic: ToxicState,
  { name, stream }: Part,
  { type, attributes }: ToxicKind,
  toxicity: number,
): boolean {
  // The original keeps the share as a 32-bit number.
  return (
    toxic.name === name &&
    toxic.type === type &&
    toxic.stream === stream &&
    Math.abs(toxic.toxicity - toxicity) < 1e-6 &&
    Object.entries(attributes).every(([key, value]) => toxic.attributes[key] === value)
  );
}

/** What the proxy has of it. */
function heldText<P extends Which>(
  { name, words }: LinkFaultOf<P>,
  { target, with: parameters }: FaultRequest<P>,
): string {
  const { direction, toxicity } = parameters;
  return `the proxy holds ${[name, words(parameters)].filter(Boolean).join(" ")} on ${target}, ${direction === "both" ? "both ways" : direction}${toxicity === 1 ? "" : `, on ${percent(toxicity)} of connections`}`;
}

/** A share in percent, with as many digits as it takes to be more than 0. */
export const percent = (share: number): string => `${Number((share * 100).toPrecision(2))} %`;

async function effect<P extends Which>(
  { newcomer }: LinkFaultOf<P>,
  { links }: FaultWorld,
  request: FaultRequest<P>,
): Promise<Verification> {
  const { target, with: parameters } = request;
  const counts = (await links.proxy().touched())?.[proxyName(target)];
  return effectOn(links, {
    target,
    toxicity: parameters.toxicity,
    counts: counts && parts(request).flatMap(({ name }) => counts[name] ?? []),
    newcomer: newcomer && {
      patienceMs: newcomer.patienceMs(parameters),
      feels: (answer) => newcomer.feels(answer, parameters),
    },
  });
}

/** The link as its proxy has it now; undefined when it has none. */
export async function stateOfLink(
  { links }: FaultWorld,
  api: string,
  link: string,
): Promise<LinkState | undefined> {
  return (await links.proxy(api).snapshot()).find(({ name }) => name === link);
}
