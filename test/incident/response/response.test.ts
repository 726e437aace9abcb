import { describe, expect, test } from "vitest";
import type { Decision } from "../../../src/incident/command.ts";
import { titleOf } from "../../../src/incident/wording.ts";
import { profileNamed } from "../../support/organisation.ts";
import { play, posted, type Play } from "../play.ts";

const gremlin = profileNamed("gremlin");
const withRule = (mode: "off" | "warn" | "block") => ({
  ...gremlin,
  practices: { ...gremlin.practices, rules: { ...gremlin.practices.rules, "step-order": mode } },
});

const say = (decision: Decision): string =>
  decision.ok ? decision.say : `${decision.why} → ${decision.instead}`;
const flags = (it: Play) =>
  it.events.flatMap((event) => (event.type === "practice.flagged" ? [event.data] : []));

const declared = (type?: string, mode: "off" | "warn" | "block" = "warn"): Play => {
  const it = play({ profile: withRule(mode) });
  it.when({ do: "declare", level: 1, text: "a", ...(type === undefined ? {} : { type }) });
  return it;
};

describe("the type of a SEV", () => {
  test("is the first one when it is declared without", () => {
    const it = declared();
    expect(it.events.at(-1)?.data).toMatchObject({ sevType: "availability-drop" });
    expect(titleOf(it.state)).toBe("SEV 1 Fast Frog");
  });

  test("is understood by its id and by its label; another is refused with those there are", () => {
    for (const word of ["data-loss", "Loss of data"])
      expect(declared(word).state.response.sevType).toBe("data-loss");
    const it = play();
    expect(say(it.when({ do: "declare", text: "a", type: "meltdown" }))).toMatch(
      /^There is no SEV type "meltdown"\. → types: availability-drop \(.*security-risk \(/,
    );
    expect(it.state.state).toBe("none");
  });

  test("security-risk: its title is the code name, in answers and in what is posted", () => {
    const it = play();
    expect(say(it.when({ do: "declare", level: 1, text: "a", type: "security-risk" }))).toBe(
      "Fast Frog is declared. Target: mitigate within 8 h.",
    );
    expect(titleOf(it.state)).toBe("Fast Frog");
    expect(posted(it.tick(0), "#sevs")).toEqual([expect.stringMatching(/^\+00:00 Fast Frog: /)]);
  });

  test("a journal from before types is an availability drop", () => {
    const it = play();
    it.given({
      type: "incident.declared",
      data: { level: 1, name: "Fast Frog", text: "a", deadlineEx: null },
    });
    expect(titleOf(it.state)).toBe("SEV 1 Fast Frog");
    expect(say(it.when({ do: "step", step: "isolate" }))).toMatch(
      /^A SEV of type "availability drop" has no steps of its own\. → gameday /,
    );
  });
});

describe("gameday sev step", () => {
  test("in order: each says the next, and nothing is flagged", () => {
    const it = declared("security-risk");
    const steps = gremlin.types["security-risk"].steps.map(({ id }) => id);
    expect(steps.map((step) => say(it.when({ do: "step", step })))).toEqual([
      "Done: stop the attack. Next: gameday sev step cut-vector",
      "Done: cut off the way in. Next: gameday sev step isolate",
      "Done: isolate what was reached. Next: gameday sev step preserve-evidence",
      "Done: preserve the evidence.",
    ]);
    expect(flags(it)).toEqual([]);
    expect(say(it.when({ do: "step", step: "isolate" }))).toMatch(/^"isolate.*already done/);
  });

  test.each(["off", "warn", "block"] as const)("out of order, alone, with the rule %s", (mode) => {
    const it = declared("security-risk", mode);
    const decision = it.when({ do: "step", step: "isolate" });
    expect(decision.ok).toBe(mode !== "block");
    expect(it.state.response.steps).toEqual(mode === "block" ? [] : ["isolate"]);
    expect(flags(it)).toEqual(
      mode === "warn"
        ? [
            {
              rule: "step-order",
              person: "you",
              text: '"isolate what was reached" comes before "stop the attack".',
            },
          ]
        : [],
    );
    if (mode === "block") expect(say(decision)).toMatch(/→ First: gameday sev step stop-attack$/);
  });

  test("a step that there is not is refused with their order", () => {
    expect(say(declared("security-risk").when({ do: "step", step: "panic" }))).toBe(
      'There is no step "panic". → in this order: stop-attack, cut-vector, isolate, preserve-evidence',
    );
  });

  test("before the evidence is safe, a public message is out of order; an internal one is not", () => {
    const it = declared("security-risk");
    it.when({ do: "draft", audience: "customer", text: "Some exports fail." });
    it.when({ do: "draft", audience: "internal", text: "Looking at it." });
    it.when({ do: "approve", draft: "m1" });
    expect(it.when({ do: "post", draft: "m2" })).toMatchObject({ ok: true });
    expect(flags(it)).toEqual([]);
    expect(it.when({ do: "post", draft: "m1" })).toMatchObject({ ok: true });
    expect(flags(it)).toMatchObject([{ rule: "step-order" }]);
  });

  test("once the evidence is safe, or for another type, a public message is fine", () => {
    for (const type of ["security-risk", "data-loss"]) {
      const it = declared(type);
      for (const { id } of gremlin.types["security-risk"].steps) it.when({ do: "step", step: id });
      it.when({ do: "draft", audience: "customer", text: "Some exports fail." });
      it.when({ do: "approve", draft: "m1" });
      it.when({ do: "post", draft: "m1" });
      expect(flags(it)).toEqual([]);
    }
  });
});

describe("gameday report-problem", () => {
  test("needs no alert and no role, and makes the incident observed", () => {
    const it = play();
    const by = { id: "kim", kind: "person", roles: [] } as const;
    expect(it.when({ do: "report-problem", text: "the invoice is wrong" }, { by }).ok).toBe(true);
    expect(it.events.map(({ type, by: who }) => `${type} ${who.id}`)).toEqual([
      "problem.reported kim",
      "incident.state kim",
    ]);
    expect(it.state.state).toBe("observed");
    expect(it.tick(60_000)).toEqual([]);
  });

  test("is one more line once the incident is known", () => {
    const it = declared();
    it.when({ do: "report-problem", text: "the search too" });
    expect(it.state.state).toBe("declared");
    expect(it.events.at(-1)?.type).toBe("problem.reported");
  });
});
