/**
 * GTID replication in both dialects: what a server needs to take part, how a replica is connected
 * to its primary, and how to read its status.
 */
import { quoted } from "./dialect.ts";
import type { Flavour, Mysql, MysqlLogin } from "./mysql.ts";
import type { Variables } from "./server/variable.ts";

/** A server's part in replication. */
export interface ReplicationPart {
  /** Unique in the stack, 1 to 2^32 - 1: it is part of every transaction's GTID on MariaDB. */
  readonly serverId: number;
  /**
   * Where its primary is and with which account it logs in there; without it the server is a
   * primary.
   */
  readonly source?: Pick<MysqlLogin, "host" | "port" | "user" | "password">;
}

/** How often a silent primary says that it lives, and how long a replica waits for it. Seconds. */
const heartbeatS = 1;
const silenceS = 4;

/**
 * Variables of a server that takes part, of both flavours: each server passes over what is the
 * other's. None for one that takes no part.
 */
export function replicationVariables(part: ReplicationPart | undefined): Variables {
  if (part === undefined) return {};
  const mariadb: Variables = {
    log_slave_updates: true,
    gtid_strict_mode: true,
    slave_net_timeout: silenceS,
  };
  const mysql: Variables = {
    gtid_mode: "ON",
    enforce_gtid_consistency: "ON",
    replica_net_timeout: silenceS,
  };
  return {
    log_bin: true,
    server_id: part.serverId,
    binlog_format: "ROW",
    sync_binlog: 1,
    read_only: part.source !== undefined,
    ...mariadb,
    ...mysql,
  };
}

/**
 * Statements that tie a fresh server, whose data is the primary's before its first transaction, to
 * the primary, and start it.
 */
export function followStatements(
  flavour: Flavour,
  { host, port, user, password }: NonNullable<ReplicationPart["source"]>,
): readonly string[] {
  if (flavour === "mariadb") {
    const to =
      `MASTER_HOST=${quoted(host)}, MASTER_PORT=${port}, MASTER_USER=${quoted(user)}, ` +
      `MASTER_PASSWORD=${quoted(password)}, MASTER_CONNECT_RETRY=1, ` +
      `MASTER_HEARTBEAT_PERIOD=${heartbeatS}, MASTER_USE_GTID=slave_pos`;
    return [`CHANGE MASTER TO ${to}`, "START REPLICA"];
  }
  const to =
    `SOURCE_HOST=${quoted(host)}, SOURCE_PORT=${port}, SOURCE_USER=${quoted(user)}, ` +
    `SOURCE_PASSWORD=${quoted(password)}, SOURCE_CONNECT_RETRY=1, ` +
    `SOURCE_RETRY_COUNT=86400, SOURCE_HEARTBEAT_PERIOD=${heartbeatS}, ` +
    "SOURCE_AUTO_POSITION=1, GET_SOURCE_PUBLIC_KEY=1";
  return [`CHANGE REPLICATION SOURCE TO ${to}`, "START REPLICA"];
}

/**
 * A replica's status as it sees it itself: one that receives nothing may well say that it is not
 * behind.
 */
export interface ReplicaStatus {
  /** `Yes`, `No`, `Connecting` or `Preparing`. */
  readonly io: string;
  readonly sql: string;
  /** Null while it does not know: its threads do not run. */
  readonly lagS: number | null;
  readonly source: string;
  /** What stopped it last; empty when nothing did. */
  readonly error: string;
}

/** Reads SHOW REPLICA STATUS; undefined for a server that is no replica. */
export async function replicaStatus(mysql: Mysql): Promise<ReplicaStatus | undefined> {
  const { columns, rows } = await mysql.query("SHOW REPLICA STATUS", { timeoutMs: 2_000 });
  const [row] = rows;
  if (row === undefined) return undefined;
  // MySQL says Source and Replica, MariaDB keeps the old words in its columns.
  const value = (...names: readonly string[]): string | number | null =>
    row[columns.findIndex((column) => names.includes(column))] ?? null;
  const lag = value("Seconds_Behind_Source", "Seconds_Behind_Master");
  return {
    io: String(value("Replica_IO_Running", "Slave_IO_Running") ?? ""),
    sql: String(value("Replica_SQL_Running", "Slave_SQL_Running") ?? ""),
    lagS: lag === null ? null : Number(lag),
    source: `${String(value("Source_Host", "Master_Host") ?? "")}:${String(value("Source_Port", "Master_Port") ?? "")}`,
    error: String(value("Last_IO_Error") || value("Last_SQL_Error") || ""),
  };
}

/**
 * The transactions that a server has, as its flavour writes them; on MariaDB the last of each
 * domain and server.
 */
export async function executedGtids(mysql: Mysql): Promise<string> {
  const { rows } = await mysql.query(
    mysql.flavour === "mariadb"
      ? "SELECT @@global.gtid_binlog_state"
      : "SELECT @@global.gtid_executed",
    { timeoutMs: 2_000 },
  );
  return String(rows[0]?.[0] ?? "").replaceAll("\n", "");
}
