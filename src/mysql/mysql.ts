/**
 * The one owner of `mysql2`: what the rest of Gameday needs of a MySQL-compatible server, in both
 * dialects.
 */

export type Flavour = "mysql" | "mariadb";

export interface MysqlLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database?: string;
}

export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  /** For statements without rows. */
  readonly affected: number;
}

/** One connection, outside every pool. */
export interface Mysql {
  readonly flavour: Flavour;
  readonly version: string;
  /**
   * Runs one statement; on timeout kills it on the server from another connection and drops this
   * one (mysql2's own timeout is client-side only).
   */
  query(sql: string, options?: { timeoutMs?: number }): Promise<Rows>;
  /** A global status counter, `Threads_running`. */
  status(variable: string): Promise<number>;
  /**
   * Kills each statement of the processlist whose row matches the SQL condition `where` (over
   * columns id, user, host, db, command, time, state, info); answers how many.
   */
  kill(where: string, scope: "query" | "connection"): Promise<number>;
  close(): Promise<void>;
}
