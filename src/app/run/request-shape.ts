/** What a scenario's requests look like in a log, so that a line can be assigned to one flow. */
import type { LoadStep } from "../../event/flow.ts";
import { flowOf } from "../../plan/journey.ts";
import type { ResolvedScenario } from "../../plan/plan.ts";

/** How requests of one step of one flow look in a log. */
export interface Shape {
  /** The one SLI that counts the flow; undefined when none does. */
  readonly sli: string | undefined;
  readonly to: string;
  readonly status: number;
  readonly underMs: number;
  fits(access: Access): boolean;
}

/** One line of an access log. */
export interface Access {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly status: number;
  readonly ms: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * The shapes of all flows, including those that faults add; or why a log cannot distinguish them.
 */
export function shapesOf(
  scenario: ResolvedScenario,
): readonly Shape[] | { readonly cannot: string } {
  const surges = Object.values(scenario.faults).flatMap(({ with: { journey, cohort } }) =>
    typeof journey === "string"
      ? [{ id: "", journey, cohort: typeof cohort === "string" ? cohort : "everyone" }]
      : [],
  );
  const flows = [
    ...Object.entries(scenario.load.flows).map(([id, { journey, cohort }]) => ({
      id,
      journey,
      cohort,
    })),
    ...surges,
  ];
  const shapes: Shape[] = [];
  for (const { id, journey, cohort } of flows) {
    const counted = Object.entries(scenario.slis).flatMap(([sli, { counts }]) =>
      counts.includes(id) ? [sli] : [],
    );
    const flow = flowOf(scenario, id, { journey, cohort, perSecond: 0 }, []);
    if (counted.length === 0 && flow.script !== undefined) continue;
    if (counted.length > 1) return { cannot: `${id} counts for several services` };
    if (counted.length === 1 && flow.script !== undefined) return { cannot: `${id} is a script` };
    if (counted.length === 1 && flow.retry !== undefined)
      return { cannot: `clients of ${id} retry: one of their requests is several in a log` };
    const to = scenario.load.journeys[journey]?.to ?? "";
    shapes.push(
      ...flow.steps.map((step) => ({
        sli: counted[0],
        to,
        status: step.expectStatus,
        underMs: step.underMs,
        fits: fitOf(step, flow.vars),
      })),
    );
  }
  return shapes;
}

type Vars = Parameters<typeof pattern>[1];

function fitOf(step: LoadStep, vars: Vars): (access: Access) => boolean {
  const path = pattern(step.path, vars);
  const headers = Object.entries(step.headers).map(([name, value]) => ({
    field: name.toLowerCase().replace(/^x-/, ""),
    like: pattern(value, vars),
  }));
  return ({ fields }) =>
    path.test(String(fields["path"])) &&
    (fields["method"] === undefined || fields["method"] === step.method) &&
    headers.every(
      ({ field, like }) => typeof fields[field] !== "string" || like.test(fields[field]),
    );
}

/**
 * Turns a text with `{name}` in it into an expression that matches what requests have in their
 * place.
 */
function pattern(
  text: string,
  vars: Readonly<
    Record<string, { from: number; to: number } | readonly (string | number | boolean)[]>
  >,
): RegExp {
  const parts = text.split(/\{([A-Za-z]\w*)\}/);
  const like = parts.map((part, index) => {
    if (index % 2 === 0) return escaped(part);
    const drawn = vars[part];
    if (part === "user" || (drawn !== undefined && !Array.isArray(drawn))) return "\\d+";
    return Array.isArray(drawn)
      ? `(?:${drawn.map((each) => escaped(String(each))).join("|")})`
      : "[^/?&]*";
  });
  return new RegExp(`^${like.join("")}$`);
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");
