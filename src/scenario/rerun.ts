import { z } from "zod";
import { didYouMean } from "../kernel/did-you-mean.ts";
import { explain } from "./explain.ts";
import { quoted, type Mistake } from "./mistake.ts";
import { changesTheFault, missesTargets } from "./same-fault.ts";
import { scenarioSchema, type Corrective, type Scenario } from "./schema.ts";
import { fieldsOf, schemaAt, valueAt } from "./schema-walk.ts";

type Rerun = Pick<NonNullable<Corrective["rerun"]>, "set">;

/**
 * Parts that a rerun may change: what is built. Never the fault, the users, nor what is promised to
 * them.
 */
const changeable = ["stack", "params"];
/** Parts that are the fault, the users and the objectives. */
const fixed = [
  "faults",
  "links",
  "calibrate",
  "load",
  "slis",
  "hold",
  "baseline",
  "mustHold",
  "mustBreak",
  "abortWhen",
  "limit",
  "signals",
];

/**
 * What a rerun's dotted paths (`stack.api.config.pool`) have against the scenario; empty when the
 * fix can be put in place and the fault stays the same.
 */
export function checkSets(scenario: Scenario, rerun: Rerun): readonly Mistake[] {
  const each = Object.entries(rerun.set).flatMap(([dotted, value]): readonly Mistake[] => {
    const path = dotted.split(".");
    const wrong = wrongPath(scenario, path);
    if (wrong !== undefined) return [{ path: [dotted], at: "key", ...wrong }];
    const other = changesTheFault(scenario, path);
    if (other !== undefined) return [{ code: "GD-S024", path: [dotted], at: "key", ...other }];
    const schema = schemaAt(scenarioSchema, path, scenario);
    return schema === undefined ? [] : explain(schema, value, [dotted]);
  });
  return each.length > 0 ? each : checkTargets(scenario, rerun);
}

/** One by one, so that the path is named that takes a target away. */
function checkTargets(scenario: Scenario, { set }: Rerun): readonly Mistake[] {
  return Object.entries(set).flatMap(([dotted, value]): readonly Mistake[] => {
    const missing = missesTargets(scenario, applySets(scenario, { set: { [dotted]: value } }));
    return missing === undefined
      ? []
      : [
          {
            code: "GD-S024",
            path: [dotted],
            at: "key",
            message: `with ${quoted(dotted)} set, ${missing.message}`,
            hint: missing.hint,
          },
        ];
  });
}

/**
 * A path must lead to a field or a name that is there; only inside a program's config and a
 * server's variables anything may be new.
 */
function wrongPath(
  scenario: Scenario,
  path: readonly string[],
): Pick<Mistake, "code" | "message" | "hint"> | undefined {
  const code = "GD-S010";
  if (fixed.includes(path[0] ?? ""))
    return {
      code: "GD-S024",
      message: `a rerun cannot change ${quoted(path.join("."))}`,
      hint: "a rerun repeats the same fault with the same users and objectives, with the fix in place",
    };
  if (path.length < 2 || !changeable.includes(path[0] ?? ""))
    return {
      code,
      message: `a rerun cannot change ${quoted(path.join("."))}`,
      hint: `it can only change entries in ${changeable.join(" and ")}`,
    };
  for (const [depth, segment] of path.entries()) {
    if (depth > 2 && path[0] === "stack" && (path[2] === "config" || path[2] === "variables"))
      return undefined;
    const before = path.slice(0, depth);
    const parent = valueAt(scenario, before);
    const schema = schemaAt(scenarioSchema, before, scenario);
    const known = [
      ...new Set([
        ...Object.keys(typeof parent === "object" && parent !== null ? parent : {}),
        ...Object.keys((schema === undefined ? undefined : fieldsOf(schema)) ?? {}),
      ]),
    ];
    if (known.includes(segment)) continue;
    const near = didYouMean(segment.slice(0, 80), known);
    return {
      code,
      message: `there is no ${quoted([...before, segment].join("."))} to change`,
      hint:
        near === undefined
          ? `here are: ${known.join(", ")}`
          : `did you mean "${[...before, near].join(".")}"?`,
    };
  }
  return undefined;
}

/** The scenario with the fix in place. The paths must have passed `checkSets`. */
export function applySets(scenario: Scenario, { set }: Rerun): Scenario {
  const changed = structuredClone(scenario);
  for (const [dotted, value] of Object.entries(set)) {
    const path = dotted.split(".");
    const schema = schemaAt(scenarioSchema, path, changed);
    put(changed, path, schema === undefined ? value : z.parse(schema, value));
  }
  return changed;
}

function put(root: object, path: readonly string[], value: unknown): void {
  let here = root as Record<string, unknown>;
  for (const segment of path.slice(0, -1)) {
    const next = Object.hasOwn(here, segment) ? here[segment] : undefined;
    const inner = typeof next === "object" && next !== null ? next : {};
    if (inner !== next) here[segment] = inner;
    here = inner as Record<string, unknown>;
  }
  const last = path.at(-1) ?? "";
  Object.defineProperty(here, last, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
