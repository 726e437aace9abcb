/**
 * `npm run show:game-day [-- --json] [-- --keep FOLDER]`: two game days of five people on a real
 * MySQL, from five terminals: one by the book up to the closed review, one without a book. Prints
 * how their figures differ; with --json the last line is one JSON object.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GamedayEvent } from "../src/event/event.ts";
import { GameDay, succeed } from "./game-day/drill.ts";
import { byTheBook, names, withoutABook, type Team } from "./game-day/teams.ts";

const words = process.argv.slice(2);
const json = words.includes("--json");
const keep = words[words.indexOf("--keep") + 1];
const folder =
  words.includes("--keep") && keep !== undefined
    ? keep
    : mkdtempSync(join(tmpdir(), "gameday-show-"));
const env = {
  XDG_STATE_HOME: join(folder, "state"),
  GAMEDAY_RUNS: join(folder, "runs"),
  NO_COLOR: "1",
};

interface Played {
  readonly drill: GameDay;
  readonly refused: number;
}

async function play(seed: string, act: typeof byTheBook): Promise<Played> {
  const drill = new GameDay(
    [
      "hot-mysql",
      "--variant",
      "batch",
      "--runtime",
      "process",
      "--seed",
      seed,
      "--time-scale",
      "6",
    ],
    env,
  );
  try {
    await drill.until("component.state", ({ data }) => data.state === "running");
    const seats = Object.entries(names).map(
      async ([role, name]) => [role, await drill.join(name, role)] as const,
    );
    const team = Object.fromEntries(await Promise.all(seats)) as unknown as Team;
    await act(drill, team);
    await drill.gone;
    return { drill, refused: Object.values(team).reduce((sum, { refused }) => sum + refused, 0) };
  } finally {
    drill.interrupt();
    await drill.gone;
  }
}

/** Owner, dates, a rerun that proves the fix, and the two steps to closed. */
async function close(drill: GameDay): Promise<void> {
  const { id } = drill;
  await succeed(["review", id, "--owner", names.imoc], env);
  const due = ["--owner", names.tloc, "--due", "2030-01-31", "--drill", id];
  for (const action of ["cost-limit", "index"])
    await succeed(["actions", "set", action, ...due], env);
  await succeed(
    ["run", "hot-mysql", "--rerun", "cost-limit", "--of", id, "--runtime", "process"],
    env,
  );
  await succeed(["actions", "waive", "index", "the limit is enough for now", "--drill", id], env);
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 16).replace("T", " ");
  await succeed(["review", id, "--meeting", yesterday, "--status", "completed"], env);
  await succeed(["review", "verify", id], env);
  await succeed(["review", "close", id], env);
  await succeed(["report", "build", id], env);
}

function statesOf(events: readonly GamedayEvent[]): readonly string[] {
  return events.flatMap((event) => {
    if (event.type === "incident.declared") return ["declared"];
    return event.type === "incident.state" ? [event.data.state] : [];
  });
}

/** From the file beside the run. */
function statesAfter(id: string): readonly string[] {
  const file = join(folder, "actions", `${id}.jsonl`);
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((text) => JSON.parse(text) as { type: string; data: { state?: string } })
    .flatMap(({ type, data }) => (type === "incident.state" ? [data.state ?? ""] : []));
}

function severitiesOf(events: readonly GamedayEvent[]): readonly number[] {
  return events.flatMap((event) => {
    if (event.type === "incident.declared") return [event.data.level];
    return event.type === "incident.severity" ? [event.data.to] : [];
  });
}

function messagesOf(events: readonly GamedayEvent[]): Readonly<Record<string, number>> {
  const posted = events.flatMap((event) =>
    event.type === "message.posted" && event.data.audience !== undefined
      ? [event.data.audience]
      : [],
  );
  return Object.fromEntries(
    [...new Set(posted)].map((audience) => [
      audience,
      posted.filter((one) => one === audience).length,
    ]),
  );
}

try {
  const good = await play("5eed", byTheBook);
  await close(good.drill);
  const bad = await play("5eed", withoutABook);
  const { stdout } = await succeed(["compare", good.drill.id, bad.drill.id], env);
  process.stderr.write(`${stdout}\n`);
  const events = good.drill.journal();
  const states = [...statesOf(events), ...statesAfter(good.drill.id)];
  const line = {
    people: Object.keys(names).length,
    states,
    severities: severitiesOf(events),
    closed: states.at(-1) === "closed",
    messages: messagesOf(events),
    refused: good.refused + bad.refused,
    verdict: good.drill.result?.verdict,
    without: { verdict: bad.drill.result?.verdict, impact: bad.drill.result?.impact },
    impact: good.drill.result?.impact,
  };
  process.stdout.write(json ? `${JSON.stringify(line)}\n` : `${JSON.stringify(line, null, 2)}\n`);
  if (line.verdict !== "pass" || !line.closed) process.exitCode = 1;
} finally {
  if (keep === undefined || !words.includes("--keep"))
    rmSync(folder, { recursive: true, force: true });
}
