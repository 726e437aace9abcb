/**
 * Who may do what: every role, verb, tool, mode and preset. What is expected comes from the
 * preset's data alone, read here a second time.
 */
import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/control/protocol.ts";
import { verbHandler } from "../../src/control/verbs.ts";
import type { EventInput } from "../../src/event/event.ts";
import { allProfiles } from "../support/organisation.ts";
import type { Profile } from "../../src/org/profile.ts";
import { verbNames, verbOf, verbs, type VerbName } from "../../src/verb/index.ts";
import type { Argument } from "../../src/verb/verb.ts";
import { drillPort, request, type DrillPort } from "../support/drill-port.ts";

type Mode = Profile["rights"]["mode"];
const modes: readonly Mode[] = ["off", "warn", "block"];
const aboutIncident = verbNames.filter((name) => verbOf(name).rights !== undefined);
const tools = {
  prove: {
    evidence: "its-the-api",
    artefact: { command: "c", output: "application\tn\napi\t9", exit: 0 },
  },
  where: { component: "db", account: "oncall" },
  "tool.used": { tool: "sql", summary: "SELECT 1", statement: "SELECT 1", target: "db" },
} as const satisfies Partial<Record<VerbName, unknown>>;

/** Every role has its own person, called as the role with a dash: `imoc-`. */
function crewOf(profile: Profile): readonly EventInput[] {
  return [...Object.keys(profile.roles), "executive", "observer"].flatMap(
    (role): readonly EventInput[] => [
      { type: "person.joined", data: { person: `${role}-`, as: "seat" } },
      { type: "incident.assigned", data: { role, to: `${role}-` } },
    ],
  );
}

/** The states in which a verb may make sense: one of them lets nearly each verb through. */
const situations: Readonly<Record<string, readonly EventInput[]>> = {
  alerted: [{ type: "page.sent", data: { to: "tloc", text: "p" } }],
  declared: [
    {
      type: "incident.declared",
      data: { level: 1, name: "Fast Frog", text: "t", deadlineEx: null },
    },
  ],
  mitigated: [
    {
      type: "incident.declared",
      data: { level: 1, name: "Fast Frog", text: "t", deadlineEx: null },
    },
    { type: "incident.state", data: { state: "mitigated" } },
  ],
};

async function inSituation(profile: Profile, situation: readonly EventInput[]): Promise<DrillPort> {
  const port = drillPort(profile);
  await port.record([
    { type: "person.joined", data: { person: "nobody-", as: "seat" } },
    ...crewOf(profile),
    ...situation,
  ]);
  port.now = 20_000;
  return port;
}

/** Something for each argument. */
function argsFor(name: VerbName): Readonly<Record<string, unknown>> {
  const one = ({ is, names }: Argument): unknown => {
    if (is === "severity") return 2;
    if (is === "duration") return "20m";
    if (names === "role") return "scribe";
    return names === "person" ? "observer-" : "a text";
  };
  return Object.fromEntries(
    Object.entries(verbOf(name).args).map(([key, argument]) => [key, one(argument)]),
  );
}

/** Does this organisation let this role do it? */
function mayBy(profile: Profile, name: VerbName, role: string): boolean {
  const own = (profile.rights.who as Record<string, "anyone" | readonly string[] | undefined>)[
    name.replace(/^(sev|role)\./, "")
  ];
  const usual: "anyone" | readonly string[] = Object.hasOwn(tools, name)
    ? (profile.rights.tools ?? [profile.onCall.responder])
    : (own ?? verbOf(name).rights ?? "anyone");
  if (usual === "anyone" || usual.includes(role)) return true;
  // While no one has a role that may, anyone may.
  return !usual.some((one) =>
    [...Object.keys(profile.roles), "executive", "observer"].includes(one),
  );
}

interface Case {
  readonly profile: Profile;
  readonly mode: Mode;
  readonly name: VerbName;
  readonly args: Readonly<Record<string, unknown>>;
  readonly situation: readonly EventInput[];
}

const notYours = /^Only .+ may (use "|look into)/;

let cases = 0;

async function check(role: string, { profile, mode, name, args, situation }: Case): Promise<void> {
  cases += 1;
  const port = await inSituation({ ...profile, rights: { ...profile.rights, mode } }, situation);
  const before = port.events.length;
  const by = { id: `${role}-`, kind: "person", roles: [] } as const;
  const answer: Answer = await verbHandler(port)(request(name, args, by));
  const written = port.events.slice(before);
  const flagged = written.filter(({ type }) => type === "practice.flagged");
  const may =
    mayBy(profile, name, role) ||
    (name === "sev.ack" && role === "tloc" && situation === situations["alerted"]);
  const label = `${profile.id} ${mode} ${role} ${name}: ${JSON.stringify(answer)}`;
  if (may || mode === "off") {
    expect(
      flagged.filter(({ data }) => "rule" in data && data.rule.endsWith("-right")),
      label,
    ).toEqual([]);
    if (!answer.ok) expect(answer.error.message, label).not.toMatch(notYours);
    return;
  }
  if (mode === "block" && name !== "tool.used") {
    expect(answer.ok, label).toBe(false);
    if (answer.ok) return;
    expect(answer.error.message, label).toMatch(notYours);
    expect(answer.error.hint, label).toMatch(/^ask .+ \(.+\); .*gameday role assign /);
    // No event without a right: nothing but the refusal is written.
    expect(
      written.map(({ type }) => type),
      label,
    ).toEqual(written.length === 0 ? [] : ["verb.refused"]);
    return;
  }
  const acted = written.some(({ type }) => type !== "verb.refused");
  expect(flagged.length, label).toBe(acted && answer.ok ? 1 : 0);
  if (answer.ok && acted) expect(answer.warnings?.at(-1), label).toMatch(/normally done by/);
}

describe.each(allProfiles)("$id", (profile) => {
  describe.each(modes)("in mode %s", (mode) => {
    const roles = [...Object.keys(profile.roles), "executive", "observer", "nobody"];
    test.each(roles)("%s may do what the profile says, and nothing else", async (role) => {
      for (const [name, args] of [
        ...aboutIncident.map((one) => [one, argsFor(one)] as const),
        ...(Object.entries(tools) as [VerbName, Record<string, unknown>][]),
      ])
        for (const situation of Object.values(situations))
          await check(role, { profile, mode, name, args, situation });
    });
  });
});

test("every case was counted", ({ task }) => {
  Object.assign(task.meta, { matrixCases: cases });
  const roles = allProfiles.map(({ roles: own }) => Object.keys(own).length + 3);
  const perRole = (aboutIncident.length + Object.keys(tools).length) * 3;
  expect(cases).toBe(roles.reduce((sum, n) => sum + n, 0) * modes.length * perRole);
  expect(cases).toBeGreaterThan(4_000);
  expect(Object.keys(verbs)).toEqual(expect.arrayContaining(Object.keys(tools)));
});
