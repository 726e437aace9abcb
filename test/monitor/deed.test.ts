import { describe, expect, test } from "vitest";
import { someoneHere, unseenHand } from "../../src/event/actor.ts";
import type { Change } from "../../src/event/change.ts";
import type { ContainedBy } from "../../src/event/truth.ts";
import { bins, happens, inOrder, testPlan, type TimedInput } from "../support/event-builder.ts";
import { watched } from "../support/watched.ts";

/**
 * Users come in at www; api and a cache are behind it, db and its replica behind api; the support
 * app only looks at api.
 */
const plan = testPlan({
  stack: {
    "db-us": { kind: "mysql", replicaOf: { primary: "db", as: "repl" } },
    db: { kind: "mysql", accounts: { repl: { grants: ["REPLICATION SLAVE"] } } },
    dns: { kind: "service", program: "shop/dns" },
    cache: { kind: "redis" },
    api: { kind: "service", program: "shop/api", replicas: 2, needs: ["db"] },
    www: { kind: "service", program: "shop/www", needs: ["api", "cache", "dns"] },
    support: { kind: "service", program: "shop/support", needs: ["api"] },
  },
  links: { "www-to-api": { from: "www", to: "api" } },
  load: {
    journeys: { view: { to: "www", steps: [{ get: "/orders/1", timeout: "5s" }] } },
    flows: { web: { journey: "view", rate: 100 } },
  },
  slis: { www: { counts: ["web"], objective: 99 } },
  mustBreak: { within: "30s", expect: { sli: "www", below: 80 } },
  signals: { blocked: { probe: "http" }, pool: { probe: "http" } },
  faults: { slow: { fault: "pause", target: "api" } },
  mitigations: {
    block: { kind: "correct", title: "Block", verify: { signal: "blocked", is: 1 } },
    "bigger-pool": {
      kind: "wrong",
      title: "Pool",
      action: { http: { to: "support", path: "/api/pool" } },
      detect: { signal: "pool", above: 10 },
    },
    drain: { kind: "harmful", title: "Drop the table", detect: { signal: "pool", above: 90 } },
  },
});

const fault = [
  happens(9_990, "fault.armed", {
    fault: "pause",
    id: "slow",
    target: "api",
    with: {},
    undo: { do: "resume", target: "api" },
  }),
  happens(10_000, "fault.applied", { id: "slow" }),
];
/** Users are affected from 12 s to 40 s. */
const traffic = [
  ...bins("web", 0, 12, 100, 100),
  ...bins("web", 12, 40, 100, 10),
  ...bins("web", 40, 100, 100, 100),
];
const change = (at: number, more: Partial<Change> = {}): TimedInput =>
  happens(
    at,
    "change.seen",
    {
      target: "api",
      what: "limit",
      fact: "rateLimit.perSecond",
      before: 500,
      after: 20,
      source: "door",
      ...more,
    },
    { by: more.source === "facts" ? unseenHand : someoneHere },
  );
const restart = (at: number, target: string): TimedInput =>
  change(at, {
    target,
    what: "power",
    fact: "process",
    before: "running",
    after: "restarted",
    source: "runtime",
  });
const sample = (at: number, signal: string, value: number): TimedInput =>
  happens(at, "probe.sample", { signal, value, unit: "" });

const containedBy = (
  ...acts: readonly (TimedInput | readonly TimedInput[])[]
): ContainedBy | undefined => containedOver(traffic, ...acts);

function containedOver(
  felt: readonly TimedInput[],
  ...acts: readonly (TimedInput | readonly TimedInput[])[]
): ContainedBy | undefined {
  const { said } = watched(plan, inOrder(fault, felt, ...acts), 100_000);
  for (const event of said)
    if (event.type === "truth.changed" && event.data.state === "contained") return event.data.by;
  return undefined;
}

describe("while the fault still acts, the service is restored", () => {
  test("by itself, when nobody did anything", () => {
    expect(containedBy()).toBe("itself");
  });

  test("by itself, when all that was done left things as they were", () => {
    expect(containedBy(change(35_000, { before: "info", after: "info" }))).toBe("itself");
  });

  test("by players, who changed what is broken or what lies between it and users, by any door", () => {
    expect(containedBy(change(35_000))).toBe("players");
    expect(containedBy(change(35_000, { target: "www", what: "configuration" }))).toBe("players");
    expect(containedBy(change(35_000, { target: "api/2", source: "sql", what: "session" }))).toBe(
      "players",
    );
  });

  test("by players, when only the facts show what was changed", () => {
    expect(containedBy(change(38_000, { source: "facts", since: 33_000 }))).toBe("players");
    expect(containedBy(change(43_000, { source: "facts", since: 38_000 }))).toBe("players");
  });

  test("by players, who restarted what is broken and nothing else", () => {
    expect(containedBy(restart(35_000, "api"))).toBe("players");
    expect(containedBy(restart(35_000, "api/1"), restart(36_000, "api/2"))).toBe("players");
  });

  test("by players, whose listed mitigation was verified, as late as its sign may show", () => {
    expect(containedBy(sample(11_000, "blocked", 0), sample(37_000, "blocked", 1))).toBe("players");
    expect(containedBy(sample(11_000, "blocked", 0), sample(42_000, "blocked", 1))).toBe("players");
  });
});

test("a change that comes while requests of the first good second still wait for their answers is a deed", () => {
  const frozen = [
    ...bins("web", 0, 12, 100, 100),
    ...bins("web", 12, 40, 100, 10),
    ...bins("web", 40, 41, 100, 100, { max: 1_900 }),
    ...bins("web", 41, 100, 100, 100),
  ];
  expect(containedOver(frozen, change(43_500))).toBe("players");
  expect(containedOver(frozen, change(45_500))).toBe("itself");
});

describe("what never is a deed:", () => {
  test("a change before users were affected, or after the service was restored", () => {
    expect(containedBy(change(11_000))).toBe("itself");
    expect(containedBy(change(43_500))).toBe("itself");
    expect(containedBy(change(60_000, { source: "facts", since: 47_000 }))).toBe("itself");
    expect(containedBy(sample(11_000, "blocked", 0), sample(50_000, "blocked", 1))).toBe("itself");
  });

  test("a change where no request and no fault comes by", () => {
    expect(containedBy(change(35_000, { target: "support" }))).toBe("itself");
    expect(containedBy(change(35_000, { target: "cache" }))).toBe("itself");
    expect(containedBy(change(35_000, { target: "load" }))).toBe("itself");
    expect(containedBy(change(35_000, { target: "proxy" }))).toBe("itself");
  });

  test("a change behind the fault, unless it is a route that leads around it", () => {
    expect(containedBy(change(35_000, { target: "db" }))).toBe("itself");
    expect(containedBy(change(35_000, { target: "dns", what: "route" }))).toBe("players");
    expect(containedBy(change(35_000, { target: "dns", what: "configuration" }))).toBe("itself");
  });

  test("taking a fault out of the fault proxy", () => {
    expect(
      containedBy(change(35_000, { target: "www-to-api", what: "route", fact: "toxics" })),
    ).toBe("itself");
  });

  test("a listed wrong turn, when it is detected shortly after the change at its place", () => {
    const pool = (at: number): TimedInput =>
      change(at, {
        via: "support",
        what: "configuration",
        fact: "pool.size",
        before: 10,
        after: 15,
      });
    expect(containedBy(sample(11_000, "pool", 10), pool(35_000), sample(36_000, "pool", 15))).toBe(
      "itself",
    );
    expect(
      containedBy(
        sample(11_000, "pool", 10),
        change(20_000),
        pool(35_000),
        sample(36_000, "pool", 15),
      ),
    ).toBe("players");
  });

  test("a listed wrong turn without an action of its own, wherever the change was", () => {
    expect(
      containedBy(
        sample(11_000, "pool", 10),
        change(35_000, { what: "schema" }),
        sample(36_000, "pool", 95),
      ),
    ).toBe("itself");
  });

  test("two or more components restarted within half a minute", () => {
    expect(containedBy(restart(30_000, "api"), restart(38_000, "www"))).toBe("itself");
    expect(containedBy(restart(30_000, "api"), restart(38_000, "support"))).toBe("itself");
    expect(containedBy(restart(12_500, "www"), restart(30_000, "api"))).toBe("itself");
  });

  test("a component taken away", () => {
    expect(
      containedBy(
        happens(1_000, "component.state", { component: "www", state: "running" }),
        change(35_000, { target: "www", what: "power", before: "running", after: "stopped" }),
        happens(35_000, "component.state", { component: "www", state: "stopped" }),
      ),
    ).toBe("itself");
  });
});

test("after a recurrence only what was changed since counts", () => {
  const again = [
    ...bins("web", 0, 12, 100, 100),
    ...bins("web", 12, 40, 100, 10),
    ...bins("web", 40, 80, 100, 100),
    ...bins("web", 80, 90, 100, 10),
    ...bins("web", 90, 140, 100, 100),
  ];
  const by = (...acts: readonly TimedInput[]): (string | undefined)[] =>
    watched(plan, inOrder(fault, again, acts), 140_000).said.flatMap((e) =>
      e.type === "truth.changed" && e.data.state === "contained" ? [e.data.by] : [],
    );
  expect(by(change(35_000))).toEqual(["players", "itself"]);
  expect(by(change(35_000), change(85_000))).toEqual(["players", "players"]);
});

test("a change of the stack earns nothing once the fault has ended by itself", () => {
  expect(
    containedBy(
      change(35_000),
      happens(39_500, "fault.undone", { id: "slow", ok: true, evidence: "", why: "ended" }),
    ),
  ).toBe("fault-ended");
});

describe("a fault that is over when its effect is, like a restart,", () => {
  const spent = happens(14_000, "fault.spent", {
    id: "slow",
    evidence: "api is running",
    workedMs: 4_000,
  });

  test("neither acts nor ends any more: what comes back then, came back by itself", () => {
    expect(containedBy(spent)).toBe("itself");
    expect(containedBy(spent, change(35_000))).toBe("itself");
  });

  test("leaves a listed mitigation its worth", () => {
    // Users still suffered a whole hold later.
    expect(containedBy(sample(11_000, "blocked", 0), spent, sample(35_000, "blocked", 1))).toBe(
      "itself",
    );
    const long = [
      ...bins("web", 0, 12, 100, 100),
      ...bins("web", 12, 80, 100, 10),
      ...bins("web", 80, 140, 100, 100),
    ];
    const { said } = watched(
      plan,
      inOrder(fault, spent, long, sample(11_000, "blocked", 0), sample(75_000, "blocked", 1)),
      140_000,
    );
    expect(
      said.find((e) => e.type === "truth.changed" && e.data.state === "contained"),
    ).toMatchObject({ at: 80_000, data: { by: "players" } });
  });

  test("was ended by players, when they started again what it took down", () => {
    expect(
      containedBy(
        change(13_500, {
          what: "power",
          fact: "state",
          before: "exited",
          after: "running",
          source: "facts",
          since: 12_500,
        }),
        spent,
      ),
    ).toBe("players");
  });
});

test("a replica of the database that is broken lies on the way as well", () => {
  const broken = { ...plan, faults: plan.faults.map((one) => ({ ...one, target: "db" })) };
  const { said } = watched(
    broken,
    inOrder(fault, traffic, change(35_000, { target: "db-us", what: "variable" })),
    100_000,
  );
  expect(
    said.find((e) => e.type === "truth.changed" && e.data.state === "contained"),
  ).toMatchObject({ data: { by: "players" } });
});
