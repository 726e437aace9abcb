/** A first organisation file, as `gameday org init` writes it: with a comment at each of its steps. */
import { formatDuration } from "../kernel/duration.ts";
import type { Organisation } from "./organisation.ts";
import type { Severity, SeverityPredicate } from "./profile.ts";

/** What is known of a company after the six steps. */
export interface OrganisationDraft {
  readonly id: string;
  readonly title: string;
  /** A preset; what the draft does not say is as there. */
  readonly base: string;
  /** How long services are below their objective before it is the worst severity. */
  readonly belowMs: number;
  /** By the number of the severity; null: no target. */
  readonly targets: ReadonlyMap<number, number | null>;
  readonly services: readonly DraftService[];
  /** Who takes command, in the order of their turns. */
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly rotation: {
    readonly timeZone: string;
    readonly every: string;
    readonly handover: string;
    /** The day of the first handover. */
    readonly start: string;
  };
  readonly acknowledgeMs: number;
  /** Who reads what is sent to a name. */
  readonly readers: ReadonlyMap<string, readonly string[]>;
}

export interface DraftService {
  readonly id: string;
  readonly slo: number | null;
  readonly owner: string;
  readonly dependsOn: readonly string[];
}

/** The file; `schema` is where its JSON Schema is. */
export function draftText(draft: OrganisationDraft, base: Organisation, schema: string): string {
  return [
    `# yaml-language-server: $schema=${schema}`,
    "# How you run incidents, in the six steps of the SEV talk. What is not here is as in the preset:",
    "# gameday org show prints the whole, gameday org check says what is weak.",
    "apiVersion: gameday/v1",
    "kind: Organisation",
    `id: ${draft.id}`,
    `title: ${JSON.stringify(draft.title)}`,
    `extends: ${draft.base}`,
    "",
    ...severities(draft, base),
    "",
    ...services(draft),
    "",
    ...people(draft, base),
    "",
    ...automation(draft),
    "",
  ].join("\n");
}

function severities({ belowMs, targets }: OrganisationDraft, base: Organisation) {
  const rows = base.profile.severities;
  return [
    "# 1 How you measure SEVs: any row of `when` that holds makes it this severity.",
    "# 2 Levels: how bad, and by when users must be well again. `null` is no target.",
    "severities:",
    ...rows.flatMap((severity) => {
      const fields = [
        ...(severity === rows[0] ? when(severity, belowMs) : []),
        ...target(severity, targets.get(severity.id) ?? null),
      ];
      const about = `# ${severity.label}: ${severity.description}`;
      return fields.length === 0
        ? [`  ${about}: no target`]
        : [`  ${severity.id}: ${about}`, ...fields];
    }),
  ];
}

/** `null` takes the preset's target away; where it has none there is nothing to take. */
function target({ targetMs }: Severity, ms: number | null): readonly string[] {
  return targetMs === null && ms === null ? [] : [`    mitigateWithin: ${yamlTime(ms)}`];
}

/** The preset's rows, with another time at those about services; at least one such row. */
function when({ when: rows }: Severity, forMs: number): readonly string[] {
  const timed = rows.map((row) => ("service" in row ? { ...row, forMs } : row));
  const all: readonly SeverityPredicate[] = timed.some((row) => "service" in row)
    ? timed
    : [{ service: "all", below: "objective", forMs }, ...timed];
  return ["    when:", ...all.map((row) => `      - { ${rowText(row)} }`)];
}

function rowText(row: SeverityPredicate): string {
  if ("service" in row)
    return `service: ${row.service}, below: objective, for: ${yamlTime(row.forMs)}`;
  if ("dataLost" in row) return `dataLost: ${row.dataLost}`;
  if ("redundancy" in row) return `redundancy: ${row.redundancy}`;
  return "usersAffected" in row
    ? `usersAffected: ">${row.usersAffected.above}"`
    : `exposedRecords: ">${row.exposedRecords.above}"`;
}

function services({ services: all }: OrganisationDraft): readonly string[] {
  return [
    "# 3 SLOs: the share of good requests, in percent.",
    "# 6 The dashboard of critical services: who owns each, and what it depends on.",
    "services:",
    ...all.map(({ id, slo, owner, dependsOn }) => {
      const fields = [
        ...(owner === "" ? [] : [`owner: ${JSON.stringify(owner)}`]),
        ...(slo === null ? [] : [`slo: ${slo}`]),
        ...(dependsOn.length === 0 ? [] : [`dependsOn: [${dependsOn.join(", ")}]`]),
      ];
      return `  ${id}: { ${fields.join(", ")} }`;
    }),
  ];
}

function people({ people: all, rotation }: OrganisationDraft, { profile }: Organisation) {
  const { commander, responder } = profile.onCall;
  const roles = [...new Set([commander, responder])].join(", ");
  const title = profile.roles[commander] ?? commander;
  return [
    "people:",
    ...all.map(({ id, name }) => `  ${id}: { name: ${JSON.stringify(name)}, roles: [${roles}] }`),
    "",
    `# 4 The ${title} rotation: exactly one at any time. Add overrides for holidays.`,
    "rotations:",
    "  command:",
    `    role: ${commander}`,
    `    timeZone: ${rotation.timeZone}`,
    `    people: [${all.map(({ id }) => id).join(", ")}]`,
    `    every: ${rotation.every}`,
    `    handover: "${rotation.handover}"`,
    `    start: ${rotation.start}`,
  ];
}

function automation({ acknowledgeMs, readers }: OrganisationDraft): readonly string[] {
  return [
    "# 5 Automation: a page without an answer goes on to the next person after this time,",
    "# and a severity notifies its readers.",
    `timers: { acknowledge: ${yamlTime(acknowledgeMs)} }`,
    ...(readers.size === 0
      ? []
      : [
          "notify:",
          ...[...readers].map(
            ([name, who]) =>
              `  ${JSON.stringify(name)}: [${who.map((each) => JSON.stringify(each)).join(", ")}]`,
          ),
        ]),
  ];
}

/** `15m`, `1m30s`, or `null`. */
export function yamlTime(ms: number | null): string {
  return ms === null ? "null" : formatDuration(ms).replaceAll(" ", "");
}

/**
 * The names that the worst severity notifies and that are no channel and no mailbox: someone has to
 * read them.
 */
export function readersNeeded({ profile }: Organisation): readonly string[] {
  const names = profile.severities[0]?.notify ?? [];
  return names.filter((name) => !name.startsWith("#") && !name.includes("@"));
}
