import { RECURSION_DESIRED, streamDecode, streamEncode, type Answer } from "dns-packet";
import { z } from "zod";
import { endpointOf } from "./ask.ts";
import type { Probe } from "./probe.ts";

const params = z.strictObject({
  name: z.string(),
  type: z.enum(["A", "SRV", "CNAME"]).default("A"),
});

/**
 * What a name server answers to one question, as text: who asks now gets this, who asked before may
 * still have another.
 */
export const dns: Probe<z.output<typeof params>> = {
  name: "dns",
  doc: "A name server's response for `name` of a `type` (A, SRV, CNAME), over TCP: its targets in order, or `none`.",
  params,
  target: "component",
  open: (world, target, { name, type }) => ({
    read: async () => {
      const query = streamEncode({
        type: "query",
        id: 1,
        flags: RECURSION_DESIRED,
        questions: [{ type, name }],
      });
      const bytes = await world.exchange(
        endpointOf(world, target),
        query,
        (got) => got.length >= 2 && got.length >= 2 + got.readUInt16BE(0),
        2_000,
      );
      return (streamDecode(bytes).answers ?? []).map(text).toSorted().join(", ") || "none";
    },
    close: async () => {},
  }),
};

function text(answer: Answer): string {
  if (answer.type === "SRV") return `${answer.data.target} ${answer.data.weight ?? 0}`;
  return answer.type === "A" || answer.type === "CNAME" ? answer.data : answer.type;
}
