import { describe, expect, it } from "vitest";
import type { GamedayEvent } from "../../src/event/event.ts";
import { hotMysql, only, played, type Stage } from "../support/simulated.ts";

const firstPage = (events: readonly GamedayEvent[]): number =>
  only(events, "page.sent")[0]?.ex ?? Number.NaN;
const saidBy = (
  events: readonly GamedayEvent[],
  who: string,
): readonly { text: string; ex: number }[] =>
  only(events, "message.posted")
    .filter(({ by }) => by.id === who)
    .map(({ data, ex }) => ({ text: data.text, ex }));
const say =
  (verb: string) =>
  ({ control }: Stage): Promise<unknown> =>
    control.as(control.person)(verb, { text: "as a person" });

describe("the commander bot", () => {
  it("declares when nobody else does, 20 seconds after the first page, and names the resolver", async () => {
    const { events } = await played(hotMysql({ limit: 120_000 }));
    const [declared] = only(events, "incident.declared");
    expect(declared?.by.id).toBe("imoc-bot");
    expect((declared?.ex ?? 0) - firstPage(events)).toBe(20_000);
    expect(only(events, "incident.assigned").map(({ data }) => `${data.role} ${data.to}`)).toEqual([
      "imoc imoc-bot",
      "tloc autopilot",
    ]);
  });

  it("leaves it to whoever declares first, and takes command", async () => {
    const { events } = await played(hotMysql({ limit: 120_000 }), {
      acts: [{ atMs: 15_000, act: say("sev.declare") }],
    });
    expect(only(events, "incident.declared").map(({ by }) => by.kind)).toEqual(["person"]);
    expect(
      only(events, "incident.state").find(({ data }) => data.state === "acknowledged")?.by.id,
    ).toBe("imoc-bot");
  });

  it("keeps quiet while a person has the command, and takes over when it is given up", async () => {
    const verb =
      (name: string, args: Readonly<Record<string, unknown>>) =>
      ({ control }: Stage): Promise<unknown> =>
        control.as(control.person)(name, args);
    const { events } = await played(hotMysql({ limit: 200_000 }), {
      acts: [
        { atMs: 12_000, act: verb("role.claim", { role: "imoc" }) },
        { atMs: 15_000, act: verb("sev.declare", { text: "as a person" }) },
        { atMs: 150_000, act: verb("role.release", { role: "imoc" }) },
      ],
    });
    const [given, taken] = only(events, "incident.assigned").filter(
      ({ data }) => data.role === "imoc",
    );
    expect(given?.data.to).not.toBe("imoc-bot");
    expect(taken?.data.to).toBe("imoc-bot");
    const [released] = only(events, "role.released");
    expect(saidBy(events, "imoc-bot").filter(({ ex }) => ex < (released?.ex ?? 0))).toEqual([]);
    expect(only(events, "page.acked").every(({ ex }) => ex >= (released?.ex ?? 0))).toBe(true);
  });

  it("asks a question every 90 seconds while users are hurt, each its own", async () => {
    const { events } = await played(hotMysql({ limit: 400_000 }));
    const asked = saidBy(events, "imoc-bot");
    expect(asked.length).toBeGreaterThanOrEqual(4);
    expect(new Set(asked.slice(0, 4).map(({ text }) => text)).size).toBe(4);
    for (const [index, { ex }] of asked.entries())
      if (index > 0) expect(ex - (asked[index - 1]?.ex ?? 0)).toBeGreaterThanOrEqual(90_000);
  });

  it("keeps its clock by the time scale", async () => {
    const { events } = await played(hotMysql({ limit: 120_000 }, { timeScale: 6 }));
    expect((only(events, "incident.declared")[0]?.ex ?? 0) - firstPage(events)).toBeCloseTo(
      20_000 / 6,
      0,
    );
  });

  it("asks whether it is mitigated when the dashboards look fine, until somebody says so", async () => {
    const { events } = await played(hotMysql({ limit: 240_000 }), {
      acts: [
        { atMs: 50_000, act: ({ world }) => world.take({ admits: { batch: 0 } }) },
        { atMs: 160_000, act: say("sev.mitigated") },
      ],
    });
    const asked = saidBy(events, "imoc-bot")
      .filter(({ text }) => text.includes("Is it mitigated?"))
      .map(({ ex }) => ex);
    expect(asked.length).toBeGreaterThanOrEqual(2);
    expect(asked[0]).toBeGreaterThanOrEqual(79_000); // A whole hold of good seconds.
    expect(asked.every((ex) => ex <= 160_000)).toBe(true);
  });

  it("asks nothing while the incident is called off", async () => {
    const { events } = await played(hotMysql({ limit: 400_000 }), {
      acts: [
        {
          atMs: 100_000,
          act: ({ control }) =>
            control.as(control.person)("sev.false-alarm", { why: "just a blip" }),
        },
      ],
    });
    expect(only(events, "incident.state").map(({ data }) => data.state)).toContain("false-alarm");
    expect(saidBy(events, "imoc-bot").filter(({ ex }) => ex > 100_000)).toEqual([]);
  });

  it("never touches the system", async () => {
    const { events } = await played(hotMysql({ limit: 300_000 }));
    expect(events.filter(({ type, by }) => type === "tool.used" && by.id === "imoc-bot")).toEqual(
      [],
    );
    expect(only(events, "action.detected")).toEqual([]);
  });
});

describe("the perfect player", () => {
  it("detects, declares, proves each piece, decides, acts, verifies and closes, in this order", async () => {
    const { events, plan, summary } = await played(hotMysql(), { player: "perfect" });
    const seqOf = (isIt: (event: GamedayEvent) => boolean): number =>
      events.find(isIt)?.seq ?? Number.NaN;
    const proofs = only(events, "evidence.proved");
    expect(proofs.map(({ data }) => data.evidence)).toEqual(Object.keys(plan.scenario.evidence));
    const order = [
      seqOf(({ type }) => type === "page.sent"),
      seqOf(({ type, by }) => type === "incident.declared" && by.id === "autopilot"),
      proofs[0]?.seq ?? Number.NaN,
      proofs.at(-1)?.seq ?? Number.NaN,
      seqOf(({ type, data }) => type === "incident.updated" && data.text.startsWith("Decided: ")),
      seqOf(({ type }) => type === "action.detected"),
      seqOf(({ type, data }) => type === "incident.state" && data.state === "mitigated"),
      seqOf(({ type, data }) => type === "incident.state" && data.state === "resolved"),
    ];
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(summary.score?.points).toBe(100);
    expect(only(events, "hint.given")).toEqual([]);
  });

  it("claims nothing before every service has looked good for a whole hold", async () => {
    const { events, plan } = await played(hotMysql(), { player: "perfect" });
    const contained =
      only(events, "truth.changed").find(({ data }) => data.state === "contained")?.at ??
      Number.NaN;
    const claim = only(events, "incident.state").find(({ data }) => data.state === "mitigated");
    expect((claim?.ex ?? 0) - contained).toBeGreaterThanOrEqual(plan.scenario.hold);
    expect(claim?.data.premature ?? false).toBe(false);
  });

  it("watches as long as the scenario asks for before it resolves", async () => {
    const { events, plan } = await played(hotMysql(), { player: "perfect" });
    const at = (state: string): number =>
      only(events, "incident.state").find(({ data }) => data.state === state)?.ex ?? Number.NaN;
    expect(at("resolved") - at("mitigated")).toBeGreaterThanOrEqual(plan.scenario.watch);
  });
});

describe("the wrong player", () => {
  it("acts without looking, claims that all is well, and never resolves", async () => {
    const { events } = await played(hotMysql(), { player: "wrong" });
    expect(only(events, "evidence.proved")).toEqual([]);
    expect(only(events, "incident.updated").map(({ data }) => data.text)).toEqual(
      hotMysql().scenario.players.wrong.map(
        (id) => `Trying: ${hotMysql().scenario.mitigations[id]?.title}.`,
      ),
    );
    expect(only(events, "incident.state").map(({ data }) => data.state)).toContain("mitigated");
    expect(only(events, "incident.state").map(({ data }) => data.state)).not.toContain("resolved");
  });
});
