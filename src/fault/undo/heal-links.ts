import type { FaultWorld, Verification } from "../fault.ts";
import type { UndoKind, UndoOf } from "./kind.ts";
import { whileServed } from "./while-served.ts";

export const healLinks: UndoKind<UndoOf<"heal-links">> = {
  leaves: "running",
  endsWithoutUs: true,
  undo: (world, { api, links }) =>
    whileServed(
      async () =>
        void (await Promise.all(
          links.flatMap(({ link, toxics }) =>
            toxics.map((toxic) => world.links.proxy(api).removeToxic(link, toxic)),
          ),
        )),
      undefined,
    ),
  undone: (world, data) =>
    whileServed(() => allAreWhole(world, data), {
      ok: true,
      evidence: "the proxy server of these links is gone, and the fault with it",
    }),
  describe: ({ links }) =>
    `remove it from ${links.length > 3 ? `${links.length} links` : links.map(({ link }) => link).join(", ")}`,
};

async function allAreWhole(
  world: FaultWorld,
  { api, links }: UndoOf<"heal-links">,
): Promise<Verification> {
  const states = await world.links.proxy(api).snapshot();
  const left = links
    .filter(({ link, toxics }) =>
      states.find(({ name }) => name === link)?.toxics.some(({ name }) => toxics.includes(name)),
    )
    .map(({ link }) => link);
  return {
    ok: left.length === 0,
    evidence:
      left.length === 0
        ? `the proxy holds nothing of it on any of ${links.length} links`
        : `the proxy still holds some of it on ${left.join(", ")}`,
  };
}
