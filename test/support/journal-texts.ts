import type { EventInput } from "../../src/event/event.ts";
import { readJournal } from "../../src/journal/read-journal.ts";

/** Everything that an async source gives. */
export async function gathered<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

/** An event that says something. */
export const note = (text: string): EventInput => ({ type: "drill.note", data: { text } });

/** What the events of a journal say, its chain held. */
export async function texts(file: string): Promise<readonly string[]> {
  return (await gathered(readJournal(file, { verify: true }))).map(({ data }) => {
    if ("text" in data && typeof data.text === "string") return data.text;
    return "why" in data ? data.why : "";
  });
}
