/** Who takes command, and when. */
import { kebab } from "../kernel/id.ts";
import type { OrganisationDraft } from "../org/draft.ts";
import { isTimeZone, weekdays } from "../org/rotation/local-time.ts";
import { listOf, type Ask } from "./ask.ts";
import type { OrgAsked } from "./org-asked.ts";

export async function peopleOf(
  ask: Ask,
  given: string | undefined,
  user: string,
): Promise<OrganisationDraft["people"]> {
  const text = await ask({
    message: "Who takes command, in the order of their turns, with commas (two or more)",
    flag: "on-call",
    given,
    fallback: user,
    objection: (answer) => {
      const ids = listOf(answer).map(kebab);
      const distinct = new Set(ids).size === ids.length && !ids.includes("");
      return ids.length > 0 && distinct ? undefined : "different names such as Ana Lima, Ben";
    },
  });
  return listOf(text).map((name) => ({ id: kebab(name), name }));
}

export async function rotationOf(
  { wizard, flags, here }: OrgAsked,
  ask: Ask,
): Promise<OrganisationDraft["rotation"]> {
  const timeZone = await ask({
    message: "In which time zone",
    flag: "time-zone",
    given: flags["time-zone"],
    fallback: here.timeZone,
    objection: (text) => (isTimeZone(text) ? undefined : "a time zone such as Europe/Berlin"),
  });
  const every =
    flags.every ??
    (await wizard?.choose("How long is a turn?", [
      { value: "week", name: "a week" },
      { value: "day", name: "a day" },
    ])) ??
    "week";
  const weekly = every === "week";
  const handover = await ask({
    message: "When one turn ends and the next begins",
    flag: "handover",
    given: flags.handover,
    fallback: weekly ? "Mon 09:00" : "09:00",
    objection: (text) => {
      const form = weekly
        ? /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([01]\d|2[0-3]):[0-5]\d$/
        : /^([01]\d|2[0-3]):[0-5]\d$/;
      if (form.test(text)) return undefined;
      return weekly ? "a day and a time such as Mon 09:00" : "a time such as 09:00";
    },
  });
  return { timeZone, every, handover, start: startOf(here.now, handover) };
}

/** The last such day before today, so that someone is on call already. */
export function startOf(now: number, handover: string): string {
  const dayMs = 86_400_000;
  const named = weekdays.findIndex((day) => handover.startsWith(day));
  const yesterday = new Date(now - dayMs);
  const isoDay = (yesterday.getUTCDay() + 6) % 7;
  const back = named === -1 ? 0 : (isoDay - named + 7) % 7;
  // A day more: in some time zones it is still yesterday.
  const extra = named === -1 ? 1 : 0;
  return new Date(yesterday.getTime() - (back + extra) * dayMs).toISOString().slice(0, 10);
}

/** A person of the rotation by full or first name; others stay as they are typed. */
export function idOf(people: OrganisationDraft["people"], who: string): string {
  const id = kebab(who);
  const [one, ...more] = people.filter((each) => each.id === id || each.id.startsWith(`${id}-`));
  return id !== "" && one !== undefined && more.length === 0 ? one.id : who.trim();
}
