import { stateOfLink } from "../link-fault.ts";
import type { UndoKind, UndoOf } from "./kind.ts";
import { whileServed } from "./while-served.ts";

export const enableLink: UndoKind<UndoOf<"enable-link">> = {
  leaves: "running",
  endsWithoutUs: true,
  undo: ({ links }, { api, link }) =>
    whileServed(async () => void (await links.proxy(api).setEnabled(link, true)), undefined),
  undone: (world, { api, link: id }) =>
    whileServed(
      async () => {
        const link = await stateOfLink(world, api, id);
        return link === undefined
          ? { ok: true, evidence: `${id} is no longer there` }
          : {
              ok: link.enabled,
              evidence: `the proxy ${link.enabled ? "serves" : "still does not serve"} ${id}`,
            };
      },
      { ok: true, evidence: `the proxy server of ${id} is gone, and the fault with it` },
    ),
  describe: ({ link }) => `let ${link} pass again`,
};
