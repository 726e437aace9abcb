/**
 * What a player finds in the folder that they are sent to, while the drill goes on and after it.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { call } from "../../src/control/client.ts";
import {
  expectNothingLeft,
  frozenShop,
  gameday,
  homeFor,
  journalOf,
  registered,
  runFolderOf,
  start,
  watchdogOf,
  type Home,
  type Running,
} from "./gameday.ts";

const home = homeFor("each");

/** A person's drill whose fault acts. */
async function underWay(): Promise<Running> {
  const drill = start(home, ["run", frozenShop, "--json", "--seed", "7f3a"]);
  await drill.event("page.sent");
  return drill;
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name));

/** Everything that can be read there but what components themselves print. */
const readable = (folder: string): string =>
  filesIn(folder)
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");

/** Words of the answer: the fault, its target's part in it, what the plan and the truth say. */
const answers = /"pause"|fault\.|truth\.|mustBreak|mitigations|rootCause|evidence/;

function expectPlain({ folder }: Home, runFolder: string): void {
  expect(readable(runFolder)).toMatch(answers);
  for (const file of filesIn(runFolder))
    expect(readFileSync(file, "utf8").startsWith('{"sealed"'), file).toBe(false);
  expect(
    existsSync(join(folder, "state", "gameday", "sealed"))
      ? readdirSync(join(folder, "state", "gameday", "sealed"))
      : [],
  ).toEqual([]);
}

/** The events that the drill has told this terminal, each of which is acknowledged. */
const told = (drill: Running): readonly number[] =>
  drill.lines
    .flatMap((line) =>
      line.startsWith('{"v":') ? [(JSON.parse(line) as { seq?: number }).seq ?? -1] : [],
    )
    .filter((seq) => seq >= 0);

it("a person's drill tells nothing in its folder until it is over, and everything then", async () => {
  const drill = await underWay();
  const runFolder = runFolderOf(home);
  expect(readable(runFolder)).not.toMatch(answers);
  for (const name of ["events.jsonl", "plan.json", "scenario.yaml"])
    expect(readFileSync(join(runFolder, name), "utf8").startsWith('{"sealed"'), name).toBe(true);
  expect(statSync(join(home.folder, "state", "gameday", "identity.json")).mode & 0o777).toBe(0o600);
  // Nothing opens it early.
  for (const command of [
    ["report", "build", runFolder],
    ["report", "audit", runFolder],
  ]) {
    const early = await gameday(home, command);
    expect([early.code, early.stdout], command.join(" ")).toEqual([64, ""]);
    expect(early.stderr).toContain("is sealed until its drill has ended");
  }
  // Whoever comes in at the socket is the person whose socket it is, whatever they call themselves.
  await call(
    registered(home)[0]?.socket ?? "",
    {
      verb: "note",
      args: { text: "claimed" },
      by: { id: "imoc-bot", kind: "bot", roles: ["imoc", "facilitator"] },
    },
    20_000,
  );
  await gameday(home, ["stop"]);
  await drill.ended;
  expectPlain(home, runFolder);
  expect(
    (await journalOf(runFolder)).find(
      ({ type, data }) => type === "note.added" && data.text === "claimed",
    )?.by,
  ).toEqual({ id: userInfo().username, kind: "person", roles: ["tloc"] });
  const seqs = new Set((await journalOf(runFolder)).map(({ seq }) => seq));
  expect(told(drill).every((seq) => seqs.has(seq))).toBe(true);
  expect(existsSync(join(runFolder, "postmortem.md"))).toBe(true);
  await expectNothingLeft(home);
});

it("a person's drill whose command and watchdog were both killed is healed, finished and opened by stop, and nothing acknowledged is lost", async () => {
  const drill = await underWay();
  const runFolder = runFolderOf(home);
  process.kill(watchdogOf(home), "SIGKILL");
  drill.process.kill("SIGKILL");
  await drill.ended;
  expect(readable(runFolder)).not.toMatch(answers);
  const { code } = await gameday(home, ["stop"]);
  expect(code).toBe(0);
  expectPlain(home, runFolder);
  const events = await journalOf(runFolder);
  const seqs = new Set(events.map(({ seq }) => seq));
  expect(told(drill).length).toBeGreaterThan(5);
  expect(told(drill).every((seq) => seqs.has(seq))).toBe(true);
  expect(events.some(({ type }) => type === "fault.undone")).toBe(true);
  expect((await gameday(home, ["report", "build", runFolder])).code).toBe(0);
  await expectNothingLeft(home);
});

it("a scripted player's drill is plain from its first line", async () => {
  const drill = start(home, ["run", frozenShop, "--json", "--seed", "7f3a", "--player", "idle"]);
  await drill.event("page.sent");
  expect(readable(runFolderOf(home))).toMatch(answers);
  await gameday(home, ["stop"]);
  await drill.ended;
});
