import { database, scenario, shop, type Case } from "./case.ts";

const redis = (tries: string, settings: string): Case => ({
  name: `redis ${settings.slice(0, 60)}`,
  kind: "settings",
  tries,
  files: scenario({ stack: `  store: { kind: redis, settings: { ${settings} } }\n${shop}` }),
  becomes: "GD-S003",
});
const mysql = (tries: string, variables: string): Case => ({
  name: `mysql ${variables.slice(0, 60)}`,
  kind: "settings",
  tries,
  files: database(`, variables: { ${variables} }`),
  becomes: "GD-S003",
});

/** Servers set up to read, write, listen or run elsewhere. */
export const settingCases: readonly Case[] = [
  redis("writes a log file elsewhere", "logfile: OUTSIDE/log.txt"),
  redis("writes its number to a file elsewhere", "pidfile: OUTSIDE/pid.txt"),
  redis("saves its rows elsewhere", 'dir: OUTSIDE, dbfilename: new-file, save: "1 0"'),
  redis("listens on every address", "bind: 0.0.0.0"),
  redis("listens on a socket elsewhere", "unixsocket: OUTSIDE/socket"),
  redis("loads a module", "loadmodule: OUTSIDE/evil.so"),
  redis("reads another configuration file", "include: OUTSIDE/redis.conf"),
  redis("follows a server elsewhere", 'replicaof: "127.0.0.1 9911"'),
  redis("allows what is forbidden by default", '"enable-debug-command": "yes"'),
  redis("hides a second setting in a value", 'maxmemory: "--dir", maxclients: 100'),
  redis(
    "hides a second setting with its value in a value",
    'maxmemory: "--logfile OUTSIDE/log.txt"',
  ),
  redis("hides a line in a value", '"maxmemory-policy": "noeviction\\nlogfile OUTSIDE/log.txt"'),
  mysql("frees INTO OUTFILE by an abbreviation", 'secure_file_pri: ""'),
  mysql("frees INTO OUTFILE by its full name", 'secure_file_priv: ""'),
  mysql(
    "writes the general log elsewhere",
    "general_log_file: OUTSIDE/general.log, general_log: true",
  ),
  mysql(
    "writes the slow log elsewhere, by an abbreviation",
    "slow_query_log_fil: OUTSIDE/slow.log",
  ),
  mysql("writes the error log elsewhere", "log_error: OUTSIDE/error.log"),
  mysql("writes the binary log elsewhere", "log_bin: OUTSIDE/binlog"),
  mysql("keeps its data elsewhere", "datadir: OUTSIDE/data"),
  mysql("keeps a table space elsewhere", 'innodb_data_file_path: "../../x:12M:autoextend"'),
  mysql("runs SQL at its start", "init_file: OUTSIDE/init.sql"),
  mysql("runs SQL on every connection", 'init_connect: "SET GLOBAL general_log=1"'),
  mysql("loads a plugin, by an abbreviation", "plugin_load_ad: evil.so"),
  mysql("calls a program", "wsrep_notify_cmd: OUTSIDE/evil.sh"),
  mysql("disables authentication", "skip_grant_tables: true"),
  mysql("listens on every address", "bind_address: 0.0.0.0"),
  mysql("runs as another user", "user: nobody"),
  mysql("hides a path in a mode", 'sql_mode: "OUTSIDE/x"'),
  {
    name: "mysql by a rerun",
    kind: "settings",
    tries: "frees INTO OUTFILE by a rerun",
    becomes: "GD-S003",
    flags: ["--rerun", "fix"],
    files: database("", {
      more: 'corrective: { fix: { text: t, rerun: { set: { stack.db.variables.secure_file_priv: "" } } } }\n',
    }),
  },
  {
    name: "redis by a variant",
    kind: "settings",
    tries: "listens on every address in a variant",
    becomes: "GD-S003",
    flags: ["--variant", "two"],
    files: scenario({
      stack: `  store: { kind: redis }\n${shop}`,
      more: "variants: { one: {}, two: { stack: { store: { settings: { bind: 0.0.0.0 } } } } }\n",
    }),
  },
  {
    name: "haproxy lines",
    kind: "settings",
    tries: "writes lines into HAProxy's configuration",
    becomes: "GD-S003",
    files: scenario({
      stack: `${shop}\n  lb: { kind: haproxy, needs: [www], routes: [{ prefix: "/ }\\n  bind 0.0.0.0:9912", to: www }] }`,
    }),
  },
];
