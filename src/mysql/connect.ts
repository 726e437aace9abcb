/**
 * Opens connections to MySQL and MariaDB. `mysql2` is loaded on first use: most commands never need
 * it.
 */
import type { Connection, ConnectionOptions } from "mysql2/promise";
import { traced } from "../kernel/call.ts";
import { messageOf } from "../kernel/message-of.ts";
import { flavourOf, quoted, versionIn } from "./dialect.ts";
import type { Mysql, MysqlLogin } from "./mysql.ts";
import { send } from "./rows.ts";

export interface ConnectOptions {
  readonly connectTimeoutMs?: number;
  /** Through a socket file; host and port of the login are not used then. */
  readonly socketPath?: string;
  /** Lets one text hold several statements: for seeds only. */
  readonly multipleStatements?: boolean;
}

/**
 * A statement ran longer than it was given; it was killed on the server and its connection dropped.
 */
export class QueryTimeout extends Error {
  override readonly name = "QueryTimeout";
}

/**
 * Opens one connection; rejects with the driver's error (`errno`, `code`) when the server does not
 * let us in.
 */
export async function connectMysql(
  login: MysqlLogin,
  options: ConnectOptions = {},
): Promise<Mysql> {
  const connection = await open(login, options);
  try {
    const [row] = (await send(connection, "SELECT VERSION(), CONNECTION_ID()")).rows;
    const version = versionIn(String(row?.[0]));
    if (version === undefined) throw new Error("connect: the server does not report its version");
    return session(connection, { login, options, version, id: Number(row?.[1]) });
  } catch (error) {
    connection.destroy();
    throw error;
  }
}

function open(login: MysqlLogin, options: ConnectOptions): Promise<Connection> {
  const place = options.socketPath ?? `${login.host}:${login.port}`;
  return traced(
    {
      adapter: "database",
      what: () => `connect ${login.user} to ${place}`,
      secrets: [login.password],
    },
    () => openUntraced(login, options),
  );
}

async function openUntraced(login: MysqlLogin, options: ConnectOptions): Promise<Connection> {
  const { createConnection } = await import("mysql2/promise");
  const where: ConnectionOptions =
    options.socketPath === undefined
      ? { host: login.host, port: login.port }
      : { socketPath: options.socketPath };
  return createConnection({
    ...where,
    user: login.user,
    password: login.password,
    ...(login.database === undefined ? {} : { database: login.database }),
    connectTimeout: options.connectTimeoutMs ?? 5_000,
    multipleStatements: options.multipleStatements ?? false,
    charset: "utf8mb4",
    dateStrings: true,
    supportBigNumbers: true,
    jsonStrings: true,
  });
}

let ownKills = 0;

/**
 * How many statements, on all servers, were killed because a client of ours timed out: no one did
 * that on purpose.
 */
export function killedByTimeout(): number {
  return ownKills;
}

interface Session {
  readonly login: MysqlLogin;
  readonly options: ConnectOptions;
  readonly version: string;
  /** The server's number of this connection. */
  readonly id: number;
}

function session(connection: Connection, { login, options, version, id }: Session): Mysql {
  let dropped = false;
  // Without a listener the loss of an idle connection would be an uncaught error; the next query
  // says it.
  connection.on("error", () => {
    dropped = true;
  });

  const query: Mysql["query"] = async (sql, { timeoutMs } = {}) => {
    if (dropped) throw new Error("this connection is closed: open another one");
    const running = send(connection, sql);
    if (timeoutMs === undefined) return running;
    const late = await outlasts(running, timeoutMs);
    if (!late) return running;
    dropped = true;
    ownKills += 1;
    const trouble = await killFromOutside(login, options, id);
    connection.destroy();
    throw new QueryTimeout(
      `no answer within ${timeoutMs} ms; ${trouble ?? "the statement was killed on the server"}`,
    );
  };

  return {
    flavour: flavourOf(version),
    version,
    query,
    status: async (variable) => {
      const { rows } = await query(`SHOW GLOBAL STATUS WHERE Variable_name = ${quoted(variable)}`, {
        timeoutMs: 5_000,
      });
      const value = Number(rows[0]?.[1]);
      if (Number.isNaN(value)) throw new Error(`the server has no numeric status "${variable}"`);
      return value;
    },
    kill: async (where, scope) => {
      // KILL QUERY on an idle connection may hit the statement that comes next.
      const busy = scope === "query" ? "command IN ('Query', 'Execute') AND" : "";
      const { rows } = await query(
        `SELECT id FROM information_schema.processlist WHERE ${busy} id <> CONNECTION_ID() AND (${where}\n)`,
      );
      let killed = 0;
      for (const [victim] of rows) if (await killOne(query, scope, Number(victim))) killed += 1;
      return killed;
    },
    close: async () => {
      if (dropped) return connection.destroy();
      dropped = true;
      const ended = connection.end().catch(() => undefined);
      if (await outlasts(ended, 1_000)) connection.destroy();
    },
  };
}

const unknownThread = 1094;

async function killOne(
  query: Mysql["query"],
  scope: "query" | "connection",
  id: number,
): Promise<boolean> {
  try {
    await query(`KILL ${scope} ${id}`);
    return true;
  } catch (error) {
    // It ended by itself between our look and our KILL.
    if (error instanceof Error && "errno" in error && error.errno === unknownThread) return false;
    throw error;
  }
}

/** Ends the whole connection `id`; answers what went wrong, if anything. */
async function killFromOutside(
  login: MysqlLogin,
  options: ConnectOptions,
  id: number,
): Promise<string | undefined> {
  try {
    const other = await open(login, {
      ...options,
      connectTimeoutMs: 2_000,
      multipleStatements: false,
    });
    other.on("error", () => undefined);
    const killed = send(other, `KILL CONNECTION ${id}`).catch((error: unknown) => {
      if (!(error instanceof Error && "errno" in error && error.errno === unknownThread))
        throw error;
    });
    try {
      if (await outlasts(killed, 2_000))
        return "it may still run on the server: no response to KILL";
      await killed;
    } finally {
      other.destroy();
    }
    return undefined;
  } catch (error) {
    return `it may still run on the server: ${messageOf(error)}`;
  }
}

async function outlasts(work: Promise<unknown>, ms: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<true>();
  const timer = setTimeout(() => resolve(true), ms);
  const done = work.then(
    () => false,
    () => false,
  );
  try {
    return await Promise.race([late, done]);
  } finally {
    clearTimeout(timer);
  }
}
