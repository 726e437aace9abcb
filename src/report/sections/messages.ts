import type { AudienceRecord, MessageRecord, WrittenMessage } from "../../metrics/messages.ts";
import { duration } from "../../wording/duration.ts";
import { readersOf } from "../../wording/event/message.ts";
import { counted } from "../../wording/figure.ts";
import type { Context } from "../context.ts";
import type { Section } from "./section.ts";

/** What was written to whom, how long each audience waited, and what of it was true. */
export const messages: Section = {
  id: "messages",
  title: "Messages",
  view: (context) => {
    const record = context.summary.messages;
    return record === null
      ? undefined
      : {
          audiences: {
            label: "Silence by audience",
            head: ["audience", "messages", "first", "longest silence", "limit", "over it"],
            rows: record.audiences.map(audienceRow),
          },
          written: {
            label: "Messages",
            head: ["id", "written", "by", "to", "message", "approved", "posted"],
            rows: record.messages.map((one) => messageRow(one, context)),
          },
          facts: {
            label: "Facts against the truth",
            head: ["id", "fact", "said", "true", "verdict"],
            rows: factRows(record),
          },
        };
  },
};

function audienceRow({
  audience,
  messages: sent,
  firstMs,
  longestMs,
  limitMs,
  late,
}: AudienceRecord): readonly string[] {
  return [
    audience,
    String(sent),
    firstMs === null ? "none" : `${duration(firstMs)} after declaring`,
    duration(longestMs),
    limitMs === null ? "–" : duration(limitMs),
    limitMs === null ? "–" : counted(late, "time"),
  ];
}

function messageRow(one: WrittenMessage, { clock }: Context): readonly string[] {
  const { id, atMs, by, audience, text, approvedMs, approvedBy, rejected, postedMs } = one;
  const approved = approvedMs === null ? "–" : `${clock(approvedMs)}, ${approvedBy ?? ""}`;
  return [
    id,
    clock(atMs),
    by,
    readersOf(audience),
    text,
    rejected === null ? approved : `rejected: ${rejected}`,
    postedMs === null ? "–" : clock(postedMs),
  ];
}

function factRows({ messages: all }: MessageRecord): readonly (readonly string[])[] {
  return all.flatMap(({ id, facts }) =>
    facts.map((fact) => [
      id,
      fact.what,
      fact.said,
      fact.true === "" ? "none" : fact.true,
      fact.verdict === "unknown" ? "not judged" : fact.verdict,
    ]),
  );
}
