/** Two teams of five that play the same incident: one by the book, one as teams do without a book. */
import type { GameDay, Person } from "./drill.ts";
import { program } from "./drill.ts";

export interface Team {
  readonly imoc: Person;
  readonly tloc: Person;
  readonly scribe: Person;
  readonly liaison: Person;
  readonly executive: Person;
}

export const names = {
  imoc: "ida",
  tloc: "tom",
  scribe: "sam",
  liaison: "lea",
  executive: "eve",
} as const;

const countBy = (field: string): string =>
  `SELECT SUBSTRING_INDEX(SUBSTRING_INDEX(info, '${field}=''', -1), '''', 1) AS ${field}, COUNT(*) AS n FROM information_schema.processlist WHERE info LIKE '%${field}=%' AND id <> CONNECTION_ID() GROUP BY 1 ORDER BY n DESC`;

const sql = (statement: string): readonly string[] => [
  process.execPath,
  program,
  "sql",
  "-e",
  statement,
];

/** Commands, looks for the cause by evidence, decides before anything is changed, and tells users. */
export async function byTheBook(drill: GameDay, team: Team): Promise<void> {
  const { imoc, tloc, scribe, liaison } = team;
  await drill.until("page.sent");
  await tloc.must("sev", "ack");
  await tloc.must("sev", "declare", "1", "the shop answers with errors");
  await imoc.must("sev", "ack");
  await imoc.must("size-up", "www and api fail for many customers; the database is slow");
  await imoc.must("task", names.tloc, "find out where the queries come from", "--within", "10m");
  await tloc.must("understood", "t1");
  await firstMessage(imoc, liaison);
  await tloc.must("prove", "source", "--", ...sql(countBy("application")));
  await tloc.must("suspect", "one customer sends more than the database can take");
  await tloc.must("prove", "who", "--", ...sql(countBy("customer")));
  await tloc.must("confirm", "h1", "--evidence", "who");
  await tloc.must("done", "t1", "the API's queries are mostly of one customer");
  await scribe.must("note", "evidence: the API, mostly one customer");
  await drill.until("incident.severity", ({ data }) => data.to === 0);
  await everyoneElse(imoc, liaison);
  await mitigate(drill, team, await busiest(tloc));
  await restored(drill, team);
}

/** What users are told first: written by the liaison, approved by who commands. */
async function firstMessage(imoc: Person, liaison: Person): Promise<void> {
  await liaison.must(
    "draft",
    "customer",
    "Some orders fail. We are working on it.",
    "--impact",
    "orders fail for some customers",
    "--next-update",
    "20m",
  );
  await imoc.must("approve", "m1");
  await liaison.must("post", "m1");
}

/** The company, executives and the status page; each text approved before it leaves. */
async function everyoneElse(imoc: Person, liaison: Person): Promise<void> {
  await liaison.must("sev", "update", "SEV 0: the database is full of one customer's exports");
  const texts = {
    executive: "Orders fail for most customers. We know who causes it and decide what to do.",
    "status-page": "Most orders fail. We are working on it.",
  };
  for (const [at, [audience, text]] of Object.entries(texts).entries()) {
    const impact = ["--impact", "most orders fail", "--next-update", "20m"];
    await liaison.must("draft", audience, text, ...impact);
    await imoc.must("approve", `m${at + 2}`);
    await liaison.must("post", `m${at + 2}`);
  }
}

/** A customer and an executive have asked meanwhile: facts, and no severity by request. */
async function answers(drill: GameDay, { imoc, liaison }: Team): Promise<void> {
  await drill.until("inject.delivered", ({ data }) => data.inject === "customer-call");
  await liaison.must(
    "answer",
    "customer-call",
    "We see it too, since seven. People work on it; you hear from us within 20 minutes.",
  );
  await drill.until("inject.delivered", ({ data }) => data.inject === "executive-swoop");
  await imoc.must(
    "answer",
    "executive-swoop",
    "Do you wish to take command? If not, it stays a SEV 0: most orders fail.",
  );
}

async function mitigate(drill: GameDay, team: Team, customer: string): Promise<void> {
  const { imoc, tloc } = team;
  await tloc.must("propose", `block customer ${customer} in the support app`, "--risk", "low");
  await imoc.must("poll", "p1", "--within", "30s");
  await drill.until("poll.closed");
  await imoc.must("decide", "p1");
  await imoc.must("task", names.tloc, "block the customer", "--within", "5m");
  await tloc.must("understood", "t2");
  await fetch(`${await door(drill, "support")}/customers/${customer}/block`, { method: "POST" });
  await tloc.must("done", "t2", "blocked");
  await answers(drill, team);
}

async function restored(drill: GameDay, { imoc, liaison }: Team): Promise<void> {
  await drill.until("alert.cleared");
  await imoc.must("sev", "mitigated", "the customer is blocked");
  await liaison.must(
    "draft",
    "customer",
    "Orders work again since a few minutes. No data was lost.",
    "--impact",
    "none any more",
    "--data-loss",
    "none",
  );
  await imoc.must("approve", "m4");
  await liaison.must("post", "m4");
  await resolve(drill, imoc);
}

/** Once the observation period is over: a refusal says how long it still is. */
async function resolve(drill: GameDay, imoc: Person): Promise<void> {
  for (;;) {
    const { code, stderr } = await imoc.type("sev", "resolve", "stable, cause known");
    if (code === 0) return;
    const [, seconds] = /another (\d+) s/.exec(stderr) ?? [];
    if (seconds === undefined) throw new Error(stderr);
    imoc.refused -= 1;
    await new Promise((done) => setTimeout(done, Number(seconds) * 1_000));
    if (drill.result !== undefined) return;
  }
}

/** No one commands, everyone obeys who is loudest, changes come without a decision or a word. */
export async function withoutABook(drill: GameDay, team: Team): Promise<void> {
  const { tloc, scribe, liaison, executive } = team;
  await drill.until("page.sent");
  await scribe.must("sev", "declare", "1", "something is wrong");
  await executive.type("sev", "escalate", "2", "we cannot have a SEV 1 before the board meeting");
  await liaison.type("task", names.tloc, "can someone look at the database");
  // The TLOC knows it by now; no one asks, and the executive decides for something bigger.
  const customer = await busiest(tloc);
  await executive.type("decide", "more connections, now");
  const support = await door(drill, "support");
  await fetch(`${support}/api/pool`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ size: 12 }),
  });
  await drill.until("incident.severity", ({ data }) => data.to === 0);
  await fetch(`${support}/customers/${customer}/block`, { method: "POST" });
  await liaison.type("sev", "mitigated", "should be fine");
  await drill.until("alert.cleared");
  await resolve(drill, tloc);
}

/** The customer with most statements in the database. */
async function busiest(tloc: Person): Promise<string> {
  const { stdout } = await tloc.must("sql", "-e", countBy("customer"));
  const [, customer] = /^\D*(\d+)/m.exec(stdout) ?? [];
  if (customer === undefined) throw new Error(`game day: no customer in\n${stdout}`);
  return customer;
}

async function door(drill: GameDay, component: string): Promise<string> {
  const up = await drill.until(
    "component.state",
    ({ data }) => data.component === component && data.state === "running" && "port" in data,
  );
  if (up?.data.address === undefined) throw new Error(`game day: ${component} has no door`);
  return `http://${up.data.address}:${up.data.port}`;
}
