import type { Scenario } from "../schema.ts";
import { error, type Finding, type Rule } from "./rule.ts";

type Inject = Scenario["injects"][string];

export const injects: Rule = {
  doc: "An inject says when it comes and what it brings, and belongs to a Drill.",
  check: ({ scenario }) => [
    ...(scenario.kind === "Test" && Object.keys(scenario.injects).length > 0
      ? [
          error({
            path: ["injects"],
            at: "key",
            message: "a Test has no injects",
            hint: "no one is on call in a Test; make it a Drill, or remove them",
          }),
        ]
      : []),
    ...Object.entries(scenario.injects).flatMap(([id, inject]) => [
      ...timing(id, inject),
      ...content(id, inject),
    ]),
    ...circles(scenario.injects),
  ],
};

function timing(id: string, { at, when }: Inject): readonly Finding[] {
  if ((at === undefined) !== (when === undefined)) return [];
  return [
    error({
      path: ["injects", id],
      at: "key",
      message: `the inject has ${at === undefined ? 'neither "at" nor "when"' : 'both "at" and "when"'}`,
      hint: "at: { after: fault, in: 5m } has a time; when: { no: message.posted, by: 8m } has a condition",
    }),
  ];
}

const needed = {
  alert: "text",
  message: "text",
  "phone-call": "text",
  document: "text",
  fault: "fault",
  "person-away": "person",
} as const satisfies Record<Inject["kind"], keyof Inject>;

function content(id: string, inject: Inject): readonly Finding[] {
  const field = needed[inject.kind];
  if (inject[field] !== undefined) return [];
  return [
    error({
      path: ["injects", id],
      at: "key",
      message: `an inject of kind "${inject.kind}" needs "${field}"`,
      hint: hints[field],
    }),
  ];
}

const hints = {
  text: 'text: "what it says"',
  fault: "fault: the name of an entry of faults, which then happens with the inject",
  person: "person: a role such as tloc, or a name",
} as const;

/** An inject that waits for itself never comes. */
function circles(all: Scenario["injects"]): readonly Finding[] {
  return Object.keys(all).flatMap((id) =>
    waitsForItself(id, all)
      ? [
          error({
            path: ["injects", id],
            at: "key",
            message: "the inject waits for itself",
            hint:
              "follow its after from inject to inject: one of them must count from start, fault " +
              "or an event",
          }),
        ]
      : [],
  );
}

function waitsForItself(id: string, all: Scenario["injects"]): boolean {
  const seen = new Set<string>();
  for (let here: string | undefined = id; here !== undefined && !seen.has(here);) {
    seen.add(here);
    const before: unknown = all[here]?.at?.after ?? all[here]?.when?.after;
    if (before === id) return true;
    here = typeof before === "string" && Object.hasOwn(all, before) ? before : undefined;
  }
  return false;
}
