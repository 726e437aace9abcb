/** How the requests of a flow look in an access log. */
import type { Plan } from "../plan/plan.ts";
import type { Access } from "./access-log.ts";

export interface Shape {
  /** The flow; undefined for one that only a fault sends. */
  readonly flow: string | undefined;
  readonly component: string;
  readonly method: string;
  readonly path: RegExp;
  readonly headers: readonly { readonly field: string; readonly like: RegExp }[];
  readonly status: number;
  /** An answer later than this is not good, milliseconds. */
  readonly underMs: number;
  /** Its clients try again: one request of theirs may be several lines. */
  readonly retries: boolean;
}

type Values = Readonly<Record<string, string | number | boolean>>;

/**
 * The shapes of every step of every flow, and of what faults send. A k6 script has none: what it
 * requests is unknown.
 */
export function shapesOf({ scenario, params }: Plan, resolved: Values): readonly Shape[] {
  const values = { ...params, ...resolved };
  const { journeys, flows } = scenario.load;
  const planned = Object.entries(flows).flatMap(([flow, { journey, retry }]) =>
    shapesOfJourney(journeys, journey, values, { flow, retries: retry !== undefined }),
  );
  const byFaults = Object.values(scenario.faults)
    .flatMap(({ with: parameters }) => [parameters["journey"], ...listOf(parameters["then"])])
    .filter((name): name is string => typeof name === "string");
  return [
    ...planned,
    ...byFaults.flatMap((journey) =>
      shapesOfJourney(journeys, journey, values, { flow: undefined, retries: false }),
    ),
  ];
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function methodOf({ get, post, put }: Readonly<Record<"get" | "post" | "put", unknown>>): string {
  if (get !== undefined) return "GET";
  if (post !== undefined) return "POST";
  return put === undefined ? "DELETE" : "PUT";
}

function shapesOfJourney(
  journeys: Plan["scenario"]["load"]["journeys"],
  name: string,
  values: Values,
  { flow, retries }: Pick<Shape, "flow" | "retries">,
): readonly Shape[] {
  const journey = journeys[name];
  if (journey === undefined) return [];
  return journey.steps.map(({ get, post, put, delete: remove, headers, timeout, expect }) => ({
    flow,
    component: journey.to,
    method: methodOf({ get, post, put }),
    path: likeText(get ?? post ?? put ?? remove ?? "/", values, journey.vars),
    headers: Object.entries(headers).map(([header, text]) => ({
      field: header.toLowerCase().replace(/^x-/, ""),
      like: likeText(text, values, journey.vars),
    })),
    status: expect.status,
    underMs: expect.under ?? timeout,
    retries: retries || journey.retry !== undefined,
  }));
}

/**
 * Is a line of the log one of these requests? What the log does not say does not speak against it.
 */
export function fits({ method, path, headers }: Shape, access: Access): boolean {
  const told = access.fields["method"];
  if (!path.test(access.path) || (typeof told === "string" && told !== method)) return false;
  return headers.every(({ field, like }) => {
    const value = access.fields[field];
    return typeof value !== "string" || like.test(value);
  });
}

/**
 * `${name}` has its value by now; `{name}` is drawn for each request, from a list or anything of
 * the kind.
 */
function likeText(
  text: string,
  values: Values,
  vars: Plan["scenario"]["load"]["journeys"][string]["vars"],
): RegExp {
  const filled = text.replaceAll(/\$\{\s*([\w-]+)\s*\}/g, (whole, name: string) =>
    values[name] === undefined ? whole : String(values[name]),
  );
  const like = filled.split(/(\$\{[^}]*\}|\{[A-Za-z]\w*\})/).map((part) => {
    if (part.startsWith("${")) return ".*";
    if (!/^\{[A-Za-z]\w*\}$/.test(part)) return escaped(part);
    const drawn = vars[part.slice(1, -1)];
    if (part === "{user}" || (typeof drawn === "string" && /^\d+\.\.\d+$/.test(drawn)))
      return "\\d+";
    if (Array.isArray(drawn)) return `(?:${drawn.map((one) => escaped(String(one))).join("|")})`;
    return drawn === undefined ? "[^/?&]*" : escaped(String(drawn));
  });
  return new RegExp(`^${like.join("")}$`);
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
