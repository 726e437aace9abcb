import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkedOrganisation } from "../../../src/app/org/check.ts";
import { writeOrganisation } from "../../../src/app/org/init.ts";
import { shownOrganisation } from "../../../src/app/org/show.ts";
import { presetNames } from "../../../src/org/preset-names.ts";
import { presets } from "../../../src/register/presets.ts";
import type { OrgFlags } from "../../../src/terminal/org-asked.ts";
import { orgQuestions } from "../../../src/terminal/org-questions.ts";
import type { Wizard } from "../../../src/terminal/wizard.ts";

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "gameday-org-init-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const here = {
  name: "acme",
  user: "ana",
  timeZone: "Europe/Berlin",
  now: Date.parse("2026-11-30T07:00:00Z"),
};
const draft = (flags: OrgFlags = {}, wizard?: Wizard, said: string[] = []) =>
  orgQuestions({ wizard, flags, presets: presets(), here, say: (text) => void said.push(text) });

const write = async (flags: OrgFlags = {}, wizard?: Wizard, said?: string[]) =>
  writeOrganisation(cwd, await draft(flags, wizard, said), false);

/** Presses Enter, unless there is something to type for a question that contains these words. */
function typist(typed: Readonly<Record<string, string>> = {}) {
  const asked: string[] = [];
  const find = (message: string) =>
    Object.entries(typed).find(([words]) => message.includes(words))?.[1];
  const wizard: Wizard = {
    ask: async (message, fallback, objection) => {
      asked.push(message);
      const answer = find(message) ?? fallback;
      expect(objection?.(answer), `${message} ${answer}`).toBeUndefined();
      return answer;
    },
    choose: async (message, [first]) => {
      asked.push(message);
      return find(message) ?? first?.value ?? "";
    },
    confirm: async () => false,
  };
  return { wizard, asked };
}

describe("gameday org init", () => {
  test("Enter at every question writes a file without a mistake; alone on call is weak", async () => {
    const said: string[] = [];
    const { wizard, asked } = typist();
    const { file, text } = await write({}, wizard, said);
    expect(said.slice(1).map((line) => line.trim().slice(0, 6))).toEqual(
      [1, 2, 3, 4, 5, 6].map((n) => `${n} of 6`),
    );
    expect(asked).toHaveLength(20);
    expect(readFileSync(join(cwd, file), "utf8")).toBe(text);
    expect(text).toMatch(/^# yaml-language-server: \$schema=.*organisation\.schema\.json\n/);
    const { id, why, weak } = checkedOrganisation(cwd, undefined);
    expect([id, why]).toEqual(["acme", "found in gameday/org.yaml"]);
    expect(weak.map((one) => one.text)).toEqual(["only one person can be IMOC"]);
  });

  test.each(presetNames)("the defaults make a file without a mistake over %s", async (name) => {
    await write({ extends: name, "on-call": "Ana Lima, Ben" });
    const { organisation } = shownOrganisation(cwd, undefined);
    expect(Object.keys(organisation.people)).toEqual(["ana-lima", "ben"]);
    const base = presets().find(({ profile }) => profile.id === name)?.profile;
    expect(organisation.profile.severities.map(({ targetMs }) => targetMs)).toEqual(
      base?.severities.map(({ targetMs }) => targetMs),
    );
    expect(organisation.profile.severities[0]?.when).toEqual(
      expect.arrayContaining([expect.objectContaining({ below: "objective", forMs: 120_000 })]),
    );
  });

  test("what is typed is in the file, and nothing is weak", async () => {
    const { wizard } = typist({
      "SEV 0, cat": "10m",
      "SEV 2": "none",
      "Critical services": "checkout, database",
      "checkout: what": "database",
      "checkout: its owner": "Ana",
      "Who takes command": "Ana Lima, Ben",
      "How long is a turn": "day",
      "goes on to the next": "90s",
      "Executive Leadership Team": "ceo@acme.example",
    });
    const { weak } = await write({}, wizard);
    const { organisation } = shownOrganisation(cwd, undefined);
    const { profile, services, rotations, notify } = organisation;
    expect(profile.severities.map(({ targetMs }) => targetMs)).toEqual([600_000, 28_800_000, null]);
    expect(profile.ackMs).toBe(90_000);
    expect(services["checkout"]).toMatchObject({
      owner: "ana-lima",
      slo: 99.9,
      dependsOn: ["database"],
    });
    expect(rotations[0]?.layers[0]).toMatchObject({ everyDays: 1, people: ["ana-lima", "ben"] });
    expect(notify["Executive Leadership Team"]).toEqual(["ceo@acme.example"]);
    expect(weak.map((one) => one.text)).toEqual(["SEV 2 has no target"]);
  });

  test("someone is on call from the first moment, on a Monday before the handover too", async () => {
    expect((await draft()).rotation.start).toBe("2026-11-23");
    expect((await draft({ every: "day" })).rotation.start).toBe("2026-11-28");
    expect((await draft({ handover: "Sun 18:00" })).rotation.start).toBe("2026-11-29");
  });

  test("a flag answers its question; the others are asked", async () => {
    const { wizard, asked } = typist();
    await write(
      { service: ["checkout=99.5"], owner: ["checkout=ana"], "on-call": "ana,bo" },
      wizard,
    );
    expect(asked.join("\n")).not.toMatch(/Critical services|checkout|Who takes command/);
    expect(shownOrganisation(cwd, undefined).organisation.services["checkout"]?.slo).toBe(99.5);
  });

  test.each<[OrgFlags, RegExp]>([
    [{ extends: "gremlins" }, /--extends gremlins: there is no such preset/],
    [{ "below-for": "soon" }, /--below-for soon: must be a duration/],
    [{ mitigate: ["7=1h"] }, /--mitigate 7=1h: there is no severity 7/],
    [{ mitigate: ["0"] }, /--mitigate 0: must be name=value/],
    [{ service: ["checkout=101"] }, /must be more than 0 and less than 100/],
    [{ "time-zone": "Mars/Olympus" }, /must be a time zone/],
    [{ handover: "09:00" }, /--handover 09:00: must be a day and a time/],
    [{ "on-call": "ana,Ana" }, /--on-call ana,Ana: must be different names/],
    [{ depends: ["www=db"] }, /must be names among api/],
  ])("%j is refused", async (flags, message) => {
    await expect(draft(flags)).rejects.toThrow(message);
  });

  test("it overwrites nothing", async () => {
    await write();
    await expect(write({ name: "other" })).rejects.toThrow("org.yaml already exists");
    expect(checkedOrganisation(cwd, undefined).id).toBe("acme");
    writeOrganisation(cwd, await draft({ name: "other" }), true);
    expect(checkedOrganisation(cwd, undefined).id).toBe("other");
  });
});
