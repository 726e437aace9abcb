import { z } from "zod";
import type { Fault, FaultWorld, Verification } from "./fault.ts";
import { answerText } from "./link-effect.ts";
import { proxyName, stateOfLink } from "./link-fault.ts";

/** How long a new connection waits for the refusal. Milliseconds. */
const patienceMs = 1_000;

/** Cuts a link: living connections are closed, new ones refused. */
export const linkDown: Fault<Record<string, never>> = {
  name: "link-down",
  doc: "Cuts a link: open connections are closed and new ones are refused.",
  target: "link",
  needs: [],
  params: z.strictObject({}),
  mark: { label: "cut", color: "#D55E00" },
  undo: ({ target }, { links }) => ({
    do: "enable-link",
    api: links.proxy().api,
    link: proxyName(target),
  }),
  apply: async ({ links }, { target }) =>
    void (await links.proxy().setEnabled(proxyName(target), false)),
  verify: async (world, { target }) => {
    const cut = await isCut(world, target);
    if (!cut.ok) return cut;
    const answer = await world.links.ask(target, patienceMs);
    if (answer === undefined) return { ok: true, evidence: `the proxy no longer serves ${target}` };
    return {
      ok: answer.met === "refused",
      evidence: `the proxy no longer serves ${target}; a new connection meets ${answerText(answer)}`,
    };
  },
  still: (world, { target }) => isCut(world, target),
};

async function isCut(world: FaultWorld, target: string): Promise<Verification> {
  const link = await stateOfLink(world, world.links.proxy().api, proxyName(target));
  return link?.enabled === false
    ? { ok: true, evidence: `the proxy no longer serves ${target}` }
    : { ok: false, evidence: `the proxy serves ${target}` };
}
