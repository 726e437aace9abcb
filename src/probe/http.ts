import { z } from "zod";
import { ask } from "./ask.ts";
import { growth, keyedNumbers } from "./keyed.ts";
import { componentPath } from "./path.ts";
import type { OpenProbe, Probe, ProbeWorld } from "./probe.ts";

const params = z.strictObject({
  path: componentPath.default("/"),
  field: z.string().optional(),
  keyed: z.boolean().default(false),
  rate: z.boolean().default(false),
  status: z.int().optional(),
});
type Params = z.output<typeof params>;

/**
 * An HTTP GET: a field of the JSON answer (`pool.size`), a number for each key of it, or with
 * `status` 1 when it matches and 0 when not.
 */
export const http: Probe<Params> = {
  name: "http",
  doc:
    "GET a path of a component: a field of its JSON response, with `keyed` an object of " +
    "numbers by key (with `rate` their growth per second), or 1/0 for an expected status.",
  params,
  target: "component",
  open: (world, target, wanted) => ({
    ...(wanted.keyed ? byKey(world, target, wanted) : whole(world, target, wanted)),
    close: async () => {},
  }),
};

function whole(
  world: ProbeWorld,
  target: string,
  { path, field, status }: Params,
): Pick<OpenProbe, "read"> {
  return {
    read: async () => {
      const answer = await ask(world, target, path);
      if (status !== undefined) return answer.status === status ? 1 : 0;
      return field === undefined ? answer.status : shown(dig(JSON.parse(answer.body), field));
    },
  };
}

function byKey(
  world: ProbeWorld,
  target: string,
  { path, field, rate }: Params,
): Pick<OpenProbe, "read"> {
  const grown = growth();
  return {
    read: async () => {
      const body: unknown = JSON.parse((await ask(world, target, path)).body);
      const keys = keyedNumbers(field === undefined ? body : dig(body, field));
      return rate ? grown(keys, world.monoMs()) : { keys };
    },
  };
}

/** The value at a dotted path; what is missing is undefined. */
function dig(value: unknown, path: string): unknown {
  let here: unknown = value;
  for (const key of path.split(".")) {
    if (typeof here !== "object" || here === null) return undefined;
    here = Object.entries(here).find(([name]) => name === key)?.[1];
  }
  return here;
}

/** Numbers and texts as they are; booleans and objects as text, what is missing as null. */
function shown(here: unknown): number | string | null {
  if (typeof here === "number" || typeof here === "string") return here;
  if (here === undefined || here === null) return null;
  return JSON.stringify(here);
}
