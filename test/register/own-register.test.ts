/** Whose register is believed, and which folders of sockets are removed for it. */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { putHold, readHold } from "../../src/register/stop-switch.ts";
import { identityOf } from "../../src/register/identity.ts";
import { leftBehind } from "../../src/watch/left-behind.ts";
import { removeTemp } from "../../src/register/own-temp.ts";
import { Registry, type Entry } from "../../src/register/registry.ts";
import { releaseDrills, stopDrills } from "../../src/app/verb/stop.ts";
import { sweepStack } from "../../src/watch/sweep-stack.ts";
import { demandTrust } from "../../src/app/scenario/trust.ts";
import { testMark } from "../support/test-mark.ts";
import { ownFolder } from "../support/own-folder.ts";

const folder = ownFolder();
const isRoot = process.getuid?.() === 0;
const stranger = 54_321;
let count = 0;
let state: string;

beforeEach(() => {
  state = join(folder, String((count += 1)), "xdg", "gameday");
  mkdirSync(join(state, "drills"), { recursive: true, mode: 0o755 });
});

const refused = (why: string): unknown =>
  expect.objectContaining({
    code: "GD-E015",
    exit: 69,
    message: expect.stringContaining(why),
    hint: expect.stringContaining("XDG_STATE_HOME"),
  });

describe("a register", () => {
  it("is used where it is ours, and where there is none yet", () => {
    expect(new Registry(state).list()).toEqual([]);
    expect(new Registry(join(folder, "none", "yet", "gameday")).list()).toEqual([]);
  });

  it("is used below a folder of everybody's: a register in its place would not be ours", () => {
    chmodSync(dirname(state), 0o777);
    expect(new Registry(state).list()).toEqual([]);
  });

  it.each([
    ["is writable by everyone", "itself", (): void => chmodSync(state, 0o777)],
    [
      "is writable by everyone",
      "its entries' folder",
      (): void => chmodSync(join(state, "drills"), 0o777),
    ],
    [
      "is a link",
      "itself",
      (): void => (renameSync(state, `${state}.real`), symlinkSync(`${state}.real`, state)),
    ],
    [
      "is not a folder",
      "itself",
      (): void => (renameSync(state, `${state}.real`), writeFileSync(state, "")),
    ],
  ])("is refused when it %s (%s)", (why, _what, spoil) => {
    spoil();
    expect(() => new Registry(state)).toThrow(refused(why));
  });

  it.skipIf(!isRoot).each(["", "drills"])(
    "is refused when gameday/%s belongs to another user (needs root, to make one)",
    (path) => {
      chownSync(join(state, path), stranger, stranger);
      expect(() => new Registry(state)).toThrow(refused("belongs to another user"));
    },
  );

  it.skipIf(!isRoot)(
    "reads no file that belongs to another user, and none through a link (needs root, to make one)",
    () => {
      const entry = (name: string): string => join(state, "drills", `${name}.json`);
      for (const name of ["mine", "theirs"])
        writeFileSync(
          entry(name),
          JSON.stringify({ v: 1, drill: name, started: "2026-11-21T19:00:00.000Z" }),
        );
      symlinkSync(entry("mine"), entry("link"));
      chownSync(entry("theirs"), stranger, stranger);
      expect(new Registry(state).list().map(({ drill }) => drill)).toEqual(["mine"]);
      identityOf(state);
      chownSync(join(state, "identity.json"), stranger, stranger);
      expect(() => identityOf(state)).toThrow(expect.objectContaining({ code: "GD-E006" }));
    },
  );

  it("of others lets no drill begin again", () => {
    putHold(state, {
      reason: "the shop is down for real",
      by: "ann",
      since: "2026-11-21T19:00:00.000Z",
    });
    chmodSync(state, 0o777);
    process.env["XDG_STATE_HOME"] = dirname(state);
    expect(() => releaseDrills("gameday stop --release")).toThrow(
      refused("is writable by everyone"),
    );
    expect(readHold(state)?.by).toBe("ann");
  });

  it("is written through no link", () => {
    const victim = join(state, "victim");
    writeFileSync(victim, "precious");
    symlinkSync(victim, join(state, "drills", "x.open"));
    expect(new Registry(state).add({ drill: "x" } as Entry)).toBe(true);
    expect(readFileSync(victim, "utf8")).toBe("precious");
  });

  it("of others is not healed from, and its word on trust counts for nothing; other commands are not kept from working", async () => {
    chmodSync(state, 0o777);
    writeFileSync(join(state, "trusted"), "sha256:1\n");
    process.env["XDG_STATE_HOME"] = dirname(state);
    await expect(
      stopDrills({ drill: undefined, all: true, hold: false, reason: "", say: () => {} }),
    ).rejects.toThrow(refused("everyone"));
    await expect(
      demandTrust(
        { state },
        folder,
        { programs: ["app.mjs"], digest: "sha256:1" },
        { given: false },
      ),
    ).rejects.toThrow(refused("everyone"));
    expect(() => leftBehind(["doctor"], { XDG_STATE_HOME: dirname(state) })).toThrow(
      refused("everyone"),
    );
  });
});

describe("the socket folder that an entry names", () => {
  const named = (temp: string): Entry =>
    ({
      drill: "x",
      temp,
      runFolder: join(folder, "no-run"),
      mark: testMark({ drill: "x" }),
    }) as Entry;
  const make = (name: string): string => {
    const temp = join(state, name);
    mkdirSync(temp);
    writeFileSync(join(temp, "control.sock"), "");
    return temp;
  };

  it("is removed with what is in it", async () => {
    const temps = [make("gd-0123456789ab"), make("gd-0123456789-_")] as const;
    removeTemp(named(temps[0]));
    expect(await sweepStack(named(temps[1]))).toEqual([]);
    expect(temps.map((temp) => existsSync(temp))).toEqual([false, false]);
  });

  it.each(["home", "gd-short", "gd-0123456789abc", "gd-0123456789a."])(
    "stays when it is named otherwise: %s",
    async (name) => {
      const temp = make(name);
      removeTemp(named(temp));
      expect(await sweepStack(named(temp))).toEqual([]);
      expect(readdirSync(temp)).toEqual(["control.sock"]);
    },
  );

  it("stays when it is a link", () => {
    const temp = join(state, "gd-0123456789ab");
    symlinkSync(make("home"), temp);
    removeTemp(named(temp));
    expect([existsSync(temp), readdirSync(join(state, "home"))]).toEqual([true, ["control.sock"]]);
  });

  it.skipIf(!isRoot)("stays when it belongs to another user (needs root, to make one)", () => {
    const temp = make("gd-0123456789ab");
    chownSync(temp, stranger, stranger);
    removeTemp(named(temp));
    expect(existsSync(temp)).toBe(true);
  });
});
