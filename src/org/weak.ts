/**
 * Which of the six steps of running SEVs an organisation has not taken, or only half: what is
 * missing, what to do, and which drill would show it.
 */
import { readersNeeded } from "./draft.ts";
import type { Organisation } from "./organisation.ts";

type Step = "measure" | "levels" | "slos" | "rotation" | "automation" | "dashboard";

export interface Weakness {
  readonly step: Step;
  readonly text: string;
  readonly help: string;
  /** What would show it. */
  readonly drill: string;
}

const shows = "gameday run hot-mysql";

/** In the order of the steps; empty when nothing is weak. */
export function weaknessesOf(organisation: Organisation): readonly Weakness[] {
  return [...levels(organisation), ...services(organisation), ...people(organisation)];
}

function levels({ profile }: Organisation): readonly Weakness[] {
  const { severities } = profile;
  const untimed = severities.filter(({ targetMs }) => targetMs === null);
  const unmeasured = severities.every(({ when }) => when.length === 0);
  return [
    ...(unmeasured
      ? [
          {
            step: "measure",
            text: "no severity says what makes it, so none is raised automatically",
            help: `severities.${severities[0]?.id ?? 0}.when: [{ service: all, below: objective, for: 2m }]`,
            drill: shows,
          } as const,
        ]
      : []),
    ...untimed.map(({ id, label }): Weakness => ({
      step: "levels",
      text: `${label} has no target`,
      help: `severities.${id}.mitigateWithin: 8h`,
      drill: shows,
    })),
  ];
}

function services({ services: all }: Organisation): readonly Weakness[] {
  if (Object.keys(all).length === 0)
    return [
      {
        step: "slos",
        text: "no critical service is named",
        help: "services: { checkout: { owner: …, slo: 99.9 } }",
        drill: "gameday init",
      },
    ];
  return Object.entries(all).flatMap(([id, { title, slo, owner }]): Weakness[] => [
    ...(slo === undefined
      ? [
          {
            step: "slos",
            text: `${title} has no objective`,
            help: `services.${id}.slo: 99.9`,
            drill: "gameday init",
          } as const,
        ]
      : []),
    ...(owner === undefined
      ? [
          {
            step: "dashboard",
            text: `${title} has no owner`,
            help: `services.${id}.owner: …`,
            drill: shows,
          } as const,
        ]
      : []),
  ]);
}

function people(organisation: Organisation): readonly Weakness[] {
  return [...command(organisation), ...readers(organisation)];
}

function command({ profile, people: all, rotations }: Organisation): readonly Weakness[] {
  const { commander } = profile.onCall;
  const able = Object.values(all).filter(({ roles }) => roles.includes(commander));
  const title = profile.roles[commander] ?? commander;
  if (able.length < 2)
    return [
      {
        step: "rotation",
        text: able.length === 0 ? `no one can be ${title}` : `only one person can be ${title}`,
        help: `people: at least two with roles: [${commander}]`,
        drill: shows,
      },
    ];
  const turns = rotations.filter(({ role }) => role === commander);
  if (turns.length === 0)
    return [
      {
        step: "rotation",
        text: `no rotation says who is ${title} when`,
        help: `rotations.command: { role: ${commander}, people: [${Object.keys(all).join(", ")}], … }`,
        drill: shows,
      },
    ];
  return turns.flatMap(({ id, layers }): Weakness[] => {
    const everyone = new Set(layers.flatMap((layer) => layer.people));
    const [one] = everyone;
    return everyone.size > 1 || one === undefined
      ? []
      : [
          {
            step: "rotation",
            text: `${one} is ${title} all the time: no one takes over`,
            help: `rotations.${id}.people: at least two`,
            drill: shows,
          },
        ];
  });
}

/** What is notified has readers, in an organisation that names its people. */
function readers(organisation: Organisation): readonly Weakness[] {
  const { people: all, notify } = organisation;
  const needed = Object.keys(all).length === 0 ? [] : readersNeeded(organisation);
  const names = [...new Set([...needed, ...Object.keys(notify)])];
  return names
    .filter((name) => (notify[name] ?? []).length === 0)
    .map((name) => ({
      step: "automation",
      text: `no one reads what is sent to ${name}`,
      help: `notify: { "${name}": [person@company.example] }`,
      drill: shows,
    }));
}
