import type { EventInput } from "../../event/event.ts";
import { isPublic, marked, type Audience, type MessageFields } from "../../event/message.ts";
import { formatClock } from "../../kernel/duration.ts";
import { readersOf } from "../../wording/event/message.ts";
import type { CommandContext, Decision } from "../command.ts";
import {
  accept,
  nextText,
  notNow,
  refuse,
  whenOpen,
  type Asked,
  type Decisions,
} from "../decision.ts";
import type { IncidentState } from "../incident.ts";
import { mailboxesOf } from "../mailboxes.ts";
import { practised } from "../practice.ts";
import { tooEarlyInPublic } from "../response/decide.ts";
import { whoseRight } from "../rights.ts";
import { openStates } from "../transition.ts";
import { lint } from "./lint.ts";
import { lastPost, type Draft } from "./state.ts";

/** Writing, approving and posting. */
export const messageDecisions: Decisions<"update" | "draft" | "approve" | "reject" | "post"> = {
  update: (state, { text, audience = "all" }) =>
    whenOpen(state, () =>
      accept([{ type: "incident.updated", data: { text, audience } }], "Update posted."),
    ),
  draft,
  approve: (state, { draft: id }, { by }) =>
    withDraft(state, id, (one) =>
      one.state === "draft"
        ? accept(
            [{ type: "message.approved", data: { id: one.id } }],
            `${one.id} is approved: gameday post ${one.id}`,
            one.by === by.id
              ? [`you wrote ${one.id} yourself: a second pair of eyes is better`]
              : [],
          )
        : already(one),
    ),
  reject: (state, { draft: id, why }) =>
    withDraft(state, id, (one) =>
      one.state === "draft" || one.state === "approved"
        ? accept(
            [{ type: "message.rejected", data: { id: one.id, why } }],
            `${one.id} is rejected. ${one.by} can write another: gameday draft ${one.audience} "…"`,
          )
        : already(one),
    ),
  post,
};

const words: Readonly<Record<string, Audience>> = {
  internal: "internal",
  company: "internal",
  executive: "executive",
  executives: "executive",
  customer: "customer",
  customers: "customer",
  "status-page": "status-page",
  status: "status-page",
};

function draft(state: IncidentState, asked: Asked<"draft">, context: CommandContext): Decision {
  if (state.declaredEx === undefined) return refuse(notNow(state), nextText(state));
  const word = asked.audience.trim().toLowerCase();
  const audience = Object.hasOwn(words, word) ? words[word] : undefined;
  if (audience === undefined)
    return refuse(
      `There is no audience "${asked.audience}".`,
      "audiences: internal, executive, customer, status-page",
    );
  const id = `m${state.messages.drafts.length + 1}`;
  const { text } = asked;
  const fields = fieldsOf(asked, state, context);
  const said = lint({
    audience,
    text,
    fields,
    before: state.messages.posts.filter((post) => post.audience === audience).length,
    last: lastPost(state.messages, audience)?.text,
    over: !openStates.has(state.state) || state.mitigatedEx !== undefined,
  });
  const next = needsApproval(state, audience)
    ? `To be approved: gameday approve ${id}`
    : `gameday post ${id}`;
  return accept(
    [
      {
        type: "message.drafted",
        data: { id, audience, text, fields, lint: said.map(({ rule }) => rule) },
      },
    ],
    `${id} for ${readersOf(audience)} is written. ${next}`,
    said.map(({ say }) => say),
  );
}

function fieldsOf(
  { impact, components, regions, "next-update": nextMs, "data-loss": dataLoss }: Asked<"draft">,
  { timeScale }: IncidentState,
  { exMs }: CommandContext,
): MessageFields {
  return {
    ...(impact === undefined ? {} : { impact }),
    ...(components === undefined ? {} : { components: listOf(components) }),
    ...(regions === undefined ? {} : { regions: listOf(regions) }),
    ...(nextMs === undefined ? {} : { nextUpdateEx: exMs + nextMs / timeScale }),
    ...(dataLoss === undefined ? {} : { dataLoss }),
  };
}

function listOf(text: string): readonly string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function needsApproval(state: IncidentState, audience: Audience): boolean {
  return state.profile.messages.approval.includes(audience);
}

function post(
  state: IncidentState,
  { draft: id }: Asked<"post">,
  context: CommandContext,
): Decision {
  return withDraft(state, id, (one) => {
    if (one.state === "posted" || one.state === "rejected") return already(one);
    const against = objectionTo(state, one, context);
    if (against !== undefined && state.profile.rights.mode === "block")
      return refuse(against.why, against.instead);
    const early = isPublic(one.audience) ? tooEarlyInPublic(state) : [];
    return practised(state, context.by, early, () => posted(state, one, against, context));
  });
}

function posted(
  state: IncidentState,
  one: Draft,
  against: ReturnType<typeof objectionTo>,
  context: CommandContext,
): Decision {
  const boxes = mailboxesOf(state.profile, one.audience);
  const posts = boxes.map((channel): EventInput => ({
    type: "message.posted",
    data: {
      channel,
      text: marked(one.text),
      id: one.id,
      audience: one.audience,
      fields: one.fields,
    },
  }));
  const { nextUpdateEx } = one.fields;
  const promised =
    nextUpdateEx === undefined ? "" : ` The next one is promised for ${formatClock(nextUpdateEx)}.`;
  const say = `Posted to ${boxes.join(", ")}.${promised}`;
  if (against === undefined || state.profile.rights.mode === "off") return accept(posts, say);
  const flag: EventInput = {
    type: "practice.flagged",
    data: { rule: "verb-right", person: context.by.id, text: `posted ${one.id}. ${against.why}` },
  };
  return accept([...posts, flag], say, [`${against.why} Recorded.`]);
}

/** Why this should not be posted now, and what to do instead. */
function objectionTo(
  state: IncidentState,
  { id, audience, state: now }: Draft,
  { by }: CommandContext,
): { readonly why: string; readonly instead: string } | undefined {
  const approver = whoseRight(state, "approve", by);
  // Who may approve approves by posting.
  if (now === "draft" && needsApproval(state, audience) && approver !== undefined)
    return {
      why: `${id} is not approved yet: ${approver} may do that.`,
      instead: `ask them for: gameday approve ${id}`,
    };
  return undefined;
}

function withDraft(state: IncidentState, word: string, then: (draft: Draft) => Decision): Decision {
  const id = word.trim().toLowerCase();
  const found = state.messages.drafts.find((one) => one.id === id);
  if (found !== undefined) return then(found);
  const waiting = state.messages.drafts
    .filter((one) => one.state !== "posted")
    .map((one) => one.id);
  return refuse(
    `There is no draft "${word}".`,
    waiting.length === 0 ? 'gameday draft customer "…"' : `drafts: ${waiting.join(", ")}`,
  );
}

function already({ id, state, audience }: Draft): Decision {
  return refuse(`${id} is already ${state}.`, `another one: gameday draft ${audience} "…"`);
}
