import { allRoles } from "../org/profile.ts";
import type { IncidentState } from "../incident/incident.ts";
import { peopleOf, rolesHeld, rolesOfPerson } from "../incident/team/state.ts";
import { formatDuration } from "../kernel/duration.ts";

export interface RosterRow {
  readonly person: string;
  readonly as: "seat" | "user" | "script" | "bot" | "named";
  readonly roles: readonly {
    readonly role: string;
    readonly title: string;
    readonly service?: string;
  }[];
  readonly away: { readonly forMs: number; readonly why: string } | null;
  /** How long ago they did something; null before that. */
  readonly actedMs: number | null;
}

/** Everyone here, and everyone who only has a role by name. */
export function rosterOf(state: IncidentState, exMs: number): readonly RosterRow[] {
  const { people, holders, away } = state.team;
  const titles = allRoles(state.profile);
  const named = peopleOf(state.team)
    .filter((one) => !people.some(({ id }) => id === one))
    .map((id) => ({ id, as: "named" as const, lastEx: null }));
  return [...people, ...named].map(({ id, as, lastEx }) => {
    const gone = away.find(({ person }) => person === id);
    return {
      person: id,
      as,
      roles: [
        ...holders.filter(({ person }) => person === id),
        ...rolesOfPerson(state.team, id)
          .filter((role) => !rolesHeld(state.team, id).includes(role))
          .map((role): { role: string; service?: string } => ({ role })),
      ].map(({ role, service }) => ({
        role,
        title: titles[role] ?? role,
        ...(service === undefined ? {} : { service }),
      })),
      away: gone === undefined ? null : { forMs: exMs - gone.sinceEx, why: gone.why },
      actedMs: lastEx === null ? null : Math.max(0, exMs - lastEx),
    };
  });
}

/** `ana      TLOC (api)    last act 12 s ago`, one line for each. */
export function rosterLines(rows: readonly RosterRow[]): readonly string[] {
  if (rows.length === 0) return ["No one has joined yet."];
  const cells = rows.map((row) => [row.person, rolesText(row), stateText(row)] as const);
  const width = (at: 0 | 1): number => Math.max(...cells.map((cell) => cell[at].length));
  return cells.map(([person, roles, rest]) =>
    `${person.padEnd(width(0))}  ${roles.padEnd(width(1))}  ${rest}`.trimEnd(),
  );
}

function rolesText({ roles }: RosterRow): string {
  const all = roles.map(({ title, service }) =>
    service === undefined ? title : `${title} (${service})`,
  );
  return all.length === 0 ? "no role" : all.join(", ");
}

const kinds = {
  seat: "",
  user: "by this machine's user",
  script: "scripted player",
  bot: "bot",
  named: "has not joined",
} as const;

function stateText({ as, away, actedMs }: RosterRow): string {
  const parts = [
    kinds[as],
    away === null
      ? ""
      : `away for ${formatDuration(Math.round(away.forMs / 1_000) * 1_000)}${away.why === "" ? "" : `: ${away.why}`}`,
    actedMs === null ? "" : `last act ${formatDuration(Math.round(actedMs / 1_000) * 1_000)} ago`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}
