/**
 * Real servers without Docker and without root: where one is found (`find.ts`), how one is fetched
 * (`install.ts`), the data directories that are made once and copied for each drill
 * (`data-dir.ts`), and how one is launched (`launch.ts`).
 */
import type { Flavour } from "../mysql.ts";

/** A server program that can be started; plain data. */
export interface MysqlServer {
  readonly flavour: Flavour;
  /** As the server says it, `10.11.19-MariaDB-0+deb12u1`. */
  readonly version: string;
  /** Absolute path of `mariadbd` or `mysqld`. */
  readonly daemon: string;
  /** Where its share/ and bin/ are, when not where it was built for. */
  readonly basedir?: string;
  /** For LD_LIBRARY_PATH, when it comes from unpacked packages. */
  readonly libraryPath?: string;
  /**
   * Program that makes a fresh data directory: `mariadb-install-db`, or the daemon itself for
   * MySQL.
   */
  readonly initialise: string;
  readonly source: "PATH" | "cache";
}

/** One step of long work, for the people who wait for it. */
export interface Step {
  readonly title: string;
  readonly state: "start" | "progress" | "done" | "skip";
  readonly detail?: string;
  /** 0 to 1, where it is known. */
  readonly fraction?: number;
}

/**
 * The environment of a server program: the given one, its libraries, and nothing that would change
 * its options.
 */
export function serverEnvironment(
  server: Pick<MysqlServer, "libraryPath">,
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const own = Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(MYSQL|MARIADB)_/.test(name)),
  );
  return server.libraryPath === undefined ? own : { ...own, LD_LIBRARY_PATH: server.libraryPath };
}
