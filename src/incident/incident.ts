/**
 * The people's side of a drill as a fold over the journal (evolve); `decide.ts` says what a command
 * leads to, `automatic.ts` what time leads to.
 */
import type { EventData, GamedayEvent } from "../event/event.ts";
import type { OnCall } from "../org/rotation/rotation.ts";
import type { Profile } from "../org/profile.ts";
import { evolveSlices, initialSlices, type Slices } from "./slices.ts";
import { rolesFilled } from "./team/state.ts";
import type { IncidentStep } from "./transition.ts";

export interface IncidentState extends Slices {
  readonly profile: Profile;
  readonly timeScale: number;
  /** Whom a page reaches, as it was when the drill began. */
  readonly onCall: readonly OnCall[];
  /** Stable and harmless: "Fast Frog". The level is only ever put before it. */
  readonly name: string;
  /** The envelope's `incident`: `fast-frog`. */
  readonly id: string;
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
  /** The level that the facts have raised it to; below it, people decide. */
  readonly raisedTo: number | undefined;
  /** Who has each role now, the first where several have it; someone away has none. */
  readonly roles: Readonly<Record<string, string>>;
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
  onCall?: readonly OnCall[] | undefined;
}): IncidentState {
  const { profile, timeScale, name, onCall = [] } = start;
  return {
    ...initialSlices,
    profile,
    timeScale,
    onCall,
    name,
    id: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-"),
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
    raisedTo: undefined,
    roles: {},
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
      return { ...state, posted: [...state.posted, pageKey(event.data)] };
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
    raisedTo: automatic ? to : state.raisedTo,
    ...(deadlineEx === state.deadlineEx ? {} : { deadlineEx, clockFromEx: ex }),
  };
}

/** How a posted text is remembered. */
export function postKey(channel: string, text: string): string {
  return `${channel}\n${text}`;
}

/** The same of a page: each person of a step has one of their own. */
export function pageKey(data: EventData["page.sent"]): string {
  const { to, service = "", person = "", text } = data;
  return postKey(`page ${to} ${service} ${person}`, text);
}
