import { execFileSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import type { EventType, GamedayEvent } from "../../src/event/event.ts";
import {
  command,
  expectNothingLeft,
  frozenShop,
  gameday,
  homeFor,
  journalOf,
  makeHome,
  markedProcesses,
  resultOf,
  start,
  type Ended,
  type Running,
} from "./gameday.ts";

const home = homeFor("all");

const verbs: readonly (readonly string[])[] = [
  ["sev", "declare", "1", "x"],
  ["sev", "ack"],
  ["sev", "update", "x"],
  ["sev", "mitigated", "x"],
  ["sev", "resolve", "x"],
  ["prove"],
  ["note", "x"],
  ["hint"],
  ["sql", "-e", "SELECT 1"],
];
const told = ({ stderr }: Ended): string => /error (GD-[A-Z]\d+)/.exec(stderr)?.[1] ?? stderr;
const ofType = (events: readonly GamedayEvent[], type: EventType): readonly GamedayEvent[] =>
  events.filter((event) => event.type === type);

/** What bash offers at the end of this line, with our script loaded. */
function completed(line: string): readonly string[] {
  const words = line.split(" ");
  const script = `
    eval "$("$0" completion bash)"
    COMP_LINE="$1"; COMP_POINT=\${#1}; COMP_CWORD=${words.length - 1}; shift
    COMP_WORDS=("$@")
    _gameday_completion
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["-c", script, command, line, ...words], {
    env: home.env,
    encoding: "utf8",
  })
    .trim()
    .split("\n");
}

describe("without a drill", () => {
  it("every verb says so, says how to start one, and exits 64", async () => {
    const answers = await Promise.all(verbs.map((verb) => gameday(home, verb)));
    expect(answers.map((answer) => `${told(answer)} ${answer.code}`)).toEqual(
      verbs.map(() => "GD-C002 64"),
    );
    expect(answers.every(({ stderr }) => stderr.includes("gameday run"))).toBe(true);
  });

  it("status and stop have nothing to say against it", async () => {
    expect(await gameday(home, ["status"])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("no drill is running"),
    });
    expect(await gameday(home, ["stop"])).toMatchObject({ code: 0 });
  });

  it("a drill that nobody knows is named back, with the nearest that is known", async () => {
    const answer = await gameday(home, ["note", "x", "--drill", "2020-01-01-none"]);
    expect(answer).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('no drill "2020-01-01-none"'),
    });
  });
});

describe("from a second terminal", () => {
  let drill: Running;
  let second: Running | undefined;
  let early: Ended;
  beforeAll(async () => {
    drill = start(home, ["run", frozenShop, "--json", "--seed", "7f3a"]);
    await drill.event("drill.planned");
    // The drill listens before anything is up.
    early = await gameday(home, ["note", "too early?"]);
    await drill.event("page.sent");
  });

  it("a verb before the play is answered, whichever of the two came first", () => {
    expect(early.code === 0 ? early.stdout : told(early)).toMatch(/Noted|GD-C005|GD-C00[27]/);
  });

  it("people declare, update, note and ask, each answered with what to type next", async () => {
    const declared = await gameday(home, ["sev", "declare", "1", "the shop stands still"]);
    expect(declared).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^SEV 1 \w+ \w+ is declared\./),
      stderr: expect.stringContaining("next "),
    });
    for (const verb of [
      ["sev", "update", "looking at it"],
      ["note", "nobody changed anything"],
      ["prove"],
      ["status"],
    ])
      expect(await gameday(home, verb), verb.join(" ")).toMatchObject({ code: 0 });
    const events = await drill.event("incident.updated").then(() => drill.lines.slice(0));
    expect(events.some((line) => line.includes("looking at it"))).toBe(true);
  });

  it("a refusal says why and what to type instead, exits 64, and is part of the story", async () => {
    const again = await gameday(home, ["sev", "declare", "0", "again"]);
    expect(again).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("is already declared"),
    });
    await drill.event("verb.refused", ({ data }) => data.verb === "sev.declare");
  });

  it("many terminals at once are all heard, each once", async () => {
    const notes = Array.from({ length: 8 }, (_none, n) => `from terminal ${n}`);
    const answers = await Promise.all(notes.map((note) => gameday(home, ["note", note, "--json"])));
    expect(answers.map(({ code }) => code)).toEqual(notes.map(() => 0));
    for (const { stdout } of answers)
      expect(JSON.parse(stdout)).toMatchObject({ type: "answer", v: 1 });
    const heard = drill.lines.flatMap((line) => /from terminal \d/.exec(line)?.[0] ?? []);
    expect(heard.toSorted()).toEqual(notes);
  });

  it("a shell completes commands, and the names of the running drill", () => {
    expect(completed("gameday sev as")).toEqual(["assign"]);
    expect(completed("gameday sev assign ")).toEqual([
      "imoc",
      "tloc",
      "deputy",
      "scribe",
      "liaison",
      "executive",
      "facilitator",
      "evaluator",
      "observer",
    ]);
    expect(completed("gameday sev declare ")).toEqual(["0", "1", "2"]);
  });

  it("the player's view holds no truth, and the journal does", async () => {
    const hidden: readonly EventType[] = [
      "fault.armed",
      "fault.applied",
      "fault.verified",
      "truth.changed",
      "impact.started",
      "gate.checked",
      "plan.resolved",
    ];
    for (const type of hidden)
      expect(
        drill.lines.some((line) => line.includes(`"type":"${type}"`)),
        type,
      ).toBe(false);
    expect(drill.lines.some((line) => /pause|freeze/.test(line))).toBe(false);
    const { drills } = JSON.parse((await gameday(home, ["status", "--json"])).stdout) as {
      drills: unknown[];
    };
    expect(JSON.stringify(drills)).not.toMatch(/freeze|pause|respond|break/);
  });

  it("two drills must be told apart, by any part of their names", async () => {
    second = start(home, ["run", frozenShop, "--json", "--seed", "7f3b"]);
    await second.event("page.sent");
    const unclear = await gameday(home, ["note", "which?"]);
    expect(unclear).toMatchObject({ code: 64 });
    expect(told(unclear)).toBe("GD-C003");
    for (const seed of ["7f3a", "7f3b"]) expect(unclear.stderr).toContain(seed);
    expect(told(await gameday(home, ["stop"]))).toBe("GD-C003");
    expect(await gameday(home, ["note", "the second one", "--drill", "7f3b"])).toMatchObject({
      code: 0,
    });
    await second.event("note.added", ({ data }) => data.text === "the second one");
    expect(drill.lines.some((line) => line.includes("the second one"))).toBe(false);
  });

  it("stop of one ends it and leaves the other alone", async () => {
    const stopped = await gameday(home, ["stop", "7f3b", "--json"]);
    expect(stopped.code).toBe(0);
    expect(JSON.parse(stopped.stdout)).toMatchObject({
      type: "stopped",
      drills: [{ was: "running", residue: [] }],
    });
    expect(resultOf((await second?.ended) as Ended)).toMatchObject({
      verdict: "unknown",
      exitCode: 2,
    });
    expect(await gameday(home, ["note", "still here"])).toMatchObject({ code: 0 });
  });

  it("verbs to an ended drill say that it has ended, and where its report is", async () => {
    const late = await gameday(home, ["note", "late", "--drill", "7f3b"]);
    expect(late).toMatchObject({
      code: 64,
      stderr: expect.stringMatching(/has ended[^]*gameday report open/),
    });
    expect(told(late)).toBe("GD-C004");
  });

  it("stop --all ends what is left, from anywhere, and twice is safe", async () => {
    for (let time = 0; time < 2; time += 1)
      expect(await gameday(home, ["stop", "--all"], { cwd: home.folder })).toMatchObject({
        code: 0,
        stderr: expect.not.stringContaining("error"),
      });
    const result = resultOf(await drill.ended);
    const events = await journalOf(result.runFolder);
    expect(ofType(events, "drill.ended").map(({ data }) => data)).toEqual([
      expect.objectContaining({ why: "stopped" }),
    ]);
    const notes = events.flatMap(({ type, data }) =>
      type === "note.added" && data.text !== "too early?" ? [data.text] : [],
    );
    expect(notes.toSorted()).toEqual([
      ...Array.from({ length: 8 }, (_none, n) => `from terminal ${n}`),
      "nobody changed anything",
      "still here",
    ]);
    await expectNothingLeft(home);
  });
});

describe("two drills of the same seed, started at the same moment", () => {
  it("are two drills", async () => {
    const both = [1, 2].map(() => start(home, ["run", frozenShop, "--json", "--seed", "7f3c"]));
    const names = await Promise.all(
      both.map((one) => one.event("drill.planned").then(({ data }) => data.drill)),
    );
    expect(new Set(names).size).toBe(2);
    await gameday(home, ["stop", "--all"]);
    await Promise.all(both.map((one) => one.ended));
    await expectNothingLeft(home);
  });
});

describe("two registers on one machine", () => {
  it("may hold drills of the same id, and healing one leaves the other alone", async () => {
    await using other = makeHome();
    const [ours, theirs] = [
      start(home, ["run", frozenShop, "--json", "--seed", "7f3d"]),
      start(other, ["run", frozenShop, "--json", "--seed", "7f3d"]),
    ];
    const [one, two] = await Promise.all(
      [ours, theirs].map((drill) =>
        drill.event("page.sent").then(() => drill.event("drill.planned")),
      ),
    );
    expect(one?.data.drill).toBe(two?.data.drill);
    ours.process.kill("SIGKILL");
    await ours.ended;
    expect(await gameday(home, ["stop"])).toMatchObject({ code: 0 });
    await expectNothingLeft(home);
    expect(await markedProcesses(other)).not.toEqual([]);
    expect(await gameday(other, ["note", "still here"])).toMatchObject({ code: 0 });
    expect(await gameday(other, ["stop", "--all"])).toMatchObject({ code: 0 });
    await theirs.ended;
    await expectNothingLeft(other);
  });
});
