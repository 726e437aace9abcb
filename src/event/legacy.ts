/**
 * What earlier versions wrote otherwise, in today's form: the one place that knows it. Whatever
 * reads a journal gets it through here, so no fold has to.
 */
import { parseDuration } from "../kernel/duration.ts";
import type { GamedayEvent } from "./event.ts";

/** A line of a journal after its envelope was checked; its data may have any earlier form. */
export interface Line {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

type Part = Pick<Line, "type" | "data">;

const earlier: Readonly<Record<string, (data: Line["data"]) => Part | undefined>> = {
  // Pauses were notes: `paused by ana: a fire alarm`, `resumed by itself after 1 m 03 s`.
  // So were breaches of rights: `policy: ana used "ack", which is normally done by IMOC`.
  "drill.note": ({ text }) => pauseIn(String(text)) ?? breachIn(String(text)),
  // Restored without anybody was no kind of its own when nothing else can have helped.
  "truth.changed": (data) =>
    data["by"] === "nobody-needed"
      ? { type: "truth.changed", data: { ...data, by: "fault-ended" } }
      : undefined,
  // The steps of a page after the first had names of their own: `tloc-backup`, `tloc-team`.
  "page.sent": (data) => {
    const [, to, step] = /^(.+)-(backup|team)$/.exec(String(data["to"])) ?? [];
    return step === undefined || data["step"] !== undefined
      ? undefined
      : { type: "page.sent", data: { ...data, to, step: step === "backup" ? 1 : 2 } };
  },
  // The log's path was the end of the detail.
  "component.state": (data) => {
    const [, detail, log] = /^(.*); log (\S+)$/s.exec(String(data["detail"])) ?? [];
    return log === undefined || data["state"] !== "running"
      ? undefined
      : { type: "component.state", data: { ...data, detail, log } };
  },
};

function breachIn(said: string): Part | undefined {
  const [, person, text] = /^policy: (.+?) (used ".*)$/s.exec(said) ?? [];
  return person === undefined
    ? undefined
    : { type: "practice.flagged", data: { rule: "verb-right", person, text } };
}

function pauseIn(text: string): Part | undefined {
  const [, what, said = ""] = /^(paused|resumed)\b(.*)$/is.exec(text) ?? [];
  if (what === undefined) return undefined;
  if (what.toLowerCase() === "paused")
    return { type: "drill.paused", data: { why: /^[^:]*: (.*)$/s.exec(said)?.[1] ?? "" } };
  const after = / after (.+)$/.exec(said)?.[1] ?? "";
  return { type: "drill.resumed", data: { pausedMs: parseDuration(after) ?? null } };
}

/**
 * The event as this version would have written it. `data` is trusted to fit `type`, as everywhere;
 * types that this version does not know pass.
 */
export function asWrittenToday(line: Line): GamedayEvent {
  const changed = earlier[line.type]?.(line.data);
  // The hash chain says whether anybody touched it.
  return (changed === undefined ? line : { ...line, ...changed }) as unknown as GamedayEvent;
}
