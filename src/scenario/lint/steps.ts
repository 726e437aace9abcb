import { nameHint, quoted, type Path } from "../mistake.ts";
import type { Journey, Step } from "../schema.ts";
import { holes, texts } from "../template.ts";
import { error, type Finding, type Rule } from "./rule.ts";
import { wrongHeaders } from "./step-headers.ts";

const methods = ["get", "post", "put", "delete"] as const;

export const steps: Rule = {
  doc: "A step has one method, a path, permitted headers, a timeout longer than its limit, and only {names} that are drawn or captured from earlier responses.",
  needsWhole: true,
  check: ({ scenario }) =>
    Object.entries(scenario.load.journeys).flatMap(([name, journey]) => {
      const path = ["load", "journeys", name];
      return [
        ...source(journey, path),
        ...ranges(journey, path),
        ...journey.steps.flatMap((step, index) =>
          judge(
            step,
            [...path, "steps", index],
            [...Object.keys(journey.vars), ...captured(journey, index)],
          ),
        ),
      ];
    }),
};

/** What the steps before this one take from their responses. */
const captured = ({ steps: all }: Journey, before: number): readonly string[] =>
  all.slice(0, before).flatMap(({ capture = {} }) => Object.keys(capture));

function source({ steps: own, script }: Journey, path: Path): readonly Finding[] {
  if (own.length > 0 && script !== undefined)
    return [
      error({
        code: "GD-S003",
        path: [...path, "script"],
        at: "key",
        message: "the journey has steps and a script",
        hint: "a k6 script makes its own requests: use one of the two",
      }),
    ];
  return own.length > 0 || script !== undefined
    ? []
    : [
        error({
          code: "GD-S005",
          path,
          at: "key",
          message: "the journey has no steps",
          hint: "give it steps: [{get: /}], or a k6 script beside the scenario",
        }),
      ];
}

function ranges({ vars }: Journey, path: Path): readonly Finding[] {
  return Object.entries(vars).flatMap(([name, values]) => {
    const [, from, to] = typeof values === "string" ? (/^(\d+)\.\.(\d+)$/.exec(values) ?? []) : [];
    return from !== undefined && Number(from) > Number(to)
      ? [
          error({
            code: "GD-S003",
            path: [...path, "vars", name],
            message: `the range ${values.toString()} is empty`,
            hint: `did you mean "${to}..${from}"?`,
          }),
        ]
      : [];
  });
}

function judge(step: Step, path: Path, vars: readonly string[]): readonly Finding[] {
  const given = methods.filter((method) => step[method] !== undefined);
  const findings: Finding[] = [];
  if (given.length !== 1)
    findings.push(
      error({
        code: given.length === 0 ? "GD-S005" : "GD-S003",
        path,
        message:
          given.length === 0 ? "the step requests nothing" : `the step has ${given.join(" and ")}`,
        hint: `give it one of ${methods.join(", ")}`,
      }),
    );
  for (const method of given) {
    const url = step[method] ?? "";
    if (!url.startsWith("/"))
      findings.push(
        error({
          code: "GD-S003",
          path: [...path, method],
          message: `the path ${quoted(url)} must begin with "/"`,
          hint: "the journey's `to` says which component it goes to",
        }),
      );
    // oxlint-disable-next-line no-control-regex -- what must not be in it
    if (/[\u0000-\u0020\u007f]/.test(url.replaceAll(/\$\{[^}]*\}/g, "")))
      findings.push(
        error({
          code: "GD-S003",
          path: [...path, method],
          message: `the path ${quoted(url)} has a space or a control character`,
          hint: "write it as a URL does: %20",
        }),
      );
  }
  if (step.expect.under !== undefined && step.expect.under > step.timeout)
    findings.push(
      error({
        code: "GD-S006",
        path: [...path, "expect", "under"],
        message: "`under` is longer than the step's timeout, so no response can be slow",
      }),
    );
  if (typeof step.think === "object" && step.think.from > step.think.to)
    findings.push(
      error({
        code: "GD-S003",
        path: [...path, "think"],
        message: "the range of think is empty",
        hint: "from is the shortest, to the longest",
      }),
    );
  return [
    ...findings,
    ...wrongHeaders(step.headers, [...path, "headers"]),
    ...strangers(step, path, vars),
  ];
}

/**
 * `{name}` without anything to draw it from. Bodies may hold braces of their own, so only whole
 * ones count there.
 */
function strangers(step: Step, path: Path, vars: readonly string[]): readonly Finding[] {
  const known = [...vars, "user"];
  const { get, post, put, delete: remove, headers, body } = step;
  return [...texts({ get, post, put, delete: remove, headers, body })].flatMap(
    ({ path: inner, text }) => {
      const plain = holes(text).reduceRight(
        (left, { from, to }) => left.slice(0, from) + " ".repeat(to - from) + left.slice(to),
        text,
      );
      return [...plain.matchAll(/\{([A-Za-z]\w*)\}/g)]
        .filter(([, name = ""]) => !known.includes(name))
        .map((match) =>
          error({
            code: "GD-S010",
            path: [...path, ...inner],
            message: `undefined {${match[1] ?? ""}} is`,
            hint: nameHint(match[1] ?? "", known, "vars and captures"),
          }),
        );
    },
  );
}
