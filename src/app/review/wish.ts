/** What people type of reviews and actions, made into commands. GD-C001 for what is wrong. */
import { isoTime } from "../../journal/journal.ts";
import { GamedayError } from "../../kernel/error.ts";
import { plainLine } from "../../kernel/plain-text.ts";
import { shown } from "../../kernel/shorten.ts";
import { isDay } from "../../review/due.ts";
import type { ReviewCommand } from "../../review/decide.ts";
import type { ActionType, Priority, ReviewEventData, ReviewStatus } from "../../review/event.ts";

export interface ReviewWish {
  readonly owner?: string | undefined;
  readonly due?: string | undefined;
  readonly meeting?: string | undefined;
  readonly status?: string | undefined;
}

export interface ActionWish {
  readonly text?: string | undefined;
  readonly type?: string | undefined;
  readonly priority?: string | undefined;
  readonly owner?: string | undefined;
  readonly due?: string | undefined;
  readonly link?: string | undefined;
}

/** Undefined when nothing is to be set: the review is only looked at. */
export function reviewCommand(wish: ReviewWish): ReviewCommand | undefined {
  const set: ReviewEventData["review.set"] = {
    ...(wish.owner === undefined ? {} : { owner: line("--owner", wish.owner) }),
    ...(wish.due === undefined ? {} : { due: day("--due", wish.due) }),
    ...(wish.meeting === undefined ? {} : { meeting: moment("--meeting", wish.meeting) }),
    // The flag offers nothing else.
    ...(wish.status === undefined ? {} : { status: wish.status as ReviewStatus }),
  };
  return Object.keys(set).length === 0 ? undefined : { do: "set", set };
}

export function addCommand(text: string, wish: ActionWish): ReviewCommand {
  return { do: "add", text: line("the action", text), details: details(wish) };
}

export function changeCommand(id: string, wish: ActionWish): ReviewCommand {
  const given = details(wish);
  if (Object.keys(given).length === 0)
    throw new GamedayError("GD-C001", `nothing is given to change of ${id}`, {
      hint: `gameday actions set ${id} --owner NAME --due YYYY-MM-DD; or --text, --type, --priority, --link`,
    });
  return { do: "change", id, details: given };
}

export function doneCommand(id: string, text: string | undefined): ReviewCommand {
  return { do: "done", id, ...(text === undefined ? {} : { text: line("the note", text) }) };
}

export function whyCommand(kind: "waive" | "reopen", id: string, why: string): ReviewCommand {
  return { do: kind, id, why: line("the reason", why) };
}

function details(wish: ActionWish): Omit<ReviewEventData["action.set"], "id"> {
  return {
    ...(wish.text === undefined ? {} : { text: line("--text", wish.text) }),
    ...(wish.type === undefined ? {} : { type: wish.type as ActionType }),
    ...(wish.priority === undefined ? {} : { priority: wish.priority as Priority }),
    ...(wish.owner === undefined ? {} : { owner: line("--owner", wish.owner) }),
    ...(wish.due === undefined ? {} : { due: day("--due", wish.due) }),
    ...(wish.link === undefined ? {} : { link: link("--link", wish.link) }),
  };
}

const textMax = 1_000;

function line(what: string, given: string): string {
  const text = plainLine(given).trim();
  if (text === "")
    throw new GamedayError("GD-C001", `${what} is empty`, { hint: "say it in a few words" });
  if (text.length > textMax)
    throw new GamedayError(
      "GD-C001",
      `${what} is ${text.length} characters long; ${textMax} are the most`,
    );
  return text;
}

function day(flag: string, given: string): string {
  const text = given.trim();
  if (!isDay(text))
    throw new GamedayError("GD-C001", `${flag} is a day, and ${shown(given)} is none`, {
      hint: `as in: ${flag} 2026-12-04`,
    });
  return text;
}

/** In this machine's time zone where none is given. */
function moment(flag: string, given: string): string {
  const [, date = "", time = "", zone = ""] =
    /^\s*(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?\s*(Z|UTC|[+-]\d\d:\d\d)?\s*$/i.exec(
      given,
    ) ?? [];
  const ms = isDay(date)
    ? Date.parse(`${date}T${time}:00${zone.toUpperCase().replace("UTC", "Z")}`)
    : Number.NaN;
  if (Number.isNaN(ms))
    throw new GamedayError("GD-C001", `${flag} is a day and a time, and ${shown(given)} is not`, {
      hint: `as in: ${flag} "2026-12-04 10:00", in your time zone, or ${flag} 2026-12-04T10:00Z`,
    });
  return isoTime(ms);
}

function link(flag: string, given: string): string {
  const text = line(flag, given);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new GamedayError("GD-C001", `${flag} is an address, and ${shown(given)} is none`, {
      hint: `as in: ${flag} https://tracker.example.com/browse/OPS-12`,
    });
  if (url.username !== "" || url.password !== "")
    throw new GamedayError("GD-C001", `${flag} has a user name or a password in it`, {
      hint: "everyone who reads the report sees it: give the address without them",
    });
  return text;
}
