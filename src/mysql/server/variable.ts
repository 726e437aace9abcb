/** Server variables that a scenario sets: which are allowed, how they are written, which shape the data directory. */
import { GamedayError } from "../../kernel/error.ts";

export type Variables = Readonly<Record<string, string | number | boolean>>;

/** Ours to set: they say where a server lives and who gets in. A scenario is data and chooses no path and no program. */
const ours = /^(basedir|datadir|tmpdir|socket|port|bind_address|pid_file|user|log_error|init_file|init_connect|secure_file_priv|extra_port|extra_max_connections|admin_.*|mysqlx.*|skip_.*|plugin_.*|.*_(file|dir|path|basename|index)|early_plugin_load|character_sets_dir|lc_messages_dir|wsrep.*|ssl_.*|tls_.*)$/;

/** A data file of InnoDB's own name in its own folder, which may have a bound: `ibdata1:12M:autoextend:max:64M`. It names no other place. */
const ownDataFile = /^ibdata1:\d+[MG](:autoextend(:max:\d+[MG])?)?$/;

/** Those that a data directory keeps for life, or that change what a seed writes into it. */
const shaping = new Set([
  "innodb_page_size",
  "innodb_data_file_path",
  "innodb_undo_tablespaces",
  "innodb_checksum_algorithm",
  "innodb_file_per_table",
  "innodb_default_row_format",
  "lower_case_table_names",
  "character_set_server",
  "collation_server",
  "default_storage_engine",
  "sql_mode",
  "explicit_defaults_for_timestamp",
]);

/** The variables under their plain names (`max_connections`); GD-S003 for one that a scenario may not set. */
export function checkedVariables(variables: Variables): Variables {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      const plain = name.toLowerCase().replaceAll("-", "_");
      if (!/^[a-z][a-z0-9_]*$/.test(plain) || (ours.test(plain) && !(plain === "innodb_data_file_path" && ownDataFile.test(String(value)))) || String(value).includes("/")) {
        throw new GamedayError("GD-S003", `the server variable ${name} cannot be set by a scenario`, {
          hint: "variables that name files, addresses, plugins or start-up SQL belong to Gameday",
        });
      }
      return [plain, value];
    }),
  );
}

/** Only those that a cached data directory must agree with, sorted. */
export function shapingVariables(variables: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => shaping.has(name)).sort(([a], [b]) => a.localeCompare(b)));
}

/** As options that a server which does not know one passes over. */
export function variableArguments(variables: Variables): readonly string[] {
  return Object.entries(variables).map(([name, value]) => `--loose-${name.replaceAll("_", "-")}=${typeof value === "boolean" ? Number(value) : value}`);
}
