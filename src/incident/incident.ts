/**
 * The people's side of a drill as a fold over the journal (evolve); `decide.ts` says what a command
 * leads to, `automatic.ts` what time leads to.
 */
import type { GamedayEvent } from "../event/event.ts";
import type { Profile } from "./profile.ts";
import { evolveSlices, initialSlices, type Slices } from "./slices.ts";
import { rolesFilled } from "./team/state.ts";
import type { IncidentStep } from "./transition.ts";

/** A page without an acknowledgement. */
export interface OpenPage {
  readonly sinceEx: number;
  /** When the newest in the chain was paged. */
  readonly lastEx: number;
  /** How far down the chain: 0 the first, 1 the backup, 2 the whole team. */
  readonly step: number;
}

export interface IncidentState extends Slices {
  readonly profile: Profile;
  readonly timeScale: number;
  /** Stable and harmless: "Fast Frog". The level is only ever put before it. */
  readonly name: string;
  /** The envelope's `incident`: `fast-frog`. */
  readonly id: string;
  /**
   * How long every named service must be below its objective before the level goes up by itself;
   * exercise milliseconds, scaled.
   */
  readonly breachMs: number;
  readonly state: IncidentStep;
  readonly stateEx: number;
  readonly level: number | undefined;
  /** When the level in force was entered, from which, and why. */
  readonly levelEx: number;
  readonly levelFrom: number | undefined;
  readonly levelWhy: string;
  readonly declaredEx: number | undefined;
  readonly mitigatedEx: number | undefined;
  /** When it was opened again, last; what fell due while it was over is not said any more. */
  readonly reopenedEx: number | undefined;
  /** Exercise milliseconds; null without a target. */
  readonly deadlineEx: number | null;
  /** When that deadline was set: the clock's zero. */
  readonly clockFromEx: number;
  /** The breach rule raises a level once; after that, people decide. */
  readonly raisedByRule: boolean;
  /** Who has each role now, the first where several have it; someone away has none. */
  readonly roles: Readonly<Record<string, string>>;
  /** By the role that was paged first. */
  readonly pages: Readonly<Record<string, OpenPage>>;
  readonly lastUpdateEx: number | undefined;
  readonly updates: number;
  /** What has been posted, so that the clockwork says everything once. */
  readonly posted: readonly string[];
  /** The first alert's sequence number. */
  readonly alertSeq: number | undefined;
  /**
   * Someone has begun to change the system with a tool of ours, and the state does not say so yet.
   */
  readonly acted: boolean;
}

/** A drill before anything happened. */
export function initialIncident(start: {
  profile: Profile;
  timeScale: number;
  name: string;
}): IncidentState {
  const { profile, timeScale, name } = start;
  return {
    ...initialSlices,
    profile,
    timeScale,
    name,
    id: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-"),
    breachMs: profile.breach.forMs / timeScale,
    state: "none",
    stateEx: 0,
    level: undefined,
    levelEx: 0,
    levelFrom: undefined,
    levelWhy: "",
    declaredEx: undefined,
    mitigatedEx: undefined,
    reopenedEx: undefined,
    deadlineEx: null,
    clockFromEx: 0,
    raisedByRule: false,
    roles: {},
    pages: {},
    lastUpdateEx: undefined,
    updates: 0,
    posted: [],
    alertSeq: undefined,
    acted: false,
  };
}

const folded = [
  "incident.declared",
  "incident.state",
  "incident.severity",
  "incident.updated",
  "message.posted",
  "page.sent",
  "page.acked",
  "alert.fired",
  "tool.used",
] as const;
const foldedTypes: ReadonlySet<string> = new Set(folded);
type FoldedEvent = Extract<GamedayEvent, { type: (typeof folded)[number] }>;

function isFolded(event: GamedayEvent): event is FoldedEvent {
  return foldedTypes.has(event.type);
}

/** The state after one more event. Events of other rooms pass through untouched. */
export function evolve(state: IncidentState, event: GamedayEvent): IncidentState {
  const next = withRoles(evolveSlices(state, event), state);
  return isFolded(event) ? fold(next, event) : next;
}

/** Who has a role follows from who is here. */
function withRoles(next: IncidentState, before: IncidentState): IncidentState {
  return next.team === before.team ? next : { ...next, roles: rolesFilled(next.team) };
}

function fold(state: IncidentState, event: FoldedEvent): IncidentState {
  switch (event.type) {
    case "incident.declared":
      return declared(state, event);
    case "incident.state":
      return moved(state, event);
    case "incident.severity":
      return regraded(state, event);
    case "incident.updated":
      return { ...state, lastUpdateEx: event.ex, updates: state.updates + 1 };
    case "message.posted":
      return { ...state, posted: [...state.posted, postKey(event.data.channel, event.data.text)] };
    case "page.sent":
      return {
        ...state,
        posted: [...state.posted, postKey(`page ${event.data.to}`, event.data.text)],
        pages: withPage(state.pages, event.data.to, event.ex),
      };
    case "page.acked":
      return {
        ...state,
        pages: Object.fromEntries(
          Object.entries(state.pages).filter(([role]) => role !== event.data.to),
        ),
      };
    case "alert.fired":
      return state.alertSeq === undefined ? { ...state, alertSeq: event.seq } : state;
    case "tool.used":
      return event.data.tool === "kill-loop" && !state.acted ? { ...state, acted: true } : state;
    default:
      return event satisfies never;
  }
}

type Of<Type extends FoldedEvent["type"]> = Extract<GamedayEvent, { type: Type }>;

/** With the declaration the clock of the deadline starts. */
function declared(state: IncidentState, { data, ex }: Of<"incident.declared">): IncidentState {
  const { level, text, deadlineEx } = data;
  return {
    ...state,
    state: "declared",
    stateEx: ex,
    level,
    levelEx: ex,
    levelFrom: undefined,
    levelWhy: text,
    declaredEx: ex,
    deadlineEx,
    clockFromEx: ex,
  };
}

/** People say that the incident is in another state. */
function moved(state: IncidentState, { data, ex }: Of<"incident.state">): IncidentState {
  const to = data.state;
  return {
    ...state,
    state: to,
    stateEx: ex,
    // An act counts once: who looks for the cause again after it is not pushed back.
    acted: state.acted && to !== "mitigating",
    ...(to === "mitigated" ? { mitigatedEx: ex } : {}),
    ...(to === "mitigating" || to === "reopened" ? { mitigatedEx: undefined } : {}),
    ...(to === "reopened" ? { reopenedEx: ex } : {}),
  };
}

/** Another severity restarts the clock only if it changes the deadline. */
function regraded(state: IncidentState, { data, ex }: Of<"incident.severity">): IncidentState {
  const { from, to, why, automatic, deadlineEx } = data;
  return {
    ...state,
    level: to,
    levelEx: ex,
    levelFrom: from,
    levelWhy: why,
    raisedByRule: state.raisedByRule || automatic,
    ...(deadlineEx === state.deadlineEx ? {} : { deadlineEx, clockFromEx: ex }),
  };
}

/** How a posted text is remembered. */
export function postKey(channel: string, text: string): string {
  return `${channel}\n${text}`;
}

/** The role that a place in the chain stands in for: `tloc-backup` → `tloc`. */
function paged(to: string): string {
  return to.replace(/-(backup|team)$/, "");
}

function withPage(pages: IncidentState["pages"], to: string, ex: number): IncidentState["pages"] {
  const role = paged(to);
  const open = pages[role];
  if (open === undefined) return { ...pages, [role]: { sinceEx: ex, lastEx: ex, step: 0 } };
  // A storm pages the same role many times; only the chain's own pages go a step further.
  return to === role ? pages : { ...pages, [role]: { ...open, lastEx: ex, step: open.step + 1 } };
}
