import { plural } from "../../kernel/plural.ts";
import type { Behind, TimelineItem } from "../../metrics/timeline.ts";
import type { Context } from "../context.ts";
import { actorWords, roleWords } from "../../wording/actor.ts";
import { amount, count, counted, percent } from "../../wording/figure.ts";
import { duration } from "../../wording/duration.ts";
import { wordsOf } from "../../wording/event/index.ts";
import type { Words } from "../../wording/event/words.ts";
import type { Section } from "./section.ts";

interface Line {
  readonly at: string;
  readonly who: string;
  readonly kind: string;
  readonly tag: string;
  readonly text: string;
  readonly source: string;
}

/** What happened, in order, with the evidence for each line. */
export const timeline: Section = {
  id: "timeline",
  title: "Timeline",
  view: (context) => {
    const lines = gathered(
      together(context.summary.timeline.items).flatMap((item) => line(item, context)),
    );
    return lines.length === 0
      ? undefined
      : {
          note: note(context),
          from: context.faultMs === null ? "From the start" : "From the fault",
          lines,
        };
  },
};

function line(item: TimelineItem, context: Context): Line[] {
  const words = wordsOf(item, context);
  if (words === undefined) return [];
  return [
    {
      at: context.clock(item.atMs),
      who: actorWords(item.actor),
      kind: words.kind,
      tag: words.tag,
      text: `${words.text}${copies(item, context)}`,
      source: source(words, item.behind, context),
    },
  ];
}

/** One message to several channels is one line. */
function together(items: readonly TimelineItem[]): TimelineItem[] {
  const kept: TimelineItem[] = [];
  for (const item of items) {
    const before = kept.at(-1);
    if (
      item.type === "message.posted" &&
      before?.type === "message.posted" &&
      before.data.text === item.data.text &&
      item.atMs - before.atMs < 1_000
    ) {
      kept[kept.length - 1] = {
        ...before,
        data: { ...before.data, channel: `${before.data.channel}, ${item.data.channel}` },
      };
    } else kept.push(item);
  }
  return kept;
}

/**
 * The same line again and again, such as a proof tried each second, becomes one with how often and
 * until when.
 */
function gathered(lines: readonly Line[]): Line[] {
  const groups: Line[][] = [];
  for (const each of lines) {
    const before = groups.at(-1)?.[0];
    const same =
      before !== undefined &&
      before.who === each.who &&
      before.tag === each.tag &&
      before.text === each.text &&
      before.source === each.source;
    if (same) groups.at(-1)?.push(each);
    else groups.push([each]);
  }
  return groups.flatMap((group) => {
    const [first] = group;
    return first === undefined
      ? []
      : [
          group.length === 1
            ? first
            : {
                ...first,
                text: `${first.text} (${count(group.length)} times, until ${group.at(-1)?.at ?? ""})`,
              },
        ];
  });
}

/** How often an alert came, and whom it paged. */
function copies(item: TimelineItem, { summary }: Context): string {
  if (item.type !== "alert.fired") return "";
  const record = summary.alerts.find(
    ({ alert, firedMs }) => alert === item.data.alert && firedMs === item.atMs,
  );
  const pages = item.data.page === "" ? "" : `, paged ${roleWords(item.data.page)}`;
  return `${pages}${record === undefined || record.copies <= 1 ? "" : `, ${counted(record.copies, "copy", "copies")}`}`;
}

/** What was measured, the rule or command of a line, then the sample that it follows from. */
function source(words: Words, behind: Behind | null, context: Context): string {
  const sample = behind === null || isGood(behind, words) ? "" : sampleWords(behind, context);
  return [words.detail, words.source, sample]
    .filter((part) => part !== undefined && part !== "" && !words.text.includes(part))
    .join(" · ");
}

/** The sample that completed a second need not be one of those that were lost in it. */
function isGood({ data }: Behind, { kind }: Words): boolean {
  return kind === "affected" && "offered" in data && "good" in data && data.good === data.offered;
}

function sampleWords(behind: Behind, { clock }: Context): string {
  const { data } = behind;
  if (behind.type === "probe.sample" && "signal" in data && "unit" in data)
    return `${data.signal} ${typeof data.value === "number" ? amount(data.value) : String(data.value ?? "no response")}${data.unit === "" ? "" : ` ${data.unit}`} at ${clock(behind.atMs)}`;
  if (behind.type === "load.bin" && "offered" in data && "good" in data)
    return data.offered === 0
      ? ""
      : `${data.flow}: ${count(data.good)} of ${count(data.offered)} ${plural(data.offered, "request")} good (${percent((100 * data.good) / data.offered)})${data.rejected === 0 ? "" : `, ${count(data.rejected)} refused`} at ${clock(behind.atMs)}`;
  return "";
}

function note({ faultMs, summary, plan }: Context): string {
  const from =
    faultMs === null
      ? "Times are minutes:seconds from the start."
      : "Times are minutes:seconds from the fault.";
  const scaled =
    plan.timeScale === 1
      ? ""
      : ` Targets and reminders ran ${amount(plan.timeScale)} times as fast; load and measurements did not.`;
  const omitted = Object.entries(summary.timeline.omitted).map(
    ([type, left]) => `${count(left ?? 0)} of ${type}`,
  );
  const start =
    summary.drill.startedWall === ""
      ? ""
      : ` The drill started at ${summary.drill.startedWall.replace("T", " ").replace(/\.\d+Z$/, " UTC")}.`;
  return `${from}${start}${messageTimes(faultMs, summary.timeline.items)}${scaled}${omitted.length === 0 ? "" : ` Left out because there were too many: ${omitted.join(", ")}.`}`;
}

/** Messages were written while no one knew of a fault: their own times have another zero. */
function messageTimes(faultMs: number | null, items: readonly TimelineItem[]): string {
  return faultMs !== null && items.some(({ type }) => type === "message.posted")
    ? ` Times inside messages count from the start of the drill, ${duration(faultMs)} before the fault.`
    : "";
}
