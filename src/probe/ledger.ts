import { z } from "zod";
import type { Mysql } from "../mysql/mysql.ts";
import { ask } from "./ask.ts";
import { componentPath } from "./path.ts";
import type { OpenProbe, Probe, ProbeWorld } from "./probe.ts";

const params = z.strictObject({
  path: componentPath.default("/ledger").meta({
    description:
      "path of the ledger, which returns {total, entries: [{n, token, atMs}]}; ?after=N returns later entries",
  }),
  in: z.array(z.string()).min(1).meta({ description: "the databases that should have it" }),
  sql: z.string().meta({ description: "query for the tokens in a database, in the first column" }),
  graceMs: z
    .number()
    .min(0)
    .default(3_000)
    .meta({ description: "time that replication of a write may take" }),
  allowed: z.int().min(0).default(0).meta({
    description:
      "number of writes that may be missing at the end, because asynchronous replication can lose them",
  }),
});
type Params = z.output<typeof params>;

interface Entry {
  readonly n: number;
  readonly token: string;
  /** By the wall clock. */
  readonly atMs: number;
}

/** What one database says; undefined of one that cannot be asked. */
interface Holding {
  readonly name: string;
  readonly writable: boolean;
  readonly tokens: ReadonlySet<string>;
}

/**
 * Acknowledged writes that are missing: users got a success response for them, but no database
 * that takes writes now has them. By key: where they are instead. The program that acknowledges a
 * write keeps the ledger; no database judges itself.
 */
export const ledger: Probe<Params> = {
  name: "ledger",
  doc: "Acknowledged writes missing from the database that takes writes, by where they are instead; the target keeps the ledger of acknowledged writes.",
  params,
  target: "component",
  open: (world, target, wanted): OpenProbe => {
    const entries: Entry[] = [];
    return {
      read: async () => {
        await fetchNew(world, target, wanted.path, entries);
        const found = await missing(world, entries, wanted, world.wallMs() - wanted.graceMs);
        if (found === undefined) throw new Error("no database that takes writes can be queried");
        return { keys: found.where };
      },
      close: async () => {},
    };
  },
  conclude: async (world, target, wanted) => {
    const entries: Entry[] = [];
    await fetchNew(world, target, wanted.path, entries);
    const nowMs = world.wallMs();
    const found = await missing(world, entries, wanted, nowMs - wanted.graceMs);
    const times = found?.entries.map(({ atMs }) => atMs) ?? [];
    return {
      acknowledged: entries.length,
      missing: found?.entries.length ?? null,
      where:
        found === undefined
          ? "no database that takes writes could be queried"
          : Object.entries(found.where)
              .flatMap(([place, n]) => (n === 0 ? [] : [`${n} ${place}`]))
              .join(", "),
      oldestAgoMs: times.length === 0 ? null : nowMs - Math.min(...times),
      newestAgoMs: times.length === 0 ? null : nowMs - Math.max(...times),
      allowed: wanted.allowed,
    };
  },
};

/** Reads on from the last entry that is known, page by page. */
async function fetchNew(
  world: ProbeWorld,
  target: string,
  path: string,
  entries: Entry[],
): Promise<void> {
  for (let before = -1; before < entries.length;) {
    before = entries.length;
    const { status, body } = await ask(world, target, `${path}?after=${entries.at(-1)?.n ?? 0}`);
    if (status !== 200) throw new Error(`${target}${path} answers ${status}`);
    const page = JSON.parse(body) as { entries?: readonly Entry[]; total?: number };
    entries.push(...(page.entries ?? []));
    if (entries.length >= (page.total ?? 0)) return;
  }
}

async function missing(
  world: ProbeWorld,
  entries: readonly Entry[],
  { in: names, sql }: Params,
  untilMs: number,
): Promise<{ entries: readonly Entry[]; where: Record<string, number> } | undefined> {
  const holdings = (await Promise.all(names.map((name) => holding(world, name, sql)))).filter(
    (one) => one !== undefined,
  );
  const writable = holdings.filter((one) => one.writable);
  if (writable.length === 0) return undefined;
  const where: Record<string, number> = {
    ...Object.fromEntries(names.map((name) => [`only on ${name}`, 0])),
    nowhere: 0,
  };
  const lost = entries.filter(
    ({ token, atMs }) => atMs <= untilMs && !writable.every(({ tokens }) => tokens.has(token)),
  );
  for (const { token } of lost) {
    const at = holdings.find(({ tokens }) => tokens.has(token));
    const place = at === undefined ? "nowhere" : `only on ${at.name}`;
    where[place] = (where[place] ?? 0) + 1;
  }
  return { entries: lost, where };
}

async function holding(world: ProbeWorld, name: string, sql: string): Promise<Holding | undefined> {
  try {
    const mysql: Mysql = await world.mysql(name);
    const [state, found] = [
      await mysql.query("SELECT @@global.read_only", { timeoutMs: 2_000 }),
      await mysql.query(sql, { timeoutMs: 3_000 }),
    ];
    return {
      name,
      writable: Number(state.rows[0]?.[0]) === 0,
      tokens: new Set(found.rows.map(([token]) => String(token))),
    };
  } catch {
    return undefined;
  }
}
