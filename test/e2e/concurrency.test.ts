/** Two drills of one user at the same moment: neither knows of the other. */
import { join } from "node:path";
import { expect, it } from "vitest";
import type { GamedayEvent } from "../../src/event/event.ts";
import {
  drillsOf,
  expectNothingLeft,
  homeFor,
  journalOf,
  registered,
  resultOf,
  root,
  start,
} from "./gameday.ts";

const home = homeFor("each");

const portsOf = (events: readonly GamedayEvent[]): readonly number[] =>
  events.flatMap(({ type, data }) => [
    ...(type === "component.state" && data.port !== undefined ? [data.port] : []),
    ...(type === "drill.note"
      ? [...data.text.matchAll(/127\.0\.0\.1:(\d+) →/g)].map(([, port]) => Number(port))
      : []),
  ]);

it("two drills of one scenario and one seed at once share no name, folder, port or process, and both pass", async () => {
  const args = [
    "run",
    join(root, "test", "fixtures", "linked-shop.yaml"),
    "--seed",
    "twin",
    "--json",
    "--ci",
    "--proxy",
    "embedded",
  ];
  const both = [start(home, args), start(home, args)];
  await Promise.all(both.map((drill) => drill.event("fault.verified")));
  const entries = registered(home) as readonly (ReturnType<typeof registered>[number] & {
    temp: string;
    socket: string;
    runFolder: string;
  })[];
  for (const of of ["drill", "pid", "temp", "socket", "runFolder"] as const)
    expect(new Set(entries.map((entry) => entry[of])).size, of).toBe(2);
  expect(new Set(entries.map(({ watchdog }) => watchdog?.pid)).size).toBe(2);
  for (const drill of both)
    expect(resultOf(await drill.ended)).toMatchObject({
      verdict: "pass",
      residue: [],
      exitCode: 0,
    });
  const ports = await Promise.all(
    drillsOf(home).map(async (drill) => portsOf(await journalOf(join(home.runs, drill)))),
  );
  expect(ports.map(({ length }) => length)).toEqual([ports[0]?.length, ports[0]?.length]);
  expect(ports[0]?.length).toBeGreaterThan(5);
  expect(new Set(ports.flat()).size).toBe(new Set(ports[0]).size + new Set(ports[1]).size);
  await expectNothingLeft(home);
});
