/** What healing claims of a drill that can no longer tell what it did. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { healDead } from "../../src/watch/heal-dead.ts";
import { identityOf } from "../../src/register/identity.ts";
import type { Paths } from "../../src/register/paths.ts";
import { registerRun } from "../../src/register/register-run.ts";
import { Registry, type Entry, type LockedTarget } from "../../src/register/registry.ts";
import { sealOf } from "../../src/register/sealed-run.ts";
import type { EventInput } from "../../src/event/event.ts";
import { openJournal } from "../../src/journal/file-journal.ts";
import { readJournal } from "../../src/journal/read-journal.ts";
import { ownFolder } from "../support/own-folder.ts";

const folder = ownFolder();
let count = 0;
let paths: Paths;
let registry: Registry;

beforeEach(() => {
  const here = join(folder, String((count += 1)));
  paths = {
    root: here,
    state: join(here, "xdg", "gameday"),
    cache: join(here, "cache"),
    runs: join(here, "runs"),
    sockets: join(here, "s"),
  };
  process.env["XDG_STATE_HOME"] = dirname(paths.state);
  registry = new Registry(paths.state);
});

const target = (component: string): LockedTarget => ({
  component,
  container: component.padEnd(64, "0"),
  name: `shop-${component}`,
  engine: "unix:///nowhere.sock",
});

interface Wish {
  readonly targets?: readonly LockedTarget[];
  readonly sealed?: boolean;
  readonly begun?: boolean;
}

/** A drill that died: without a journal when it had not begun. */
async function died({
  targets = [target("web")],
  sealed = false,
  begun = true,
}: Wish = {}): Promise<Entry> {
  const entry = registerRun(paths, registry, {
    wallMs: 0,
    scenario: "x",
    seed: "1",
    runtime: "process",
    limitMs: 60_000,
    targets,
    sealed,
    files: {},
  });
  if (!begun) return entry;
  await writes(
    entry,
    ...(["up", "break"] as const).map((phase) => ({
      type: "drill.phase" as const,
      data: { phase },
    })),
  );
  registry.update(entry.drill, { begun: true });
  return entry;
}

async function writes(entry: Entry, ...events: readonly EventInput[]): Promise<void> {
  const journal = await openJournal(journalOf(entry), {
    clock: { monoMs: () => 0, wallMs: () => 0 },
    exMs: () => 0,
    seal: sealOf(paths.state, entry),
  });
  for (const event of events) journal.append(event);
  await journal.close();
}

const journalOf = ({ runFolder }: Entry): string => join(runFolder, "events.jsonl");
const aside = (file: string): void => renameSync(file, `${file}.aside`);
const back = (file: string): void => renameSync(`${file}.aside`, file);
const isEnded = ({ drill }: Entry): boolean => registry.read(drill)?.ended !== undefined;
const stop = async (entry: Entry, ...forget: readonly string[]): Promise<readonly string[]> =>
  (
    await healDead(entry, registry, {
      why: "stopped",
      detail: "gameday stop",
      ...(forget.length === 0 ? {} : { forget: new Set(forget) }),
    })
  ).residue.map(({ what, detail }) => `${what} ${detail}`);

describe("a dead drill that had containers of the user's own", () => {
  it("is healed as its journal tells", async () => {
    const entry = await died();
    expect(await stop(entry)).toEqual([]);
    expect(isEnded(entry)).toBe(true);
  });

  it("is healed when it died before its journal was begun: nothing was hurt", async () => {
    const entry = await died({ begun: false });
    expect(await stop(entry)).toEqual([]);
    expect(isEnded(entry)).toBe(true);
  });

  it("that was killed after its last word leaves neither a lock nor the room it kept", async () => {
    const entry = await died();
    await writes(
      entry,
      { type: "drill.ended", data: { why: "held", detail: "" } },
      { type: "drill.phase", data: { phase: "over" } },
    );
    const said = readFileSync(journalOf(entry), "utf8");
    for (const [name, text] of [
      ["lock", `{"pid":0,"start":""}`],
      ["reserve", "room"],
    ] as const)
      writeFileSync(`${journalOf(entry)}.${name}`, text);
    expect(await stop(entry)).toEqual([]);
    expect(readdirSync(entry.runFolder)).toEqual(["events.jsonl"]);
    expect(readFileSync(journalOf(entry), "utf8")).toBe(said);
  });

  it("is not healed without its journal, which is not begun anew, until that is back", async () => {
    const entry = await died();
    aside(journalOf(entry));
    for (let round = 0; round < 2; round += 1)
      expect(await stop(entry)).toEqual([
        expect.stringMatching(
          new RegExp(
            `^container shop-web may still be broken: the journal ${journalOf(entry)} is missing; restore .*: gameday stop ${entry.drill} --forget web$`,
          ),
        ),
      ]);
    expect(isEnded(entry)).toBe(false);
    back(journalOf(entry));
    expect(await stop(entry)).toEqual([]);
    expect(isEnded(entry)).toBe(true);
  });

  it("is not healed without its run folder", async () => {
    const entry = await died();
    aside(entry.runFolder);
    expect(await stop(entry)).toEqual([expect.stringContaining("is missing")]);
    expect(isEnded(entry)).toBe(false);
  });

  it.each([
    ["empty", (): string => ""],
    [
      "has sequence number 1 where 0 was due",
      (text: string): string => text.slice(text.indexOf("\n") + 1),
    ],
    ["is not JSON", (text: string): string => `nonsense\n${text}`],
  ])("is not healed by a journal that is damaged: %s", async (_title, damage) => {
    const entry = await died();
    writeFileSync(journalOf(entry), damage(readFileSync(journalOf(entry), "utf8")));
    for (let round = 0; round < 2; round += 1)
      expect(await stop(entry)).toEqual([
        expect.stringContaining("shop-web may still be broken: "),
      ]);
    expect(isEnded(entry)).toBe(false);
  });

  it("is not healed without the key of its journal, and the register gets no new one, until that is back", async () => {
    const entry = await died({ sealed: true });
    const identity = join(paths.state, "identity.json");
    aside(identity);
    expect(await stop(entry)).toEqual([
      expect.stringContaining(
        `shop-web may still be broken: the identity of the register ${identity} is missing`,
      ),
    ]);
    expect(isEnded(entry)).toBe(false);
    expect(() => identityOf(paths.state)).toThrow(
      expect.objectContaining({ code: "GD-E006", message: expect.stringContaining(entry.drill) }),
    );
    back(identity);
    expect(await stop(entry)).toEqual([]);
    const told = [];
    for await (const event of readJournal(journalOf(entry), { verify: true }))
      told.push(event.type);
    expect(told).toEqual([
      "drill.phase",
      "drill.phase",
      "heal.started",
      "heal.done",
      "drill.ended",
      "drill.phase",
    ]);
  });

  it("is not healed with another key", async () => {
    const entry = await died({ sealed: true });
    rmSync(join(paths.state, "identity.json"));
    mkdirSync(join(folder, "other"), { recursive: true });
    identityOf(join(folder, "other"));
    writeFileSync(
      join(paths.state, "identity.json"),
      readFileSync(join(folder, "other", "identity.json")),
    );
    expect(await stop(entry)).toEqual([
      expect.stringContaining("is sealed with another key, or was changed"),
    ]);
    expect(isEnded(entry)).toBe(false);
  });

  it("is over once each of them is given up, one after the other", async () => {
    const entry = await died({ targets: [target("web"), target("db")] });
    aside(journalOf(entry));
    expect(await stop(entry, "web")).toEqual([
      expect.stringContaining("shop-db may still be broken"),
    ]);
    expect(isEnded(entry)).toBe(false);
    expect(await stop(entry, "db")).toEqual([]);
    expect(isEnded(entry)).toBe(true);
  });
});

it("a dead drill whose whole stack is its own is healed without its journal and its key: all of it bears its mark", async () => {
  const entry = await died({ targets: [], sealed: true });
  aside(journalOf(entry));
  aside(join(paths.state, "identity.json"));
  expect(await stop(entry)).toEqual([]);
  expect(isEnded(entry)).toBe(true);
  expect(identityOf(paths.state).owner).not.toBe(entry.mark.owner);
});
