import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { auditEvents, auditFolder, type Audit } from "../../src/audit/audit.ts";
import type { GamedayEvent } from "../../src/event/event.ts";
import { lineHash, noHash } from "../../src/journal/journal.ts";
import { stream } from "../../src/kernel/random.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { honest, playSabotaged, type Run } from "../sabotage/stage.ts";
import { testPlan } from "../sabotage/story.ts";
import { ownFolder } from "../support/own-folder.ts";

/** A Test that deserves its pass: a part that nobody needs is frozen. */
const plan: Plan = testPlan(stream("7", "audit"), "7", {
  faults: [{ fault: "pause", target: "spare", for: "4s" }],
  holdMs: 6_000,
});
let run: Run;
const folder = ownFolder();

beforeAll(async () => {
  run = await playSabotaged(plan, {});
  mkdirSync(join(folder, "logs"));
});

const changed = <T extends GamedayEvent["type"]>(
  type: T,
  change: (data: Extract<GamedayEvent, { type: T }>["data"]) => object | undefined,
): GamedayEvent[] =>
  run.events
    .flatMap((event) => {
      const plain = JSON.parse(JSON.stringify(event)) as GamedayEvent;
      if (plain.type !== type) return [plain];
      const data = (change as (data: unknown) => object | undefined)(plain.data);
      return data === undefined ? [] : [{ ...plain, data } as GamedayEvent];
    })
    .map((event, seq) => ({ ...event, seq }));

const audit = (events: readonly GamedayEvent[], of: Plan = plan): Audit =>
  auditEvents({ drill: "x", plan: of, verdict: "pass" }, events);
const inWindow = (second: number): boolean => second >= faultSecond() && second < faultSecond() + 6;
const faultSecond = (): number =>
  Math.floor((run.events.find(({ type }) => type === "fault.armed")?.at ?? 0) / 1_000);

describe("the journal alone", () => {
  it("forbids nothing where a pass is deserved, and leaves open what only a log can show", () => {
    expect(audit(run.events)).toEqual({
      drill: "x",
      verdict: "pass",
      may: "cannot-tell",
      disagreements: [],
      why: ["there is no access log"],
    });
  });

  const forgeries: readonly {
    readonly what: string;
    readonly events: () => readonly GamedayEvent[];
    readonly why: RegExp;
  }[] = [
    {
      what: "more requests were lost than the objective allows",
      events: () =>
        changed("load.bin", (bin) =>
          bin.flow === "users" && inWindow(bin.second)
            ? { ...bin, good: 0, error: bin.offered }
            : bin,
        ),
      why: /web lost \d+ of \d+ requests in the window of "f1"/,
    },
    {
      what: "a second of the window has no bin",
      events: () =>
        changed("load.bin", (bin) =>
          bin.flow === "guests" && bin.second === faultSecond() + 2 ? undefined : bin,
        ),
      why: /side was not measured in 1 of \d+ s/,
    },
    {
      what: "nobody used a service while the fault worked",
      events: () =>
        changed("load.bin", (bin) =>
          bin.flow === "guests" && inWindow(bin.second) ? { ...bin, offered: 0, good: 0 } : bin,
        ),
      why: /no requests to side/,
    },
    {
      what: "the generator sent half of what was due",
      events: () =>
        changed("load.bin", (bin) => ({
          ...bin,
          offered: Math.floor(bin.offered / 2),
          good: Math.floor(bin.offered / 2),
        })),
      why: /users was to ask for \d+ requests and asked for \d+/,
    },
    {
      what: "the generator was late",
      events: () => changed("load.bin", (bin) => ({ ...bin, lateP99: 5_000 })),
      why: /left more than \d+ ms late/,
    },
    {
      what: "the fault was never verified",
      events: () => changed("fault.verified", () => undefined),
      why: /"f1" was never verified/,
    },
    {
      what: "the fault did not work",
      events: () => changed("fault.verified", (data) => ({ ...data, ok: false })),
      why: /"f1" did not work at its target/,
    },
    {
      what: "the fault was never applied",
      events: () => changed("fault.applied", () => undefined),
      why: /"f1" was not applied/,
    },
    {
      what: "a gate was not met",
      events: () =>
        changed("gate.checked", (data) => ({ ...data, met: data.gate !== "baseline-again" })),
      why: /baseline-again was not met/,
    },
    {
      what: "the stack was sick before the fault",
      events: () =>
        changed("load.bin", (bin) =>
          bin.second < faultSecond() ? { ...bin, good: 0, error: bin.offered } : bin,
        ),
      why: /no stretch before the first fault was healthy/,
    },
    {
      what: "something was left behind",
      events: () =>
        changed("heal.done", (data) => ({
          ...data,
          residue: [{ what: "process", detail: "4711" }],
        })),
      why: /left behind: process 4711/,
    },
    {
      what: "the drill was cut short",
      events: () => changed("drill.ended", (data) => ({ ...data, why: "interrupted" })),
      why: /cut short/,
    },
    {
      what: "the journal breaks off",
      events: () => run.events.slice(0, -2),
      why: /journal ends before/,
    },
    {
      what: "the journal says two things of one second",
      events: () =>
        changed("load.bin", (bin) => bin).flatMap((event) =>
          event.type === "load.bin" && event.data.second === faultSecond()
            ? [event, { ...event, data: { ...event.data, good: 1 } }]
            : [event],
        ),
      why: /two different counts|events are missing/,
    },
  ];

  it.each(forgeries)("forbids a pass when $what", ({ events, why }) => {
    const { may, disagreements, why: reasons } = audit(events());
    expect(may).toBe("not");
    expect(disagreements[0]).toMatchObject({ ours: "pass", audit: "not" });
    expect(reasons.join("\n")).toMatch(why);
  });

  it("never objects to a fail or an unknown", () => {
    expect(
      auditEvents({ drill: "x", plan, verdict: "fail" }, run.events.slice(0, -2)).disagreements,
    ).toEqual([]);
  });

  it("looks at what the Test itself promises, where that is not the objectives", () => {
    const half = {
      ...plan,
      scenario: { ...plan.scenario, mustHold: { for: 6_000, expect: { sli: "web", atLeast: 40 } } },
    } as Plan;
    const events = changed("load.bin", (bin) =>
      bin.flow === "users" && inWindow(bin.second)
        ? { ...bin, good: Math.ceil(bin.offered / 2) }
        : bin,
    );
    expect(audit(events, half).may).toBe("cannot-tell");
    expect(
      audit(
        changed("load.bin", (bin) =>
          bin.flow === "users" && inWindow(bin.second) ? { ...bin, good: 0 } : bin,
        ),
        half,
      ).may,
    ).toBe("not");
  });
});

/**
 * Writes the run folder as a drill leaves it; `status`: what the gateway answered to a request that
 * the journal calls good, if it got that far; `asked`: the bins of what came to it.
 */
function write(
  events: readonly GamedayEvent[],
  status: (second: number, index: number) => number | undefined,
  asked = events,
): Promise<Audit> {
  let prev = noHash;
  const lines = events.map((event) => {
    const line = JSON.stringify({ ...(JSON.parse(JSON.stringify(event)) as object), prev });
    prev = lineHash(line);
    return line;
  });
  writeFileSync(join(folder, "events.jsonl"), `${lines.join("\n")}\n`);
  const zeroMs = Date.parse(events[0]?.wall ?? "");
  const logs: Record<string, string[]> = { web: [], side: [] };
  for (const event of asked) {
    if (event.type !== "load.bin") continue;
    const { flow, second, offered } = event.data;
    for (let index = 0; index < offered; index += 1) {
      const answered = status(second, index);
      if (answered !== undefined)
        logs[flow === "users" ? "web" : "side"]?.push(
          JSON.stringify({
            ts: new Date(zeroMs + second * 1_000 + (999 * index) / offered).toISOString(),
            method: "GET",
            path: flow === "users" ? "/" : "/side",
            status: answered,
            ms: 3,
          }),
        );
    }
  }
  for (const [component, entries] of Object.entries(logs))
    writeFileSync(
      join(folder, "logs", `${component}.log`),
      `listening\n${entries.join("\n")}\n{"ts": "2026-`,
    );
  return auditFolder(
    { drill: "x", plan, verdict: "pass", runFolder: folder },
    join(folder, "events.jsonl"),
  );
}

describe("a run folder with access logs", () => {
  it("lets a deserved pass be green", async () => {
    expect(await write(run.events, () => 200)).toMatchObject({
      may: "green",
      disagreements: [],
      why: [],
    });
  });

  it("disagrees second by second when the gateway answered worse than the journal says", async () => {
    const { may, disagreements } = await write(run.events, (second) =>
      inWindow(second) ? 503 : 200,
    );
    expect(may).toBe("not");
    expect(disagreements.length).toBeGreaterThan(0);
    for (const { second, audit: logged } of disagreements) {
      expect(inWindow((second ?? 0) - 2) || inWindow(second ?? 0)).toBe(true);
      expect(logged).not.toBe("not");
    }
  });

  it("disagrees when requests that are called good never came", async () => {
    expect(await write(run.events, (second) => (inWindow(second) ? undefined : 200))).toMatchObject(
      { may: "not" },
    );
  });

  it("takes it that clocks differ by a second, and that a killed program loses a line", async () => {
    const late = await write(run.events, (second, index) =>
      inWindow(second) && index === 0 && second === faultSecond() ? undefined : 200,
    );
    expect(late.may).toBe("green");
  });

  it("does not hold against a journal what it has no second of, as when the command was killed", async () => {
    const last = faultSecond() - 1;
    const cut = run.events.filter(
      (event) => event.type !== "load.bin" || event.data.second <= last,
    );
    const dying = new Map([[last + 1, 503]]);
    const killed = await write(
      cut,
      (second) => (second <= last ? 200 : dying.get(second)),
      run.events,
    );
    expect(killed.disagreements.filter(({ ours }) => ours !== "pass")).toEqual([]);
    expect(killed.may).toBe("not");
    expect(killed.why.join()).toMatch(/not measured/);
    expect(killed.why.join()).not.toMatch(/others use it/);
    const all = await write(cut, (second) => (inWindow(second) ? 503 : 200), run.events);
    expect(all.disagreements.filter(({ ours }) => ours !== "pass")).toEqual([]);
    expect(all.why.join()).not.toMatch(/others use it/);
  });

  it("cannot tell without a log, nor with one that was never whole", async () => {
    const none = await write(run.events, () => undefined);
    expect(none).toMatchObject({ may: "cannot-tell", disagreements: [] });
    const half = await write(run.events, (_second, index) => (index % 2 === 0 ? 200 : undefined));
    expect(half.why.join()).toMatch(/not whole/);
    expect(half.may).toBe("cannot-tell");
  });

  it("forbids a pass when a line of the journal was changed", async () => {
    await write(run.events, () => 200);
    const lines = run.events.map((event) => JSON.stringify(event));
    const index = run.events.findIndex(({ type }) => type === "load.bin");
    lines[index] = lines[index]?.replace(/"good":\d+/, '"good":0') ?? "";
    writeFileSync(join(folder, "events.jsonl"), `${lines.join("\n")}\n`);
    const found = await auditFolder(
      { drill: "x", plan, verdict: "pass", runFolder: folder },
      join(folder, "events.jsonl"),
    );
    expect(found.may).toBe("not");
    expect(found.why[0]).toBe(
      `line ${index + 2} of the journal does not follow from the line before: it was changed`,
    );
  });
});

describe("a generator that lies", () => {
  it("is found out by the log, whatever the journal says", async () => {
    const broken = testPlan(stream("7", "audit"), "7", {
      faults: [{ fault: "pause", target: "web", for: "5s" }],
      holdMs: 6_000,
    });
    const lied = await playSabotaged(broken, {
      tell: (bin) => ({
        ...honest(bin),
        says: { ...bin, good: bin.offered, error: 0, timeout: 0 },
      }),
    });
    const log = {
      slis: new Map([
        ["web", logOf(lied, "users")],
        ["side", logOf(lied, "guests")],
      ]),
      unplaced: 0,
      lines: 10_000,
    };
    expect(
      auditEvents({ drill: "x", plan: broken, verdict: "pass" }, lied.events, log),
    ).toMatchObject({ may: "not" });
  });
});

function logOf(
  { truth }: Run,
  flow: string,
): { good: number[]; bad: number[]; unclear: number; lines: number } {
  const seconds = truth.get(flow) ?? [];
  return {
    good: seconds.map((bin) => bin?.good ?? 0),
    bad: seconds.map((bin) => (bin?.offered ?? 0) - (bin?.good ?? 0)),
    unclear: 0,
    lines: 10_000,
  };
}
