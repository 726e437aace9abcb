import { z } from "zod";
import type { Probe } from "./probe.ts";

const params = z.strictObject({ path: z.string().default("/"), field: z.string().optional(), status: z.int().optional() });

/** An HTTP GET: a field of the JSON answer (`pool.size`), or with `status` 1 when it matches and 0 when not. */
export const http: Probe<z.output<typeof params>> = {
  name: "http",
  doc: "GET a path of a component: a field of its JSON answer, or 1/0 for an expected status.",
  params,
  target: "component",
  open: (world, target, { path, field, status }) => ({
    read: async () => {
      const [endpoint] = world.endpoints(target);
      if (endpoint === undefined) throw new Error(`${target} has no address`);
      const answer = await world.get(`http://${endpoint.host}:${endpoint.port}${path}`, 2_000);
      if (status !== undefined) return answer.status === status ? 1 : 0;
      if (field === undefined) return answer.status;
      return dig(JSON.parse(answer.body), field);
    },
    close: async () => {},
  }),
};

/** The value at a dotted path; booleans as text, what is missing as null. */
function dig(value: unknown, path: string): number | string | null {
  let here: unknown = value;
  for (const key of path.split(".")) {
    if (typeof here !== "object" || here === null) return null;
    here = Object.entries(here).find(([name]) => name === key)?.[1];
  }
  if (typeof here === "number" || typeof here === "string") return here;
  return here === undefined || here === null ? null : typeof here === "boolean" ? String(here) : JSON.stringify(here);
}
