import type { Connection } from "mysql2/promise";
import { traced } from "../kernel/call.ts";
import { plural } from "../kernel/plural.ts";
import type { Rows } from "./mysql.ts";

/** Sends one statement and reads its answer, values as the same text or number on both flavours. */
export function send(connection: Connection, sql: string): Promise<Rows> {
  return traced({ adapter: "database", what: () => sql, outcome: outcomeOf }, () =>
    ask(connection, sql),
  );
}

const outcomeOf = (result: unknown): string => {
  const { columns, rows, affected } = result as Rows;
  return columns.length > 0
    ? `${rows.length} ${plural(rows.length, "row")}`
    : `${affected} affected`;
};

async function ask(connection: Connection, sql: string): Promise<Rows> {
  const [result, fields] = await connection.query({ sql, rowsAsArray: true });
  if (!Array.isArray(result)) return { columns: [], rows: [], affected: result.affectedRows };
  const columns = (fields ?? []).map((field) => field?.name ?? "");
  const rows = result.map((row: unknown) => (Array.isArray(row) ? row.map(plain) : []));
  return { columns, rows, affected: 0 };
}

/**
 * Binary that is no text becomes 0x…; dates come as text already, numbers beyond 2^53 and decimals
 * too.
 */
function plain(value: unknown): string | number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number") return value;
  if (Buffer.isBuffer(value)) {
    const text = value.toString("utf8");
    const isText =
      Buffer.from(text, "utf8").equals(value) &&
      !value.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
    return isText ? text : `0x${value.toString("hex")}`;
  }
  return JSON.stringify(value);
}
