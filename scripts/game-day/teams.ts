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
  const { imoc, tloc, scribe, liaison, executive } = team;
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
  await executive.type("note", "the executive update for SEV 0 has arrived");
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

async function mitigate(drill: GameDay, { imoc, tloc }: Team, customer: string): Promise<void> {
  await tloc.must("propose", `block customer ${customer} in the support app`, "--risk", "low");
  await imoc.must("poll", "p1", "--within", "30s");
  await drill.until("poll.closed");
  await imoc.must("decide", "p1");
  await imoc.must("task", names.tloc, "block the customer", "--within", "5m");
  await tloc.must("understood", "t2");
  await fetch(`${await door(drill, "support")}/customers/${customer}/block`, { method: "POST" });
  await tloc.must("done", "t2", "blocked");
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
  await imoc.must("approve", "m2");
  await liaison.must("post", "m2");
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
