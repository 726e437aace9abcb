import { dirname, join } from "node:path";
import type { MysqlServer } from "./server.ts";
import { variableArguments, type Variables } from "./variable.ts";

/** Where one running server has its things. */
export interface Launch {
  readonly dataDir: string;
  /** For big temporary tables; not the short folder of the socket. */
  readonly tmpDir: string;
  /** Under 100 bytes: the kernel's limit for socket paths. */
  readonly socket: string;
  /** Without it the server listens on the socket alone. */
  readonly listen?: { readonly host: string; readonly port: number; readonly adminPort?: number };
  readonly slowLog?: string;
  /** It finds itself root, also where it is not. */
  readonly asRoot?: boolean;
  /** SQL that runs before the server lets anybody in. */
  readonly initFile?: string;
  /** Checked by `checkedVariables`; they win over our defaults. */
  readonly variables: Variables;
}

/**
 * Small buffers, no binary log, what an on-call reads switched on. A scenario's variables win over
 * these.
 */
const defaults: Variables = {
  performance_schema: true,
  slow_query_log: true,
  long_query_time: 0.2,
  innodb_buffer_pool_size: "128M",
  innodb_buffer_pool_dump_at_shutdown: false,
  innodb_buffer_pool_load_at_startup: false,
  innodb_fast_shutdown: 1,
  sort_buffer_size: 262_144,
  join_buffer_size: 262_144,
  key_buffer_size: "8M",
  table_open_cache: 400,
  local_infile: false,
};

/** Sizes that belong to a flavour; on MariaDB also the instruments that MySQL has on by itself. */
const ofFlavour = {
  mariadb: {
    innodb_log_file_size: "16M",
    innodb_use_native_aio: false,
    performance_schema_instrument: "wait/lock/metadata/sql/mdl=ON",
    performance_schema_consumer_events_statements_current: true,
    performance_schema_consumer_events_statements_history: true,
  },
  mysql: { innodb_redo_log_capacity: "16M", innodb_use_native_aio: false, mysqlx: false },
} as const satisfies Record<string, Variables>;

/** The daemon's command line. Files of configuration are never read. */
export function serverArguments(server: MysqlServer, launch: Launch): readonly string[] {
  const { listen } = launch;
  return [
    "--no-defaults",
    ...placeArguments(server, launch.dataDir, launch.asRoot),
    `--socket=${launch.socket}`,
    `--pid-file=${join(dirname(launch.socket), `${server.flavour}.pid`)}`,
    ...(listen === undefined ? ["--skip-networking"] : listenArguments(server, listen)),
    ...settings(launch, ofFlavour[server.flavour]),
  ];
}

/** The options of every server, wherever it runs. `own` are our defaults beside those of all. */
function settings(
  {
    tmpDir,
    slowLog,
    initFile,
    variables,
  }: Pick<Launch, "tmpDir" | "slowLog" | "initFile" | "variables">,
  own: Variables,
): readonly string[] {
  const { log_bin: binlog, ...plain }: Variables = { ...defaults, ...own, ...variables };
  return [
    `--tmpdir=${tmpDir}`,
    `--secure-file-priv=${tmpDir}`,
    "--skip-name-resolve",
    // No table lies elsewhere: DATA DIRECTORY is passed over.
    "--loose-skip-symbolic-links",
    ...(binlog === true || binlog === 1 || binlog === "ON"
      ? ["--log-bin=binlog", "--server-id=1"]
      : ["--skip-log-bin"]),
    ...(slowLog === undefined ? [] : [`--slow-query-log-file=${slowLog}`]),
    ...(initFile === undefined ? [] : [`--init-file=${initFile}`]),
    ...variableArguments(plain),
  ];
}

/** Where a server in a container has its things. */
export interface ContainerLaunch extends Omit<Launch, "socket" | "listen"> {
  /** The container's own address, for the door that must not listen everywhere. */
  readonly address: string;
  readonly adminPort: number;
}

/**
 * Options for the daemon of an image, whose flavour only the image knows: each server passes over
 * what is the other's.
 */
export function containerArguments({
  address,
  adminPort,
  ...launch
}: ContainerLaunch): readonly string[] {
  const doors: Variables = {
    extra_port: adminPort,
    extra_max_connections: 8,
    admin_address: address,
    admin_port: adminPort,
    create_admin_listener_thread: true,
  };
  return [
    `--datadir=${launch.dataDir}`,
    ...settings(launch, { ...ofFlavour.mariadb, ...ofFlavour.mysql, ...doors }),
  ];
}

/** Where its files are, for the daemon and for `mariadb-install-db` alike. */
export function placeArguments(
  server: MysqlServer,
  dataDir: string,
  asRoot = process.getuid?.() === 0,
): readonly string[] {
  return [
    ...(server.basedir === undefined
      ? []
      : [
          `--basedir=${server.basedir}`,
          `--lc-messages-dir=${join(server.basedir, "share", "mysql")}`,
        ]),
    `--datadir=${dataDir}`,
    // Both flavours refuse to run as root unless an option allows it.
    ...(asRoot ? ["--user=root"] : []),
  ];
}

/**
 * A door of its own for probes and heal, which stays open when the drill uses up every connection.
 */
function listenArguments(
  server: MysqlServer,
  { host, port, adminPort }: NonNullable<Launch["listen"]>,
): readonly string[] {
  const open = [`--bind-address=${host}`, `--port=${port}`];
  if (adminPort === undefined) return open;
  return server.flavour === "mariadb"
    ? [...open, `--extra-port=${adminPort}`, "--extra-max-connections=8"]
    : [
        ...open,
        `--admin-address=${host}`,
        `--admin-port=${adminPort}`,
        "--create-admin-listener-thread=ON",
      ];
}
