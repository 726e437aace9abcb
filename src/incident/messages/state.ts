/** What was written and posted to whom, and what lies in the drill's own mailboxes. */
import type { GamedayEvent } from "../../event/event.ts";
import { marked, type Audience, type MessageFields } from "../../event/message.ts";
import type { Slice } from "../slice.ts";
import { mailOf, type Mail } from "./mailbox.ts";

export interface Draft {
  readonly id: string;
  readonly audience: Audience;
  readonly text: string;
  readonly fields: MessageFields;
  readonly by: string;
  readonly ex: number;
  readonly state: "draft" | "approved" | "rejected" | "posted";
  readonly approvedBy?: string;
}

/** A message that its readers have. */
export interface Posted {
  readonly audience: Audience;
  readonly text: string;
  readonly ex: number;
  readonly fields: MessageFields;
}

export interface Messages {
  readonly drafts: readonly Draft[];
  readonly posts: readonly Posted[];
  /** Everything that has arrived somewhere. */
  readonly mail: readonly Mail[];
}

const initial: Messages = { drafts: [], posts: [], mail: [] };

function evolve(state: Messages, event: GamedayEvent): Messages {
  const next = written(state, event);
  const arrived = mailOf(event);
  return arrived === undefined ? next : { ...next, mail: [...next.mail, arrived] };
}

function written(state: Messages, event: GamedayEvent): Messages {
  switch (event.type) {
    case "message.drafted": {
      const { id, audience, text, fields } = event.data;
      const draft: Draft = {
        id,
        audience,
        text,
        fields,
        by: event.by.id,
        ex: event.ex,
        state: "draft",
      };
      return { ...state, drafts: [...state.drafts, draft] };
    }
    case "message.approved":
      return change(state, event.data.id, { state: "approved", approvedBy: event.by.id });
    case "message.rejected":
      return change(state, event.data.id, { state: "rejected" });
    case "message.posted":
      return posted(state, event);
    case "incident.updated": {
      const post: Posted = {
        audience: "internal",
        text: marked(event.data.text),
        ex: event.ex,
        fields: {},
      };
      return { ...state, posts: [...state.posts, post] };
    }
    default:
      return state;
  }
}

/** A draft is posted to several mailboxes, and counts once. */
function posted(
  state: Messages,
  { data, ex }: Extract<GamedayEvent, { type: "message.posted" }>,
): Messages {
  const { id, audience, text, fields = {} } = data;
  if (id === undefined || audience === undefined) return state;
  if (state.drafts.some((draft) => draft.id === id && draft.state === "posted")) return state;
  const post: Posted = { audience, text, ex, fields };
  return { ...change(state, id, { state: "posted" }), posts: [...state.posts, post] };
}

function change(state: Messages, id: string, to: Partial<Draft>): Messages {
  return {
    ...state,
    drafts: state.drafts.map((draft) => (draft.id === id ? { ...draft, ...to } : draft)),
  };
}

export const messages: Slice<Messages> = { initial, evolve };

/** The last message to an audience. */
export function lastPost({ posts }: Messages, audience: Audience): Posted | undefined {
  return posts.findLast((post) => post.audience === audience);
}
