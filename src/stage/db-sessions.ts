import type { Sessions, SessionsRequest } from "../fault/fault.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Mysql } from "../mysql/mysql.ts";
import { throughAdmin } from "./admin-door.ts";
import { login, type Logins } from "./toolbox.ts";

interface Held {
  readonly request: SessionsRequest;
  /** By the server's number of the connection. */
  readonly open: Map<number, Mysql>;
  readonly ending: AbortController;
  /** Opening what ended, while that goes on. */
  keeping: Promise<void>;
}

/** How long statements are waited for; what takes longer is meant to. Milliseconds. */
const settleMs = 500;

/**
 * Sessions on the real databases of a stack. Whether they are there is asked of the server, through
 * the door that stays open.
 */
export function dbSessions(logins: Logins, clock: Clock): Sessions {
  const { stack } = logins;
  const held = new Map<string, Held>();
  return {
    open: async (id, request) => {
      const mine: Held = {
        request,
        open: new Map(),
        ending: new AbortController(),
        keeping: Promise.resolve(),
      };
      held.set(id, mine);
      await fill(mine, logins, clock);
      if (request.againMs !== undefined) mine.keeping = keep(mine, request.againMs, logins, clock);
    },
    end: async (id) => {
      const mine = held.get(id);
      if (mine === undefined) return;
      mine.ending.abort();
      await mine.keeping;
      await throughAdmin(stack, mine.request.target, (admin) =>
        admin.kill(condition(mine), "connection"),
      );
      await Promise.all([...mine.open.values()].map((session) => session.close().catch(() => {})));
    },
    look: async (id) => {
      const mine = held.get(id);
      if (mine === undefined || mine.open.size === 0) return { count: 0, doing: "" };
      const rows = await throughAdmin(stack, mine.request.target, (admin) =>
        processes(admin, mine),
      );
      const [busiest] = rows.toSorted((a, b) => b.doing.length - a.doing.length);
      return { count: rows.length, doing: busiest === undefined ? "" : busiest.doing };
    },
  };
}

/**
 * At a time: what a busy database frees is taken before others ask for it, and no server gets all
 * of them together.
 */
const together = 8;

/** Opens what is missing; a server without room for more is asked again the next time. */
async function fill(held: Held, logins: Logins, clock: Clock): Promise<void> {
  let room = true;
  while (room && held.open.size < held.request.count && !held.ending.signal.aborted) {
    const missing = Math.min(together, held.request.count - held.open.size);
    const opened = await Promise.all(
      Array.from({ length: missing }, () => openOne(held, logins, clock)),
    );
    room = opened.every(Boolean);
  }
}

/** False when the server has no room for one more, or goes away meanwhile. */
async function openOne(
  { request, open, ending }: Held,
  logins: Logins,
  clock: Clock,
): Promise<boolean> {
  const { target, as, statements } = request;
  const session = await login(logins, target, as).catch(() => undefined);
  if (session === undefined) return false;
  const number = await session.query("SELECT CONNECTION_ID()").catch(() => undefined);
  if (number === undefined) {
    await session.close().catch(() => {});
    return false;
  }
  const [row] = number.rows;
  open.set(Number(row?.[0]), session);
  const work = (async (): Promise<void> => {
    for (const statement of statements) await session.query(statement);
  })().catch(() => {});
  await Promise.race([work, clock.sleep(settleMs, ending.signal).catch(() => {})]);
  return true;
}

async function keep(held: Held, againMs: number, logins: Logins, clock: Clock): Promise<void> {
  try {
    for (;;) {
      await clock.sleep(againMs, held.ending.signal);
      const there = new Set(
        held.open.size === 0
          ? []
          : (
              await throughAdmin(logins.stack, held.request.target, (admin) =>
                processes(admin, held),
              )
            ).map(({ id }) => id),
      );
      for (const id of held.open.keys()) if (!there.has(id)) held.open.delete(id);
      await fill(held, logins, clock);
    }
  } catch {
    // A database that is away has no sessions to keep; the next look finds it back or not.
    if (!held.ending.signal.aborted) return keep(held, againMs, logins, clock);
  }
}

async function processes(
  admin: Mysql,
  held: Held,
): Promise<readonly { readonly id: number; readonly doing: string }[]> {
  const { rows } = await admin.query(
    `SELECT id, command, state FROM information_schema.processlist WHERE ${condition(held)}`,
  );
  return rows.map(([id, command, state]) => ({
    id: Number(id),
    doing: [String(command ?? ""), String(state ?? "")].filter(Boolean).join(": "),
  }));
}

const condition = ({ open }: Held): string => `id IN (${[0, ...open.keys()].join(", ")})`;
