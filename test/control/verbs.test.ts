import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/control/protocol.ts";
import { verbHandler } from "../../src/control/verbs.ts";
import { verbNames } from "../../src/verb/index.ts";
import { drillPort, request } from "../support/drill-port.ts";

function said(answer: Answer): string {
  const body = answer.ok
    ? answer.text
    : `${answer.error.code} ${answer.error.message} | ${answer.error.hint ?? ""}`;
  return `${body} → ${answer.next[0] ?? ""}`;
}

const api = { command: "gameday sql", output: "application\tn\napi\t40\nwww\t2\n", exit: 0 };

describe("a whole incident by verbs", () => {
  test("every answer says what to type next", async () => {
    const port = drillPort();
    const handle = verbHandler(port);
    const story: string[] = [];
    const type = async (verb: string, args: Record<string, unknown> = {}): Promise<void> =>
      void story.push(`${verb}: ${said(await handle(request(verb, args)))}`);
    await type("sev.declare", { level: "SEV 1", text: "MySQL server has gone away" });
    await type("sev.ack");
    await type("prove", { evidence: "its-the-api", artefact: api });
    await type("hint");
    await type("sev.update", { text: "we look at the database" });
    await type("prove", {
      evidence: "one-user",
      artefact: { command: "x", output: "customer\tn\n4211\t3\n17\t9\n", exit: 0 },
    });
    await type("sev.escalate", { level: 0, why: "www too" });
    await type("sev.mitigated", { text: "blocked the customer" });
    await type("sev.resolve", { text: "stable" });
    port.now = 15_000;
    port.contained = true;
    await type("sev.resolve", { text: "stable" });
    expect(story).toMatchInlineSnapshot(`
      [
        "sev.declare: SEV 1 Fast Frog is declared. Target: mitigate within 8 h. → gameday prove its-the-api -- …",
        "sev.ack: SEV 1 Fast Frog is acknowledged. → gameday prove its-the-api -- …",
        "prove: Proved: It is the API. It is in your backpack (95.2 % of 42 by "n" are api; 80 % needed). → gameday prove one-user -- …",
        "hint: Look at the database first. (costs 5 points) → gameday prove one-user -- …",
        "sev.update: Update posted. → gameday prove one-user -- …",
        "prove: GD-C008 Not proven: it shows a share per customer that does not answer the question: the largest is 75 % of 12 by "n". | the question is: One user or many? → gameday prove one-user -- …",
        "sev.escalate: SEV 0 Fast Frog, was SEV 1. 15 m left to mitigate. → gameday prove one-user -- …",
        "sev.mitigated: Marked as mitigated. Watch the service for 15 s, then resolve. → gameday sev resolve "…"",
        "sev.resolve: GD-C005 Watch the service for another 15 s before you resolve. | in 15 s: gameday sev resolve "…" → gameday sev resolve "…"",
        "sev.resolve: SEV 0 Fast Frog is resolved. → gameday report open",
      ]
    `);
    expect(port.incident().state).toBe("resolved");
    expect(port.events.map(({ type: name }) => name)).toMatchInlineSnapshot(`
      [
        "incident.declared",
        "incident.state",
        "evidence.proved",
        "hint.given",
        "incident.updated",
        "evidence.refused",
        "incident.severity",
        "incident.state",
        "verb.refused",
        "incident.state",
      ]
    `);
  });
});

describe("proofs", () => {
  test("a proof goes into the journal with what was seen, and tells its finding", async () => {
    const port = drillPort();
    await verbHandler(port)(request("prove", { evidence: "its-the-api", artefact: api }));
    expect(port.events.at(-1)).toMatchObject({
      type: "evidence.proved",
      by: { id: "you" },
      incident: "fast-frog",
      data: {
        evidence: "its-the-api",
        statement: "It is the API",
        artefact: api,
        how: '95.2 % of 42 by "n" are api; 80 % needed',
      },
    });
  });

  test("what is refused is GD-C008, is written down, and gives nothing away", async () => {
    const port = drillPort();
    const answer = await verbHandler(port)(
      request("prove", {
        evidence: "its-the-api",
        artefact: { ...api, output: "application\nwww\n" },
      }),
    );
    expect(answer).toMatchObject({
      ok: false,
      error: { code: "GD-C008", hint: "the question is: Which service sends the load?" },
    });
    expect(JSON.stringify(answer)).not.toContain("It is the API");
    expect(port.events.at(-1)?.type).toBe("evidence.refused");
  });

  test("a command that only prints proves nothing, one that may look at anything is marked, and a tool's output is as good as ever", async () => {
    const { output } = api;
    const tries = [
      ["echo", output],
      ["sh", "-c", `printf '${output}'`],
      ["python3", "-c", "print(61)"],
      ["gameday", "sql", "-e", "SHOW FULL PROCESSLIST"],
    ];
    const seen = await Promise.all(
      tries.map(async (words) => {
        const port = drillPort();
        const answer = await verbHandler(port)(
          request("prove", {
            evidence: "its-the-api",
            words,
            artefact: { command: words.join(" "), output, exit: 0 },
          }),
        );
        const event = port.events.find(({ type }) => type.startsWith("evidence."));
        return [
          answer.ok,
          event?.type,
          event?.type === "evidence.proved" ? event.data.unsourced : undefined,
        ];
      }),
    );
    expect(seen).toEqual([
      [false, "evidence.refused", undefined],
      [false, "evidence.refused", undefined],
      [true, "evidence.proved", true],
      [true, "evidence.proved", undefined],
    ]);
  });

  test("a command that failed without a word is told as such", async () => {
    const answer = await verbHandler(drillPort())(
      request("prove", {
        evidence: "one-user",
        artefact: { command: "mysql", output: " \n", exit: 127 },
      }),
    );
    expect(said(answer)).toContain("the command failed with exit code 127");
  });

  test("a mistyped finding gets the nearest; without a name the questions are listed, answers only for those proved", async () => {
    const handle = verbHandler(drillPort());
    expect(
      said(await handle(request("prove", { evidence: "its-the-apy", artefact: api }))),
    ).toContain('did you mean "its-the-api"?');
    await handle(request("prove", { evidence: "its-the-api", artefact: api }));
    expect(await handle(request("prove"))).toMatchObject({
      ok: true,
      text: "✓ its-the-api: It is the API\n? one-user: One user or many?",
    });
  });

  test("what is proved already is not proved twice", async () => {
    const port = drillPort();
    const handle = verbHandler(port);
    await Promise.all(
      [1, 2, 3].map(() => handle(request("prove", { evidence: "its-the-api", artefact: api }))),
    );
    expect(port.events.filter(({ type }) => type === "evidence.proved")).toHaveLength(1);
  });

  test("an output of any length is cut, and control characters are taken out", async () => {
    const port = drillPort();
    await verbHandler(port)(
      request("prove", {
        evidence: "its-the-api",
        artefact: {
          command: "a\u001b[2Jb",
          output: `${api.output}${"x".repeat(100_000)}`,
          exit: 0,
        },
      }),
    );
    const event = port.events.at(-1);
    if (event?.type !== "evidence.proved") throw new Error("not proved");
    expect(event.data.artefact.output).toHaveLength(16 * 1024);
    expect(event.data.artefact.command).toBe("a[2Jb");
  });
});

describe("hints", () => {
  test("come one at a time, first about the drill, cost points, and end", async () => {
    const port = drillPort();
    const handle = verbHandler(port);
    expect(said(await handle(request("hint")))).toContain(
      "Look at the database first. (costs 5 points)",
    );
    expect(said(await handle(request("hint")))).toContain(
      "its-the-api: The database can tell what it does.",
    );
    expect(said(await handle(request("hint")))).toContain("GD-C005 There are no more hints.");
    expect(port.events.filter(({ type }) => type === "hint.given")).toHaveLength(2);
  });

  test("about a finding that is proved there is nothing more to say", async () => {
    const handle = verbHandler(drillPort());
    await handle(request("prove", { evidence: "its-the-api", artefact: api }));
    expect(said(await handle(request("hint", { about: "its-the-api" })))).toContain(
      "There are no more hints about its-the-api.",
    );
  });
});

describe("when", () => {
  test("before the drill is up and after it has ended, verbs are refused with the reason", async () => {
    const port = drillPort();
    const handle = verbHandler(port);
    port.inPhase = "up";
    expect(said(await handle(request("sev.declare", { text: "a" })))).toContain(
      "GD-C005 The drill is still starting.",
    );
    port.inPhase = "heal";
    expect(said(await handle(request("sev.declare", { text: "a" })))).toContain(
      "GD-C004 That drill has ended.",
    );
    expect(port.events).toEqual([]);
  });

  test("status and stop are answered in every phase, and do not wait for a verb that is under way", async () => {
    const port = drillPort();
    let free = (): void => {};
    const slow = new Promise<void>((resolve) => (free = resolve));
    const handle = verbHandler({
      ...port,
      record: async (inputs) => (await slow, port.record(inputs)),
    });
    const waiting = handle(request("note", { text: "a" }));
    expect(await handle(request("status"))).toMatchObject({ ok: true, data: { drill: "d" } });
    expect(await handle(request("stop"))).toMatchObject({ ok: true });
    expect(await handle(request("stop", { emergency: "the real shop is down" }))).toMatchObject({
      ok: true,
    });
    expect(port.stops).toEqual(["stopped by you", "real-emergency: the real shop is down (you)"]);
    free();
    expect(await waiting).toMatchObject({ ok: true });
    port.inPhase = "over";
    expect(await handle(request("stop"))).toMatchObject({ ok: false, error: { code: "GD-C004" } });
  });

  test("status does not tell when the fault came", async () => {
    const port = drillPort();
    const texts = new Set<string>();
    for (const phase of ["steady", "break", "respond"] as const) {
      port.inPhase = phase;
      texts.add(said(await verbHandler(port)(request("status"))));
    }
    expect([...texts]).toEqual([
      "You are on call. Nothing has been reported yet. → gameday status",
    ]);
  });

  test("status says which rows of the organisation hold, once something is reported", async () => {
    const port = drillPort();
    port.facts = { services: [{ names: ["api"], belowForMs: 3_600_000 }] };
    const handle = verbHandler(port);
    expect(said(await handle(request("status")))).not.toContain("SEV 0");
    await port.record([{ type: "page.sent", data: { to: "tloc", text: "p" } }]);
    const answer = await handle(request("status"));
    expect(said(answer)).toContain(
      "SEV 0 by its rules: every named service is below its objective for 2 m.",
    );
    expect(answer).toMatchObject({ data: { rows: [{ level: 0, label: "SEV 0" }] } });
    port.facts = { services: [{ names: ["api"], belowForMs: 0 }] };
    expect(await handle(request("status"))).toMatchObject({ data: { rows: [] } });
  });

  test("status says how bad it is and how long is left", async () => {
    const port = drillPort();
    const handle = verbHandler(port);
    await handle(request("sev.declare", { level: 1, text: "errors" }));
    expect(said(await handle(request("status")))).toMatch(
      /^The drill is in progress\. SEV 1 \w+ \w+: \w+, (?:8 h|7 h 59 m) left to mitigate\./,
    );
  });

  test("two people at once: the second decides on what the first has done", async () => {
    const port = drillPort();
    // Even when recording takes a while before it shows.
    const handle = verbHandler({
      ...port,
      record: async (inputs) => (await Promise.resolve(), port.record(inputs)),
    });
    const answers = await Promise.all([
      handle(request("sev.declare", { text: "a" })),
      handle(request("sev.declare", { text: "b" })),
    ]);
    expect(answers.map(({ ok }) => ok)).toEqual([true, false]);
  });
});

describe("what people mistype", () => {
  test.each([
    ["sev.declair", {}, 'did you mean "sev.declare"?'],
    ["sev.declare", {}, 'gameday sev declare "the shop answers with errors"'],
    ["sev.declare", { level: "high", text: "a" }, 'must be a severity such as 1, and is "high"'],
    ["sev.escalate", { why: "a" }, '"level" is missing'],
    ["sev.update", { text: 7 }, '"text" must be text, and is number'],
    ["note", { text: "x".repeat(5_000) }, "5000 characters long; 4000 are the most"],
    ["tool.used", { tool: "hammer", summary: "a" }, 'there is no tool "hammer"'],
    ["prove", { evidence: "its-the-api" }, "a proof needs a command and what it printed"],
  ] as const)("%s %j", async (verb, args, expected) => {
    const port = drillPort();
    const answer = await verbHandler(port)(request(verb, args));
    expect(answer.ok).toBe(false);
    expect(said(answer)).toContain(expected);
    expect(port.events).toEqual([]);
  });

  test("nothing that anybody types is a bug of ours", async () => {
    const key = fc.constantFrom(
      "text",
      "level",
      "why",
      "role",
      "to",
      "evidence",
      "artefact",
      "about",
      "tool",
      "summary",
      "channel",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(
            fc.oneof(fc.constantFrom(...verbNames), fc.string()),
            fc.dictionary(
              key,
              fc.oneof(fc.jsonValue(), fc.constantFrom("tloc", "its-the-api", "sql", 0, 1)),
            ),
          ),
          { maxLength: 12 },
        ),
        async (typed) => {
          const handle = verbHandler(drillPort());
          for (const [verb, args] of typed) {
            const answer = await handle(request(verb, args));
            if (!answer.ok) expect(answer.error.code).toMatch(/^GD-C00[1458]$/);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("while a Test runs", () => {
  test.each(["sev.declare", "sev.ack", "hint", "prove", "say"])(
    "nobody is on call, and %s is refused",
    async (verb) => {
      const port = Object.assign(drillPort(), { test: () => true });
      const answer = await verbHandler(port)(request(verb, { level: 1, text: "users see errors" }));
      expect(said(answer)).toBe(
        "GD-C005 this is a Test: the system must hold on its own, and no one is on call | gameday status shows its progress; gameday stop ends it → gameday status",
      );
      expect(port.events.map(({ type }) => type)).toEqual(["verb.refused"]);
    },
  );

  test("it can be looked at, and remarks are kept", async () => {
    const port = Object.assign(drillPort(), { test: () => true });
    const handle = verbHandler(port);
    expect((await handle(request("status"))).ok).toBe(true);
    expect((await handle(request("note", { text: "the fans are loud" }))).ok).toBe(true);
    expect(port.events).toHaveLength(1);
  });

  test("that name a place are not sold to who has looked there", async () => {
    const port = drillPort();
    const handle = verbHandler({
      ...port,
      hints: () => ["Everything is in edge.log."],
      record: (events) => port.record(events),
    });
    await handle(
      request("prove", {
        evidence: "one-user",
        artefact: { command: "grep x logs/edge.log", output: "nothing of it", exit: 0 },
      }),
    );
    expect(said(await handle(request("hint")))).toContain("its-the-api: The database can tell");
  });
});

describe("what the team's own fix has made impossible to prove", () => {
  const retire = (recorded?: number): Parameters<ReturnType<typeof drillPort>["record"]>[0] => [
    {
      type: "evidence.retired",
      data: {
        evidence: "its-the-api",
        mitigation: "block",
        ...(recorded === undefined ? {} : { recorded }),
      },
    },
  ];
  const now = { command: "gameday sql", output: "application\tn\nwww\t30\napi\t2\n", exit: 0 };

  test("is retired, costs nothing, and no hint about it is sold", async () => {
    const port = drillPort();
    const handle = verbHandler(port);
    await port.record(retire());
    expect(
      said(await handle(request("prove", { evidence: "its-the-api", artefact: now }))),
    ).toContain("its-the-api is retired: what was done since has changed what it asks about");
    expect(port.events.map(({ type }) => type)).not.toContain("evidence.refused");
    expect(said(await handle(request("hint", { about: "its-the-api" })))).toContain(
      "There are no more hints about its-the-api.",
    );
  });

  test("is answered by what monitoring recorded, to who looks at the right thing", async () => {
    const port = drillPort();
    const handle = verbHandler(port);
    await port.record(retire(17));
    const wrong = { ...now, output: "nothing of the kind" };
    expect(
      said(await handle(request("prove", { evidence: "its-the-api", artefact: wrong }))),
    ).toContain("GD-C008");
    expect(
      said(await handle(request("prove", { evidence: "its-the-api", artefact: now }))),
    ).toContain("Proved: It is the API.");
    expect(port.events.at(-1)).toMatchObject({ type: "evidence.proved", data: { recorded: 17 } });
  });
});
