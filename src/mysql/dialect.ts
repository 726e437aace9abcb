/**
 * What differs between MySQL and MariaDB before a connection exists: flavour and version, and how
 * text is quoted.
 */
import type { Flavour } from "./mysql.ts";

/**
 * Reads the flavour from a version string (`10.11.19-MariaDB-0+deb12u1`, `8.4.6`), never from a
 * port or a program's name.
 */
export function flavourOf(version: string): Flavour {
  return /mariadb/i.test(version) ? "mariadb" : "mysql";
}

/**
 * Takes the version out of a server's `--version` line or of `SELECT VERSION()`; undefined when
 * there is none.
 */
export function versionIn(text: string): string | undefined {
  // MariaDB's handshake puts "5.5.5-" before the real version, for old replicas.
  return /\b(\d+\.\d+\.\d+[^\s,]*)/.exec(text.replace(/\b5\.5\.5-(?=\d+\.)/, ""))?.[1];
}

/** The oldest servers that Gameday is tested with: MariaDB 10.6 and MySQL 8.0. */
export function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return flavourOf(version) === "mariadb" ? major > 10 || (major === 10 && minor >= 6) : major >= 8;
}

/** A string as an SQL literal, for the default sql_mode of both flavours. */
export function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''").replaceAll("\0", "\\0")}'`;
}

/** A name as an SQL identifier. */
export function identifier(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

/** `MariaDB 10.11.19`, for people. */
export function serverName(version: string): string {
  const number = /^[\d.]+/.exec(version)?.[0] ?? version;
  return `${flavourOf(version) === "mariadb" ? "MariaDB" : "MySQL"} ${number}`;
}
