import type { GamedayEvent } from "../event/event.ts";
import type { Audience, MessageFields } from "../event/message.ts";
import { audiences, severityOf } from "../org/profile.ts";
import type { Plan } from "../plan/plan.ts";
import type { Incident } from "./declared.ts";
import { checkFacts, type FactCheck, type Truth } from "./message-facts.ts";

/** One message, from its draft to its readers. Exercise milliseconds. */
export interface WrittenMessage {
  readonly id: string;
  readonly audience: Audience;
  readonly text: string;
  readonly atMs: number;
  readonly by: string;
  readonly approvedMs: number | null;
  readonly approvedBy: string | null;
  readonly rejected: string | null;
  readonly postedMs: number | null;
  /** What the lint found in it. */
  readonly lint: readonly string[];
  /** What it said as facts, against the truth; empty unless it was posted. */
  readonly facts: readonly FactCheck[];
}

/** How long an audience heard nothing. Exercise milliseconds. */
export interface AudienceRecord {
  readonly audience: Audience;
  readonly messages: number;
  /** From the declaration to the first message; null when there was none. */
  readonly firstMs: number | null;
  /** The longest silence while the incident was open, and the severity's limit at its beginning. */
  readonly longestMs: number;
  readonly limitMs: number | null;
  /** Silences that were longer than the limit. */
  readonly late: number;
}

export interface MessageRecord {
  readonly messages: readonly WrittenMessage[];
  readonly audiences: readonly AudienceRecord[];
}

type Kept = {
  -readonly [K in keyof Omit<WrittenMessage, "facts">]: WrittenMessage[K];
} & { readonly fields: MessageFields };

/** Collects what was written to whom; null when no one wrote a draft. */
export function messageRecord(plan: Plan): {
  take(event: GamedayEvent): void;
  done(incident: Incident | null, truth: Truth, endMs: number): MessageRecord | null;
} {
  const written = new Map<string, Kept>();
  const updates: number[] = [];
  return {
    take: (event) => {
      if (event.type === "incident.updated") updates.push(event.at);
      else enter(written, event);
    },
    done: (incident, truth, endMs) => {
      if (written.size === 0) return null;
      const messages = [...written.values()];
      const posts = (audience: Audience): readonly number[] =>
        [
          ...messages.flatMap((one) =>
            one.audience === audience && one.postedMs !== null ? [one.postedMs] : [],
          ),
          ...(audience === "internal" ? updates : []),
        ].toSorted((a, b) => a - b);
      return {
        messages: messages.map(({ fields, ...one }) => ({
          ...one,
          facts: one.postedMs === null ? [] : checkFacts(fields, truth),
        })),
        audiences:
          incident === null
            ? []
            : audiences.map((audience) => heard(plan, incident, audience, posts(audience), endMs)),
      };
    },
  };
}

function enter(written: Map<string, Kept>, event: GamedayEvent): void {
  if (event.type === "message.drafted") {
    const { id, audience, text, fields, lint } = event.data;
    const ends = { approvedMs: null, approvedBy: null, rejected: null, postedMs: null };
    written.set(id, { id, audience, text, fields, lint, atMs: event.at, by: event.by.id, ...ends });
    return;
  }
  if (
    event.type !== "message.approved" &&
    event.type !== "message.rejected" &&
    event.type !== "message.posted"
  )
    return;
  const one = event.data.id === undefined ? undefined : written.get(event.data.id);
  if (one === undefined) return;
  if (event.type === "message.posted") one.postedMs ??= event.at;
  else if (event.type === "message.rejected") one.rejected = event.data.why;
  else Object.assign(one, { approvedMs: event.at, approvedBy: event.by.id });
}

const over: ReadonlySet<string> = new Set(["resolved", "false-alarm", "merged"]);

function heard(
  { organisation: { profile }, timeScale }: Plan,
  { declaredMs, levels, states }: Incident,
  audience: Audience,
  posts: readonly number[],
  endMs: number,
): AudienceRecord {
  const overMs = states.find(({ state }) => over.has(state))?.atMs ?? endMs;
  const inside = posts.filter((ms) => ms >= declaredMs && ms <= overMs);
  const limitAt = (ms: number): number | null => {
    const level = levels.find(({ fromMs, toMs }) => ms >= fromMs && ms < toMs) ?? levels.at(-1);
    const every = severityOf(profile, level?.level)?.updateEveryMs[audience];
    return every === undefined ? null : every / timeScale;
  };
  const silences = [declaredMs, ...inside].map((fromMs, index) => ({
    ms: (inside[index] ?? overMs) - fromMs,
    limitMs: limitAt(fromMs),
  }));
  const longest = silences.reduce((top, next) => (next.ms > top.ms ? next : top));
  return {
    audience,
    messages: posts.length,
    firstMs: inside[0] === undefined ? null : inside[0] - declaredMs,
    longestMs: longest.ms,
    limitMs: longest.limitMs,
    late: silences.filter(({ ms, limitMs }) => limitMs !== null && ms > limitMs).length,
  };
}
