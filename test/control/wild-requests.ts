/**
 * What may arrive on a drill's socket, from honest requests to noise, as data that fast-check can
 * draw and shrink.
 */
import fc from "fast-check";
import { lineBytesMax } from "../../src/control/protocol.ts";
import { verbNames } from "../../src/verb/index.ts";

const deep = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
const text = fc.oneof(
  fc.constantFrom(
    "slow",
    "1",
    "sev-0",
    "tloc",
    "imoc",
    "ana",
    "its-the-api",
    "one-user",
    "drill",
    "sql",
    "",
    " ",
    "__proto__",
    "constructor",
    "\u001b[2J\u0007",
    "\u0000",
    "🐸",
    "../../etc/passwd",
    "x".repeat(5_000),
    "9".repeat(400),
  ),
  fc.string({ unit: "binary", maxLength: 40 }),
);
const anything = fc.oneof(
  text,
  fc.jsonValue({ maxDepth: 3 }),
  fc.integer({ min: -2, max: 9 }),
  fc.constantFrom<unknown>(
    null,
    true,
    1e308,
    -0,
    0.5,
    [],
    {},
    { command: "mysql", output: "application\tn\napi\t99", exit: 0 },
  ),
);
const names = [
  "text",
  "inject",
  "by",
  "level",
  "hypothesis",
  "proposal",
  "task",
  "who",
  "what",
  "by",
  "within",
  "for",
  "role",
  "to",
  "why",
  "audience",
  "name",
  "person",
  "service",
  "evidence",
  "artefact",
  "about",
  "channel",
  "tool",
  "summary",
  "detail",
  "reason",
  "from",
  "draft",
  "mailbox",
  "step",
  "extra",
];
const args = fc.oneof(
  fc.dictionary(fc.constantFrom(...names), anything, { maxKeys: 6 }),
  fc.dictionary(fc.constantFrom(...names), text, { maxKeys: 10, minKeys: 4 }),
);
const asker = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom<unknown>(
      { id: "you", kind: "person", roles: ["tloc"] },
      { id: "ana", kind: "person", roles: ["imoc"] },
      { id: "imoc-bot", kind: "bot", roles: ["imoc"] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.oneof(
      anything,
      fc.record(
        {
          id: anything,
          kind: fc.oneof(anything, fc.constantFrom("engine", "monitor", "person", "bot")),
          roles: fc.oneof(anything, fc.array(anything, { maxLength: 3 })),
        },
        { requiredKeys: [] },
      ),
    ),
  },
);
const verb = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...verbNames.filter((name) => name !== "stop")) },
  { weight: 1, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom("subscribe", "stop", "Sev.Declare", "toString") },
);

const honest = fc
  .record({ v: fc.constant(1), verb, args, by: asker })
  .map((request) => JSON.stringify(request));
const odd = fc
  .record(
    {
      v: fc.oneof(fc.constant(1), anything),
      verb: fc.oneof(verb, anything),
      args: fc.oneof(args, anything),
      by: asker,
    },
    { requiredKeys: [] },
  )
  .map((request) => JSON.stringify(request));
const bent = fc
  .tuple(
    honest,
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.nat(9),
    fc.string({ unit: "binary", maxLength: 6 }),
  )
  .map(([line, at, cut, put]) => {
    const place = Math.floor(at * line.length);
    return line.slice(0, place) + put + line.slice(place + cut);
  });
const bottomless = fc.constantFrom(
  `{"v":${deep(60_000)},"verb":"note","args":{"text":"x"},"by":{"id":"you"}}`,
  `{"v":1,"verb":"sev.declare","args":{"level":${deep(60_000)},"text":"x"},"by":{"id":"you"}}`,
  `{"v":1,"verb":"note","args":${deep(60_000)},"by":{"id":"you"}}`,
  `{"v":1,"verb":"prove","args":{"evidence":"one-user","artefact":{"command":"c","output":${JSON.stringify("\t\n".repeat(40_000))},"exit":0}},"by":{"id":"you"}}`,
);
const endless = fc.constantFrom(
  "x".repeat(lineBytesMax + 1),
  `{"v":1,"verb":"note","args":{"text":"${"y".repeat(lineBytesMax)}"},"by":{"id":"you"}}`,
);

/** One line's bytes, without its newline. */
const line = fc
  .oneof(
    { weight: 60, arbitrary: honest.map((one) => Buffer.from(one)) },
    { weight: 20, arbitrary: odd.map((one) => Buffer.from(one)) },
    { weight: 20, arbitrary: bent.map((one) => Buffer.from(one)) },
    { weight: 10, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 10, arbitrary: fc.json().map((one) => Buffer.from(one)) },
    { weight: 1, arbitrary: bottomless.map((one) => Buffer.from(one)) },
    { weight: 1, arbitrary: endless.map((one) => Buffer.from(one)) },
  )
  .map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 10)));

/** A client: what it sends, in which pieces, and how it goes. */
export interface Client {
  readonly lines: readonly Buffer[];
  /** Where the bytes are cut into pieces, as shares of them. */
  readonly cuts: readonly number[];
  /**
   * Reads all answers after it has closed its own half; goes without reading; goes in the middle of
   * a line; stays and says nothing more.
   */
  readonly goes: "reads" | "vanishes" | "breaks off" | "lingers";
}

export const client: fc.Arbitrary<Client> = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 4 }),
  cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 }),
  goes: fc.oneof(
    { weight: 7, arbitrary: fc.constant("reads" as const) },
    {
      weight: 3,
      arbitrary: fc.constantFrom("vanishes" as const, "breaks off" as const, "lingers" as const),
    },
  ),
});

/** What a client's bytes are, in pieces. */
export function piecesOf({ lines, cuts, goes }: Client): readonly Buffer[] {
  const all = Buffer.concat(lines.flatMap((one) => [one, Buffer.from("\n")]));
  const bytes = goes === "breaks off" ? all.subarray(0, -2) : all;
  const places = [...new Set(cuts.map((cut) => Math.floor(cut * bytes.length)))].toSorted(
    (a, b) => a - b,
  );
  return [0, ...places]
    .map((from, i) => bytes.subarray(from, places[i] ?? bytes.length))
    .filter(({ length }) => length > 0);
}

/**
 * May a drill say yes to this line? Worked out apart from the code under test: what it takes at the
 * least.
 */
export function mayBeAccepted(bytes: Buffer): boolean {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    return false;
  }
  const { v, verb: name, args: given, by } = (value ?? {}) as Record<string, unknown>;
  const { id, kind } = (by ?? {}) as Record<string, unknown>;
  if (
    v !== 1 ||
    typeof id !== "string" ||
    id.length > 100 ||
    (kind !== undefined && kind !== "person" && kind !== "bot")
  )
    return false;
  if (given !== undefined && (typeof given !== "object" || given === null || Array.isArray(given)))
    return false;
  const all = (given ?? {}) as Record<string, unknown>;
  const said = (key: string): boolean => typeof all[key] === "string" && all[key].trim() !== "";
  const needs: Readonly<Record<string, readonly string[]>> = {
    "sev.declare": ["text"],
    "sev.ack": [],
    "sev.assign": ["role", "to"],
    "sev.escalate": ["level", "why"],
    "sev.update": ["text"],
    "sev.diagnose": [],
    "sev.mitigating": ["text"],
    "sev.mitigated": [],
    "sev.resolve": [],
    "sev.false-alarm": ["why"],
    join: ["name"],
    leave: [],
    handoff: ["role", "to"],
    "handoff.brief": [],
    "handoff.accept": [],
    "handoff.decline": [],
    roster: [],
    "role.claim": ["role"],
    "role.release": ["role"],
    "role.assign": ["role", "to"],
    away: ["person"],
    back: ["person"],
    "report-problem": ["text"],
    "sev.step": ["step"],
    "size-up": ["text"],
    suspect: ["text"],
    confirm: ["hypothesis"],
    refute: ["hypothesis"],
    can: ["condition", "actions", "needs"],
    propose: ["text"],
    poll: ["proposal"],
    object: ["proposal", "text"],
    decide: ["what"],
    task: ["who", "text"],
    understood: ["task"],
    done: ["task", "text"],
    "more-time": ["task", "by"],
    board: [],
    "alert.list": [],
    "alert.ack": ["what"],
    "alert.ack-all": [],
    "alert.silence": ["what", "for"],
    "inject.list": [],
    mail: [],
    draft: ["audience", "text"],
    approve: ["draft"],
    reject: ["draft", "why"],
    post: ["draft"],
    note: ["text"],
    prove: [],
    hint: [],
    say: ["text"],
    subscribe: [],
    names: [],
    status: [],
    stop: [],
    pause: [],
    unpause: [],
    where: ["component"],
    "tool.used": ["tool", "summary"],
  };
  const needed = typeof name === "string" && Object.hasOwn(needs, name) ? needs[name] : undefined;
  return (
    needed?.every((key) =>
      key === "level" || key === "by" || key === "for" ? all[key] !== undefined : said(key),
    ) === true
  );
}
