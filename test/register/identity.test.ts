import { execFile } from "node:child_process";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { findIdentity, identityOf } from "../../src/register/identity.ts";
import { ownFolder } from "../support/own-folder.ts";

const folder = ownFolder();

describe("the identity of a register", () => {
  it("is made on first use, stays, is for its user's eyes alone, and is nobody else's", () => {
    const [mine, theirs] = [join(folder, "a", "gameday"), join(folder, "b", "gameday")];
    expect(findIdentity(mine)).toBeUndefined();
    const { owner } = identityOf(mine);
    expect(owner).toMatch(/^[0-9a-f]{24}$/);
    expect([identityOf(mine).owner, findIdentity(mine)?.owner]).toEqual([owner, owner]);
    expect(identityOf(theirs).owner).not.toBe(owner);
    expect(readdirSync(mine)).toEqual(["identity.json"]);
    expect(statSync(join(mine, "identity.json")).mode & 0o777).toBe(0o600);
  });

  it("gives keys that differ by purpose and by register, and are the same tomorrow", () => {
    const [mine, theirs] = [join(folder, "c"), join(folder, "d")];
    const key = identityOf(mine).keyFor("seal x");
    expect(key).toHaveLength(32);
    expect(identityOf(mine).keyFor("seal x")).toEqual(key);
    expect(identityOf(mine).keyFor("seal y")).not.toEqual(key);
    expect(identityOf(theirs).keyFor("seal x")).not.toEqual(key);
  });

  it("is one, however many ask for it first at the same moment", async () => {
    const state = join(folder, "race");
    const program = `const { identityOf } = await import(${JSON.stringify(pathToFileURL(join(import.meta.dirname, "../../src/register/identity.ts")).href)}); console.log(identityOf(${JSON.stringify(state)}).owner);`;
    const said = await Promise.all(
      Array.from({ length: 6 }, () =>
        promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]),
      ),
    );
    expect(new Set(said.map(({ stdout }) => stdout)).size).toBe(1);
    expect(readdirSync(state)).toEqual(["identity.json"]);
  });

  it("that cannot be read is not replaced: the drills of its register would be nobody's", () => {
    const state = join(folder, "torn");
    identityOf(state);
    writeFileSync(join(state, "identity.json"), "{}");
    expect(() => identityOf(state)).toThrow(expect.objectContaining({ code: "GD-E006" }));
  });
});
