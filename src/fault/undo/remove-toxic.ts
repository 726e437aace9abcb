import { stateOfLink } from "../link-fault.ts";
import type { UndoKind, UndoOf } from "./kind.ts";
import { whileServed } from "./while-served.ts";

export const removeToxic: UndoKind<UndoOf<"remove-toxic">> = {
  leaves: "running",
  endsWithoutUs: true,
  undo: ({ links }, { api, link, toxics }) =>
    whileServed(async () => {
      for (const toxic of toxics) await links.proxy(api).removeToxic(link, toxic);
    }, undefined),
  undone: (world, { api, link: id, toxics }) =>
    whileServed(
      async () => {
        const link = await stateOfLink(world, api, id);
        if (link === undefined) return { ok: true, evidence: `${id} is no longer there` };
        const left = link.toxics
          .filter(({ name }) => toxics.includes(name))
          .map(({ name }) => name);
        return {
          ok: left.length === 0,
          evidence:
            left.length === 0
              ? `the proxy holds nothing of it on ${id} any more`
              : `the proxy still holds ${left.join(" and ")} on ${id}`,
        };
      },
      { ok: true, evidence: `the proxy server of ${id} is gone, and the fault with it` },
    ),
  describe: ({ link, toxics }) => `take ${toxics.join(" and ")} off ${link}`,
};
